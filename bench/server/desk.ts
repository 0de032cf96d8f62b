import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { scopes, systemActor } from '../../packages/server/src/actor/index.ts'
import { makeApiToken } from '../../packages/server/src/signin/index.ts'
import { openDatabase, startCluster } from '../../packages/server/src/store/index.ts'
import { type Background, startBackground } from '../background.ts'
import { localAws, printedKeys } from '../local-aws/servers.ts'

const bin = fileURLToPath(new URL('../../packages/server/bin/hallpass-server.cjs', import.meta.url))

/** A local AWS, and servers beside it. */
export interface Desk {
  readonly aws: URL
  readonly roleArn: string
  /** A server on the embedded PostgreSQL, in a folder of the name. */
  readonly startEmbedded: (folder: string) => Promise<Background>
  /** A replica on the PostgreSQL that all replicas share. */
  readonly startReplica: () => Promise<Background>
  /** A token of a platform that may do everything with its own workshops; a replica has to have been started. */
  readonly makeToken: () => Promise<string>
  readonly stop: () => Promise<void>
}

export async function openDesk(): Promise<Desk> {
  const aws = await localAws.start()
  const { keys, roleArn } = await localAws.setUp(aws)
  const home = mkdtempSync(join(tmpdir(), 'hallpass-bench-'))
  // Root's PostgreSQL runs as somebody else, who has to get through to what is below.
  chmodSync(home, 0o755)
  const file = join(home, 'credentials')
  const section = (name: string, { accessKeyId, secretAccessKey }: typeof keys): string =>
    `[${name}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`
  writeFileSync(file, section('vend', keys) + section('revoke', printedKeys(aws.printed())), { mode: 0o600 })
  const cluster = await startCluster({ folder: join(home, 'shared') })
  const { socketFolder = '', user, database } = cluster.address
  const profiles = ['--issuer-profile', 'vend', '--revoker-profile', 'revoke']
  const start = (flags: readonly string[], env: Readonly<Record<string, string>>): Promise<Background> =>
    startBackground({
      file: process.execPath,
      args: (port) => [bin, '--port', String(port), ...profiles, ...flags],
      env: {
        HOME: home,
        AWS_SHARED_CREDENTIALS_FILE: file,
        AWS_CONFIG_FILE: join(home, 'config'),
        AWS_REGION: 'us-east-1',
        AWS_ENDPOINT_URL: aws.url.origin,
        HALLPASS_SIGNIN_ENDPOINT_URL: `${aws.url.origin}/federation`,
        ...env,
      },
    })
  const shared = {
    DATABASE_URL: `postgres://${user}@localhost/${database}?host=${encodeURIComponent(socketFolder)}`,
    HALLPASS_SEAL_KEY: randomBytes(32).toString('base64'),
  }
  return {
    aws: aws.url,
    roleArn,
    startEmbedded: (folder) => start(['--data', join(home, folder)], {}),
    startReplica: () => start([], shared),
    makeToken: async () => {
      const open = openDatabase(cluster.address)
      const services = {
        database: open.database,
        now: () => new Date(),
        randomBytes,
        notifying: { recorded: async () => {} },
        jobs: { schedule: async () => {} },
      }
      const { secret } = await makeApiToken(services, systemActor('bench'), { name: 'bench', scopes })
      await open.close()
      return `Bearer ${secret}`
    },
    stop: async () => {
      await cluster.close()
      await aws.stop()
      rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    },
  }
}
