import type { Transaction } from '../store/index.ts'
import type { LeaseSubject } from './issuing.ts'

/** What became of a denial. */
export interface Denied {
  readonly leaseId: string
  /** `unneeded`: nothing that was issued to it can be alive. `wanted`: not written yet, and tried again by a job. */
  readonly state: 'unneeded' | 'wanted' | 'written' | 'proved'
  /** When the policy was read back with the denial in it. */
  readonly deniedAt: Date | undefined
}

/**
 * Leases → denied on their roles, with proof. A denial is of a session name and is never taken back: a lease that is
 * resumed goes on under another name. In two steps, so that AWS is not awaited in a transaction and nothing
 * is lost between the two: what is wanted is written down together with the lease's new state, and then done.
 */
export interface Revoking {
  /** Writes down, in the transaction that takes the leases their right, whom to deny. */
  want(tx: Transaction, subjects: readonly LeaseSubject[]): Promise<void>
  /** Writes what is wanted for these leases into their roles' policies, and reads it back. Never throws AWS's refusals: then the state is `wanted`. */
  deny(leaseIds: readonly string[]): Promise<Denied[]>
  /**
   * Tries a fresh session of the lease's name, and writes down when AWS denies it everything. AWS may need minutes.
   *
   * @throws HallpassError with AWS's refusal of making that session
   */
  prove(subject: LeaseSubject): Promise<Denied>
  /** Takes out of a role's policy what nobody can be alive of any more. */
  prune(roleArn: string): Promise<void>
}
