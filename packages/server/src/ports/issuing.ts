import type { LeaseRow, ParticipantRow, WorkshopRow } from '../store/index.ts'

/** A lease with what belongs to it, as issuing and revoking need it. */
export interface LeaseSubject {
  readonly lease: LeaseRow
  readonly workshop: WorkshopRow
  readonly participant: ParticipantRow
}

/** Keys for a lease: secret, for whoever asked and nobody else. */
export interface IssuedCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly expiration: Date
  /** Whether AWS was asked for them now; otherwise they come from this replica's memory. */
  readonly fresh: boolean
}

/** A console link: as secret as keys. */
export interface IssuedConsoleLink {
  readonly url: string
  /** Until when the link can be followed. */
  readonly linkExpiresAt: Date
  /** Until when the console session that it opens can last. */
  readonly consoleEndsAt: Date
  readonly accessKeyId: string
}

/**
 * A lease → keys and console links, for the time that is left of it. Called only for leases that are active; AWS
 * is called here, so never inside a transaction.
 */
export interface Issuing {
  /**
   * Keys that are good for at least five minutes more, or until the lease ends.
   *
   * @throws HallpassError with AWS's refusal, `Throttled` when the account's rate leaves no room in time
   */
  credentials(subject: LeaseSubject): Promise<IssuedCredentials>
  /** A fresh link, to the console's front page or to `destination`. */
  consoleLink(subject: LeaseSubject, destination?: string): Promise<IssuedConsoleLink>
  /** Drops what this replica remembers of these leases. Other replicas are told by the audit's notification. */
  forget(leaseIds: readonly string[]): void
}
