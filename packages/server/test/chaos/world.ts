import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Lab, openLab } from '../../../hallpass/test/lab.ts'
import { type Cluster, openDatabase, type OpenDatabase, startCluster } from '../../src/store/index.ts'
import { type FlakyProxy, openFlakyProxy } from './flaky-proxy.ts'
import { prepareReplica, type Replica } from './replica.ts'
import { openReceiver, type Receiver } from './receiver.ts'

/** Two replicas on a PostgreSQL, beside a local AWS that they reach through a proxy. */
export interface World {
  readonly lab: Lab
  readonly roleArn: string
  readonly cluster: Cluster
  readonly database: OpenDatabase['database']
  readonly toAws: FlakyProxy
  readonly replicas: readonly [Replica, Replica]
  readonly receiver: Receiver
  /** Of an admin, who signed in with the first link that was printed. */
  readonly adminCookie: string
  /** Everything secret that was handed out so far. */
  readonly secrets: Set<string>
  /** What PostgreSQL logs to. */
  readonly databaseLog: string
  close(): Promise<void>
}

/** Starts all of it. `refuses` is of the webhook's receiver. */
export async function openWorld(refuses: (eventId: string) => boolean): Promise<World> {
  const closing: (() => Promise<void> | void)[] = []
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).toReversed()) await step()
  }
  try {
    const folder = mkdtempSync(join(tmpdir(), 'hallpass-chaos-'))
    // Root's PostgreSQL runs as somebody else, who has to get through to what is below.
    chmodSync(folder, 0o755)
    closing.push(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }))
    const lab = await openLab()
    closing.push(() => lab.close())
    const toAws = await openFlakyProxy(Number(new URL(lab.url).port))
    closing.push(() => toAws.close())
    const cluster = await startCluster({ folder: join(folder, 'data') })
    closing.push(() => cluster.close())
    const open = openDatabase(cluster.address)
    closing.push(() => open.close())
    const receiver = await openReceiver(refuses)
    closing.push(() => receiver.close())
    const secrets = new Set<string>()
    const env = environment(folder, lab, toAws, cluster, secrets)
    const flags = ['--issuer-profile', 'vend', '--revoker-profile', 'revoke', '--private-webhooks']
    const replicas: [Replica, Replica] = [await prepareReplica(flags, env), await prepareReplica(flags, env)]
    closing.push(async () => {
      await Promise.all(replicas.map((replica) => replica.stop()))
    })
    const [first, second] = replicas
    await first.start()
    const adminCookie = await signInFirstAdmin(first, secrets)
    await second.start()
    return {
      lab,
      roleArn: await lab.role('Handed'),
      cluster,
      database: open.database,
      toAws,
      replicas,
      receiver,
      adminCookie,
      secrets,
      databaseLog: join(folder, 'data', 'postgresql.log'),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

function environment(
  folder: string,
  lab: Lab,
  toAws: FlakyProxy,
  cluster: Cluster,
  secrets: Set<string>,
): Record<string, string | undefined> {
  const file = join(folder, 'credentials')
  const section = (name: string, { accessKeyId, secretAccessKey }: Lab['issuer']): string =>
    `[${name}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`
  writeFileSync(file, section('vend', lab.issuer) + section('revoke', lab.admin), { mode: 0o600 })
  const sealKey = randomBytes(32).toString('base64')
  for (const secret of [lab.issuer.secretAccessKey, lab.admin.secretAccessKey, sealKey]) secrets.add(secret)
  const url = `http://127.0.0.1:${toAws.port}`
  const { socketFolder = '', user, database } = cluster.address
  return {
    PATH: process.env['PATH'],
    HOME: folder,
    AWS_SHARED_CREDENTIALS_FILE: file,
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: url,
    HALLPASS_SIGNIN_ENDPOINT_URL: `${url}/federation`,
    DATABASE_URL: `postgres://${user}@localhost/${database}?host=${encodeURIComponent(socketFolder)}`,
    HALLPASS_SEAL_KEY: sealKey,
  }
}

/** It is printed when requests are taken already. */
async function firstLink(replica: Replica): Promise<string> {
  const deadline = performance.now() + 30_000
  for (;;) {
    const [, link] = /once: (\S+)\n/.exec(replica.printed()) ?? []
    if (link !== undefined) return link
    if (performance.now() > deadline) throw new Error(`no first link was printed: ${replica.printed()}`)
    await wait(20)
  }
}

async function signInFirstAdmin(replica: Replica, secrets: Set<string>): Promise<string> {
  const link = await firstLink(replica)
  const secret = link.replace(/^.*[/#]/, '')
  secrets.add(secret)
  const answer = await fetch(`${replica.url}/link`, {
    method: 'POST',
    headers: { origin: replica.url },
    body: new URLSearchParams({ secret }),
    redirect: 'manual',
  })
  const cookie = answer.headers.get('set-cookie')?.split(';')[0]
  if (cookie === undefined) throw new Error(`the first link answered ${answer.status}`)
  secrets.add(cookie.replace(/^.*?=/, ''))
  return cookie
}
