import type { Credentials, Identity, IssuedSession } from 'hallpass'
import type { ExaminedRole } from './doctor.ts'
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
  readonly region: string
  /** The endpoint of every service, where the issuer has one for all. */
  readonly endpointUrl: string | undefined
  /** When nothing that can be made of them is alive any more: a console session can outlive the keys. */
  readonly aliveUntil: Date
  /**
   * Whether their having been handed out is still to be written down, with {@link Issuing.handedOut}: keys that come
   * from this replica's memory and were handed out before are not.
   */
  readonly fresh: boolean
}

/** A console link: as secret as keys. */
export interface IssuedConsoleLink {
  readonly url: string
  /** Until when the link can be followed. */
  readonly linkExpiresAt: Date
  /** Until when the console session that it opens can last. */
  readonly consoleEndsAt: Date
  /** As of the keys that are behind it. */
  readonly aliveUntil: Date
  readonly accessKeyId: string
}

/** What a session of a role can carry, and one that was made for the look. */
export interface ExploredRole {
  readonly tags: boolean
  readonly sourceIdentity: boolean
  /** Secret, and to be dropped. */
  readonly session: IssuedSession
}

/**
 * A lease → keys and console links, for the time that is left of it. Called only for leases that are active; AWS
 * is called here, so never inside a transaction.
 */
export interface Issuing {
  /** The names of those who make sessions: what a workshop's issuer may be. */
  readonly issuers: readonly string[]
  /**
   * Keys that are good for at least five minutes more, or until the lease ends.
   *
   * @throws HallpassError with AWS's refusal, `Throttled` when the account's rate leaves no room in time
   */
  credentials(subject: LeaseSubject): Promise<IssuedCredentials>
  /** Where its keys are used: the region, and the endpoint of every service where the issuer has one for all. */
  place(subject: LeaseSubject): Promise<Pick<IssuedCredentials, 'region' | 'endpointUrl'>>
  /** A fresh link, to the console's front page or to `destination`. */
  consoleLink(subject: LeaseSubject, destination?: string): Promise<IssuedConsoleLink>
  /** A session of a lease's name that is handed out to nobody: for the proof that the name is denied. */
  sessionForProof(subject: LeaseSubject): Promise<IssuedSession>
  /**
   * Finds out anew what a role's trust allows to be said about a session, with a session that is dropped. That it is
   * more than was known is kept; leases' sessions are never made with less for it. `callsAfter` turns are taken for the
   * calls of STS that whoever asks makes afterwards.
   *
   * @throws HallpassError with AWS's refusal where no session is made; `Throttled` when the account's rate leaves no
   * room in time
   */
  explore(role: ExaminedRole, callsAfter: number): Promise<ExploredRole>
  /**
   * Whose keys these are, asked of AWS with the keys themselves.
   *
   * @throws HallpassError `ExpiredToken`, `InvalidClientTokenId`, `SignatureDoesNotMatch`; for the network
   */
  identify(issuer: string, credentials: Credentials): Promise<Identity>
  /** That these keys were handed out is written down: the next who asks may get them out of memory. */
  handedOut(leaseId: string, accessKeyId: string): void
  /** Drops what this replica remembers of these leases. Other replicas are told by the audit's notification. */
  forget(leaseIds: readonly string[]): void
  /** Drops what it remembers of a role: everyone's sessions of it were ended, and those who stay need new keys. */
  forgetRole(roleArn: string): void
}
