import { decide } from './authorize/index.ts'
import { type DataDirectory, openDataDirectory } from './data/index.ts'
import { keptAccountId, keptSealingKey } from './kept.ts'
import {
  checkKnownNames,
  type FetchDocument,
  fetchDocument,
  headerValues,
  type IncomingRequest,
  type KnownNames,
  type LogEntry,
  pooledRandomBytes,
  type RawResponse,
  requestId,
} from './base/index.ts'
import { createGateway, createWeather, type WeatherOptions } from './gateway/index.ts'
import { iamActions } from './iam/index.ts'
import { listen, type Listening, type ListenOptions } from './listen.ts'
import { eventRoutes, snapshotRoutes, withList } from './local/index.ts'
import {
  accessRoleArn,
  accountIds,
  createAccessRole,
  createAdmin,
  createState,
  type KeyPair,
  type State,
} from './model/index.ts'
import { denialMessage } from './policy/index.ts'
import { secretsManagerActions } from './secretsmanager/index.ts'
import { createAuthenticate, createSessions } from './sessions/index.ts'
import { createSignIn } from './signin/index.ts'
import { createSnapshots, type FirstKeys, type Snapshot } from './snapshot/index.ts'
import { rememberSigningKeys } from './sigv4/index.ts'
import { sqsActions } from './sqs/index.ts'
import { ssmActions } from './ssm/index.ts'
import { type CloudTrailEvent, createTrail, type EventFilter } from './trail/index.ts'
import { stsActions, unsignedStsActions } from './sts/index.ts'
import { checkFirst, plantSeed, type Seed, seededAccounts, worldClock } from './world/index.ts'

export interface LocalAwsOptions extends WeatherOptions {
  /** The account, 12 digits; of several the first. Default `111122223333`. */
  readonly accountId?: string
  /**
   * The accounts, which are one organisation: how many, 1 to 10, with ids out of AWS's documentation (`111122223333`,
   * `222233334444`, …), or the ids of all of them. The first is the management account; its administrator enters
   * each of the others by the role `OrganizationAccountAccessRole`. Default: one.
   */
  readonly accounts?: number | readonly string[]
  /** The organisation's id, `o-` and 10 to 32 letters and digits. Default `o-exampleorgid`. */
  readonly organizationId?: string
  /** The region of unsigned requests and of the command's `export` lines. Default `us-east-1`. */
  readonly region?: string
  /** The administrator's key. Default: a random one. */
  readonly admin?: KeyPair
  /**
   * A directory in which everything is kept: it is made where it is not there, and what is in it goes on. The seed,
   * the accounts and the administrator's key are those it began with. One local AWS at a time has it, until `close()`.
   * Default: everything ends with the process.
   */
  readonly data?: string
  /**
   * What is there from the start: accounts, users, groups, roles, policies, buckets, OIDC providers; `readWorld` has it
   * from a file. What the seed says of `accountId`, `organizationId`, `region` and the clock counts where the
   * options of these names, and `now`, are left out. Default: nobody but the user `admin`.
   */
  readonly seed?: Seed
  /** The clock that signatures, sessions and policies are judged by. Default: the machine's. */
  readonly now?: () => Date
  /** Default: `node:crypto`'s. Keys, ids and secrets are only as good as it is. */
  readonly randomBytes?: (size: number) => Uint8Array
  /**
   * How the documents of OIDC providers are fetched, whose tokens AssumeRoleWithWebIdentity takes. Default: a
   * GET of at most 256 KiB and 5 seconds, without following redirects.
   */
  readonly fetchDocument?: FetchDocument
  /** Called once for each request, after it was answered. Default: nothing is logged. */
  readonly log?: (entry: LogEntry) => void
  /**
   * How many bytes of objects and parts are kept at most, in memory and in a file of the system's temporary
   * folder; what is over it is refused with `InsufficientStorage`, 507. Default 20 GiB, at least 1 MiB.
   */
  readonly maxStoredBytes?: number
  /**
   * `aws:SecureTransport`. Default `true`: this endpoint stands in for AWS's, which your clients reach by
   * HTTPS, so policies that deny plain HTTP decide here as they will there.
   */
  readonly secureTransport?: boolean
  /**
   * How many of the last requests are remembered as events in CloudTrail's shape; 0: none. Default 10,000; 64 MiB of
   * memory at most.
   */
  readonly maxEvents?: number
}

const optionNames = {
  accountId: true,
  accounts: true,
  organizationId: true,
  region: true,
  admin: true,
  data: true,
  seed: true,
  now: true,
  randomBytes: true,
  fetchDocument: true,
  log: true,
  maxStoredBytes: true,
  secureTransport: true,
  maxEvents: true,
  consistencyDelayMs: true,
  stsRequestsPerSecond: true,
  faults: true,
} satisfies KnownNames<LocalAwsOptions>

/** One of the accounts. */
export interface LocalAccount {
  readonly accountId: string
  /** The role by which the first account's administrator enters it; the first account has none. */
  readonly accessRoleArn: string | undefined
}

/** An AWS of one's own: STS, IAM, S3, Parameter Store, Secrets Manager and the console's sign-in, all in memory. */
export interface LocalAws {
  /** The first account, the organisation's management account. */
  readonly accountId: string
  /** All accounts, the first among them. */
  readonly accounts: readonly LocalAccount[]
  readonly organizationId: string
  readonly region: string
  /** The key of the IAM user `admin`, who may do everything. */
  readonly admin: KeyPair
  /**
   * The keys of the users of the seed: by name those of the first account, by account and name (`222233334444/anna`)
   * those of the others.
   */
  readonly keys: ReadonlyMap<string, KeyPair>
  /** Keeps everything as it is now: accounts, keys, buckets, objects. Quick enough for every test of a suite. */
  readonly save: () => Snapshot
  /**
   * Puts everything back as it was at `save()`; a snapshot can be loaded as often as you like. Sessions that were
   * issued meanwhile go on for as long as their role or user is there, the same one and not one made anew. A request
   * that is under way is refused, or changes only what is gone.
   *
   * @throws TypeError for a snapshot of another local AWS
   */
  readonly load: (snapshot: Snapshot) => void
  /** Puts everything back as it was at the beginning, the seed and the keys among it. */
  readonly reset: () => void
  /**
   * Keeps everything in a file, for `loadFile()` of any local AWS of a version that is no earlier. Keys are in it:
   * it is readable for its owner alone.
   *
   * @throws DataError `Unusable`
   */
  readonly saveFile: (path: string) => Promise<void>
  /**
   * Puts everything back as it is in a file, `admin` and `keys` too. Sessions of the local AWS that saved it are
   * not valid in another.
   *
   * @throws DataError `NotOurs` for a file that is none, or of another management account than `accountId`; `Newer`, `Damaged`, `TooLarge`, `Unusable`
   */
  readonly loadFile: (path: string) => Promise<void>
  /** Answers one request, without any port. Never rejects because of what a request holds. */
  readonly handle: (request: IncomingRequest) => Promise<RawResponse>
  /**
   * What happened, in CloudTrail's shape, the oldest first: who asked for what, with which key, and what they were
   * answered. At `GET /_local/events` too. Forgotten when everything is put back: `load()`, `reset()`, `loadFile()`.
   *
   * @throws TypeError for a condition that does not exist
   */
  readonly events: (filter?: EventFilter) => readonly CloudTrailEvent[]
  /** Opens a port; on loopback, and any free one, unless told otherwise. */
  readonly listen: (options?: ListenOptions) => Promise<Listening>
  /**
   * Gives up the directory of `data`, once nothing is asked any more. Not needed where there is none; a process that
   * ends without it loses nothing but when keys and roles were last used.
   *
   * @throws DataError `Unusable`; `InUse` when another process took the directory over meanwhile
   */
  readonly close: () => void
}

/**
 * Makes a local AWS in which signatures are verified and every decision is made by evaluating policies. It
 * starts with its accounts, one administrator and what the seed says; it ends with the object.
 *
 * @throws TypeError for an option that does not exist; when the ids of the accounts or of the organisation are none,
 * `region` is no region's name, a part of the weather out of its bounds, `maxStoredBytes` below 1 MiB, `maxEvents` not from 0 to 1,000,000, or something of the seed what AWS would refuse
 * @throws DataError for a directory of `data` that is in use, damaged, of something else or another account, or cannot be used
 */
export function createLocalAws(options: LocalAwsOptions = {}): LocalAws {
  return beginLocalAws(options).localAws
}

/** A local AWS whose beginning may still fail. */
export interface BegunLocalAws {
  readonly localAws: LocalAws
  /** Whether it goes on with nothing that an earlier one kept. */
  readonly isNew: boolean
  /** Loads a file as the beginning, which `reset` puts back. @throws DataError */
  readonly beginWithFile: (path: string) => Promise<void>
  /** Closes it; a directory that was begun with it is as it was before. */
  readonly giveUp: () => void
}

/** As {@link createLocalAws}, for those who have more to do before it counts as begun. */
export function beginLocalAws(options: LocalAwsOptions): BegunLocalAws {
  checkKnownNames('createLocalAws()', options, optionNames)
  const members = seededAccounts(options.seed ?? {})
  if (options.data === undefined) return assemble(options, members, undefined)
  const data = openDataDirectory(options.data)
  try {
    return assemble(options, members, data)
  } catch (error) {
    data.close()
    throw error
  }
}

/**
 * Makes what is there from the start.
 *
 * @param place.now the administrator has been there for a while, and is known everywhere
 */
function begin(
  state: State,
  { admin: key, seed = {} }: LocalAwsOptions,
  place: { readonly region: string; readonly now: Date; readonly randomBytes: (size: number) => Uint8Array },
): FirstKeys {
  const account = state.accounts.get(state.organization.managementAccountId)
  if (account === undefined) throw new TypeError('there is no management account')
  const admin = createAdmin(state, account, { ...place, key })
  for (const other of state.accounts.values()) if (other !== account) createAccessRole(state, other, place)
  return { admin, keys: plantSeed(seed, { ...place, state }) }
}

/** @param members the accounts beside the first that the seed has */
function assemble(
  options: LocalAwsOptions,
  members: readonly string[],
  data: DataDirectory | undefined,
): BegunLocalAws {
  const { seed = {}, secureTransport = true } = options
  const { organizationId = seed.organizationId ?? 'o-exampleorgid', region = seed.region ?? 'us-east-1' } =
    options
  const now = options.now ?? worldClock(seed)
  const randomBytes = options.randomBytes ?? pooledRandomBytes()
  const log = options.log ?? (() => {})
  const { accountId: first = seed.accountId, accounts } = options
  const ids =
    data?.kept === undefined
      ? accountIds({ accountId: first, accounts, members })
      : ([keptAccountId(data.kept, options)] as const)
  const [accountId] = ids
  checkFirst(seed, accountId)
  if (!/^o-[a-z0-9]{10,32}$/.test(organizationId)) {
    throw new TypeError(`organizationId must be o- and 10 to 32 letters and digits, not '${organizationId}'`)
  }
  if (!/^[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}$/.test(region)) throw new TypeError(`'${region}' is not a region`)

  const weather = createWeather(options, randomBytes)
  const { consistencyDelayMs = 0 } = options
  const { maxStoredBytes } = options
  if (maxStoredBytes !== undefined && !(maxStoredBytes >= 1024 * 1024)) {
    throw new TypeError('maxStoredBytes must be 1048576 or more')
  }
  const { maxEvents = 10_000 } = options
  if (!Number.isSafeInteger(maxEvents) || maxEvents < 0 || maxEvents > 1_000_000) {
    throw new TypeError('maxEvents must be a whole number from 0 to 1000000')
  }
  const state = createState(
    ids,
    (createdAt) => now().getTime() - createdAt.getTime() >= consistencyDelayMs,
    maxStoredBytes,
    organizationId,
    data && { longestInMemory: 16 * 1024, mostInMemory: 16 * 1024 * 1024, shelf: data.shelf },
  )
  const kept = data?.kept
  const snapshots = createSnapshots(
    state,
    kept ??
      begin(state, options, { region, randomBytes, now: new Date(now().getTime() - consistencyDelayMs) }),
    {
      accountId,
      now,
      onLoad: () => {
        // What happened before is of another world.
        trail.forget()
        keeping?.rewrite()
      },
    },
  )
  const key = kept === undefined ? randomBytes(32) : keptSealingKey(kept, options.data ?? '')
  const keeping = data?.keep(
    state,
    new Set([state.contents]),
    () => new Map([...snapshots.all(), ['sealingKey', key]]),
  )
  // What an earlier process left half done.
  if (data !== undefined) state.contents.sweep()
  const sessions = createSessions(key, randomBytes)

  const trail = createTrail(state, { maxEvents, defaultAccountId: accountId })
  const signIn = createSignIn({
    state,
    key,
    sessions,
    now,
    randomBytes,
    refuse: (action, caller, request) => {
      const decision = decide(
        {
          caller,
          state,
          region,
          now: now(),
          remoteAddress: request.remoteAddress,
          userAgent: headerValues(request.rawHeaders).get('user-agent'),
          secureTransport,
        },
        { action, resource: '*' },
      )
      return decision.decision === 'Allowed' ? undefined : denialMessage(decision)
    },
  })
  const handle = createGateway({
    state,
    trail,
    changingState: keeping?.view ?? state,
    commit: () => keeping?.commit(),
    authenticate: createAuthenticate(state, sessions),
    signIn,
    actions: { sts: stsActions(sessions), iam: iamActions },
    jsonActions: { ssm: ssmActions, secretsmanager: secretsManagerActions, sqs: sqsActions(now) },
    unsignedActions: unsignedStsActions(sessions, options.fetchDocument ?? fetchDocument),
    weather,
    localRoutes: withList([
      ...eventRoutes({ trail, managementAccount: accountId, now }),
      ...snapshotRoutes(snapshots, () => state.organization.managementAccountId),
    ]),
    signingKeys: rememberSigningKeys(),
    defaultAccountId: accountId,
    defaultRegion: region,
    secureTransport,
    now,
    randomBytes,
    log,
  })
  const serve = weather.onBreakingConnections(handle, (entry) =>
    log({ ...entry, at: now(), requestId: requestId(randomBytes) }),
  )
  const { save, load, reset, saveFile, loadFile } = snapshots
  let isClosed = false
  const localAws: LocalAws = {
    accountId,
    get accounts() {
      return [...state.accounts.keys()].map((id) => ({
        accountId: id,
        accessRoleArn: id === accountId ? undefined : accessRoleArn(id),
      }))
    },
    get organizationId() {
      return state.organization.id
    },
    region,
    get admin() {
      return snapshots.firstKeys().admin
    },
    get keys() {
      return snapshots.firstKeys().keys
    },
    save,
    load,
    reset,
    saveFile,
    loadFile,
    handle,
    events: trail.events,
    listen: (where) => listen(serve, where),
    close: () => {
      if (data === undefined || isClosed) return
      isClosed = true
      try {
        keeping?.rewrite()
      } finally {
        data.close()
      }
    },
  }
  const isNew = kept === undefined
  return {
    localAws,
    isNew,
    beginWithFile: snapshots.beginWithFile,
    giveUp: () => {
      if (data === undefined || isClosed || !isNew) return localAws.close()
      isClosed = true
      data.discard()
    },
  }
}
