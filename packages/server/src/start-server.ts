import { randomBytes } from 'node:crypto'
import { type CallerOptions, createTransport, type Environment, proxyFromEnvironment } from 'hallpass'
import { type App, createApp } from './app.ts'
import { createForwardedAddress, createLines, createSeal, type TrustedProxies } from './base/index.ts'
import type { Services } from './change/index.ts'
import { createDoctor } from './checking/index.ts'
import { createIssuers, createIssuing, type Issuers } from './issuing/index.ts'
import { createJobs, doJob, sweep } from './jobs/index.ts'
import { createKeyless, type Keyless, mountKeyless } from './keyless/index.ts'
import { listen, remoteAddress } from './listen.ts'
import { createNotifying, dropMemory, listenToAudit } from './notifying/index.ts'
import { createRoles } from './preview/index.ts'
import { announceReplica, disagreements } from './replicas/index.ts'
import { createRevoking } from './revoking/index.ts'
import { mountPages } from './pages/index.ts'
import { readSealKey } from './seal-key.ts'
import {
  byApiToken,
  byCookie,
  createAttemptRate,
  createOpenIdProvider,
  type OpenIdSettings,
  firstAdminLink,
  linkUrl,
  sessionCookie,
} from './signin/index.ts'
import { migrate, openDatabase, startCluster } from './store/index.ts'
import { createPost, refuseOtherSeal } from './webhook/index.ts'

/** How a server is started. */
export interface ServerOptions {
  readonly version: string
  /** A PostgreSQL of one's own, as `postgres://…`. Default: the embedded one, in `dataFolder`. */
  readonly databaseUrl?: string | undefined
  /** Where the embedded PostgreSQL and the sealing key are. */
  readonly dataFolder?: string | undefined
  /** At least 32 bytes as base64. Default: a file in `dataFolder`. */
  readonly sealKey?: string | undefined
  readonly host?: string | undefined
  readonly port?: number | undefined
  /** Where people reach it, e.g. `https://hallpass.example.com`. Default: the port that was opened. */
  readonly publicUrl?: string | undefined
  /** The proxies of one's own before it, as a count or as addresses and blocks: `X-Forwarded-For` is believed as far. Default 0. */
  readonly trustedProxies?: TrustedProxies | undefined
  /** Whose credentials make sessions, by the name that workshops have for it. */
  readonly issuers: Readonly<Record<string, CallerOptions>>
  /**
   * Makes the server its own OpenID Connect issuer, at `publicUrl` (https): workshops have an issuer `keyless` more,
   * whose sessions need no AWS credentials. Region and endpoint are taken from this. Default: none.
   */
  readonly keyless?: CallerOptions | undefined
  /** Whose credentials revoke: an identity of its own, that may touch a role's one policy and nothing else. */
  readonly revoker: CallerOptions
  /** Where staff signs in besides links: an OpenID Connect provider. Default: none. */
  readonly openId?: OpenIdSettings | undefined
  /** Lets webhooks go to this machine and to private networks, and by http. Default false. */
  readonly privateWebhooks?: boolean | undefined
  /** Where `HTTPS_PROXY` and `NO_PROXY` are, for the way to the OpenID Connect provider. Default: no proxy. */
  readonly env?: Environment | undefined
  readonly now?: () => Date
  /** Told what an operator should know. Never a secret. */
  readonly log: (line: string) => void
}

/** A server that takes requests. */
export interface RunningServer {
  readonly url: string
  readonly services: Services
  /** Where the first admin signs in, once, on a server without staff. Secret. */
  readonly firstAdminLink: string | undefined
  /** Takes no more requests, finishes those under way, and stops the embedded PostgreSQL. */
  readonly close: () => Promise<void>
}

/**
 * Starts all of it: PostgreSQL, migrations, jobs, the port.
 *
 * @throws HallpassError `SettingInvalid`, `DataFolderInUse`, `DataFolderUnusable`, `DatabaseUnavailable`,
 * `DatabaseUnusable`, `DependencyMissing`
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { databaseUrl, dataFolder, now = () => new Date() } = options
  const log = withoutRepetitions(options.log, now)
  const closing: (() => Promise<void>)[] = []
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).toReversed()) await step()
  }
  try {
    const key = readSealKey(options.sealKey, databaseUrl === undefined ? dataFolder : undefined, randomBytes)
    const { database, address } = await openStore({ databaseUrl, dataFolder, log }, closing)
    const applied = await migrate(database, now)
    if (applied.length > 0) log(`the database is set up: ${applied.join(', ')}`)
    await refuseOtherSeal({ database, seal: createSeal(key, randomBytes) })
    const jobs = createJobs({ address, onError: (error) => log(`jobs: ${describe(error)}`) })
    // What fails half-way is to be stopped too, or it keeps the process alive.
    closing.push(() => jobs.stop())
    await jobs.prepare()
    const { services, keyless, issuers } = createServices(options, { database, now, key, jobs })
    const hearing = await listenToAudit({
      database,
      address,
      onConnectionLost: (error) => log(`the connection for notices was lost: ${error.message}`),
    })
    closing.push(() => hearing.close())
    hearing.subscribe(dropMemory(services.issuing))
    const tools = { services, post: createPost({ allowPrivate: services.privateWebhooks ?? false }) }
    await jobs.run(
      (job) => doJob(tools, job),
      () => sweep(tools),
    )
    const onFault = (error: unknown, where: string): void => log(`${where}: ${describe(error)}`)
    const transport = createTransport({ proxyFor: proxyFromEnvironment(options.env ?? {}) })
    const openId = options.openId && createOpenIdProvider(options.openId, { now, onFault, transport })
    // The port is open before its own address is known: it answers from the first request that comes after.
    const apps: App[] = []
    const port = await listen((request, environment) => answer(apps[0], request, environment), {
      host: options.host,
      port: options.port,
    })
    closing.push(() => port.close())
    const publicUrl = options.publicUrl ?? port.url
    const cookie = sessionCookie(publicUrl)
    const forwarded = createForwardedAddress(options.trustedProxies ?? 0)
    const addressOf = (request: Request, environment: unknown): string | undefined =>
      forwarded(request.headers.get('x-forwarded-for'), remoteAddress(environment))
    // A class comes from one address at nine o'clock; of 40 bits these find none in years.
    const attempts = createAttemptRate(database, { perSecond: 5, burst: 500 })
    apps.push(
      createApp({
        services,
        version: options.version,
        authenticators: [byApiToken(services), byCookie(services, cookie, publicUrl)],
        addressOf,
        onFault,
        attempts,
        extend: (app) => {
          if (keyless !== undefined) mountKeyless(app, keyless)
          mountPages(app, {
            services,
            cookie,
            publicUrl,
            addressOf,
            attempts,
            hearing,
            openId: openId && { services, provider: openId, publicUrl },
            onFault,
          })
        },
      }),
    )
    const replica = await announceReplica({
      database,
      randomBytes,
      settings: () => ({
        publicUrl,
        issuers: issuers.names,
        accounts: issuers.knownAccounts(),
        openIdIssuer: options.openId?.issuer ?? '',
      }),
    })
    closing.push(() => replica.leave())
    for (const { problem, hint } of await disagreements(database)) log(`${problem}; ${hint}`)
    const first = await firstAdminLink(services)
    return {
      url: publicUrl,
      services,
      firstAdminLink: first && linkUrl(publicUrl, first),
      close,
    }
  } catch (error) {
    // Why it did not start is what is told, not what went wrong while it was cleared away.
    await close().catch(() => {})
    throw error
  }
}

function answer(app: App | undefined, request: Request, environment: object): Response | Promise<Response> {
  return (
    app?.fetch(request, environment) ??
    new Response('starting', { status: 503, headers: { 'retry-after': '1' } })
  )
}

async function openStore(
  { databaseUrl, dataFolder, log }: Pick<ServerOptions, 'databaseUrl' | 'dataFolder' | 'log'>,
  closing: (() => Promise<void>)[],
) {
  const onConnectionLost = (error: Error): void => log(`no connection to PostgreSQL: ${error.message}`)
  if (databaseUrl === undefined) {
    if (dataFolder === undefined) throw new TypeError('dataFolder or databaseUrl has to be given')
    const cluster = await startCluster({
      folder: dataFolder,
      onRestart: () => log('PostgreSQL was gone, and has been started again'),
    })
    closing.push(() => cluster.close())
    const open = openDatabase({ ...cluster.address, onConnectionLost })
    closing.push(() => open.close())
    return open
  }
  const open = openDatabase({ url: databaseUrl, onConnectionLost })
  closing.push(() => open.close())
  return open
}

function createServices(
  options: ServerOptions,
  { database, now, key, jobs }: Pick<Services, 'database' | 'now' | 'jobs'> & { readonly key: Buffer },
): { readonly services: Services; readonly keyless: Keyless | undefined; readonly issuers: Issuers } {
  const notifying = createNotifying({ jobs, now })
  const changing = { database, now, randomBytes, notifying, jobs }
  const seal = createSeal(key, randomBytes)
  const keyless = options.keyless && createKeyless({ ...changing, seal, issuer: options.publicUrl ?? '' })
  const issuers = createIssuers({
    ...options.issuers,
    ...(keyless && { keyless: { ...options.keyless, leaseToken: (request) => keyless.token(request) } }),
  })
  const issuing = createIssuing({ database, now, issuers, notifying })
  const roles = createRoles({
    now,
    readersOf: (issuer) => [options.revoker, ...[options.issuers[issuer] ?? []].flat()],
    issuerOf: (issuer) => options.issuers[issuer],
  })
  const revoking = createRevoking({ services: changing, issuing, revokerOf: () => options.revoker })
  const doctor = createDoctor({
    issuers: options.issuers,
    revoker: options.revoker,
    environmentOf: (issuer) => issuers.environmentOf(issuer),
    issuing,
    roles,
    now,
  })
  const { privateWebhooks } = options
  return {
    services: { ...changing, seal, issuing, revoking, roles, doctor, lines: createLines(), privateWebhooks },
    keyless,
    issuers,
  }
}

const sameLineMs = 10_000

/** A database that is away is told by every query: once in a while is enough. */
function withoutRepetitions(log: (line: string) => void, now: () => Date): (line: string) => void {
  const told = new Map<string, number>()
  return (line) => {
    const at = now().getTime()
    if (at - (told.get(line) ?? -sameLineMs) < sameLineMs) return
    if (told.size > 100) told.clear()
    told.set(line, at)
    log(line)
  }
}

/** A failure in one line, with its code; the causes of ours are kept out, they may quote what was sent. */
function describe(error: unknown): string {
  // pg-boss tells of an error's message in an object of its own.
  if (typeof error !== 'object' || error === null || !('message' in error)) return String(error)
  const message = String(error.message)
  return 'code' in error ? `${String(error.code)}: ${message}` : message
}
