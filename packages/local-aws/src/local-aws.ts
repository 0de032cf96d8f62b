import type { FetchDocument, IncomingRequest, KnownNames, LogEntry, RawResponse } from './base/index.ts'
import type { WeatherOptions } from './gateway/index.ts'
import type { Listening, ListenOptions } from './listen.ts'
import type { KeyPair } from './model/index.ts'
import type { Snapshot } from './snapshot/index.ts'
import type { CloudTrailEvent, EventFilter } from './trail/index.ts'
import type { Seed } from './world/index.ts'

/** What a local AWS is made with; all of it can be left out. */
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
   * How many of the last requests are remembered as events in CloudTrail's shape; 0: none. Default 10,000; 32 MiB of
   * memory at most.
   */
  readonly maxEvents?: number
  /**
   * A browser is signed in to the console as one person at a time, as in AWS without multi-session support: whoever opens
   * another's link is told to log out first. Default `false`: five at a time.
   */
  readonly oneConsoleSession?: boolean
}

/** The options there are: another one is a mistake. */
export const localAwsOptionNames = {
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
  oneConsoleSession: true,
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

/** An AWS of one's own. It is in memory, but for long objects, and for all of it where `data` names a directory. */
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
