import type { Lines, RandomBytes, Seal } from '../base/index.ts'
import type { Doctor, Issuing, Jobs, Notifying, Revoking, Roles } from '../ports/index.ts'
import type { Database, MadeUnderKey, Transaction } from '../store/index.ts'

/** All that the server's functions work with. There is one of it in a process; tests make their own. */
export interface Services {
  readonly database: Database
  readonly now: () => Date
  readonly randomBytes: RandomBytes
  readonly seal: Seal
  readonly issuing: Issuing
  readonly revoking: Revoking
  readonly roles: Roles
  readonly doctor: Doctor
  readonly notifying: Notifying
  readonly jobs: Jobs
  /** In which whoever wants the same lock waits without a connection. */
  readonly lines: Lines
  /** Of a request with an `Idempotency-Key`, whose changes these services write down under it. */
  readonly keyed?: Keyed | undefined
  /** Whether webhooks may go by http, to this machine and to private networks. Default false. */
  readonly privateWebhooks?: boolean | undefined
}

/** For what does the changes of several requests in one. */
export interface Keyed {
  /** Services that know of no key. */
  readonly services: Services
  /** Writes down under the key what a transaction makes for its request. */
  readonly mark: (tx: Transaction, made: MadeUnderKey) => Promise<void>
}

/** What a function that only reads needs. */
export type Reading = Pick<Services, 'database' | 'now'>
/** What a function that changes only the database needs. */
export type Changing = Pick<Services, 'database' | 'now' | 'randomBytes' | 'notifying' | 'jobs'>
