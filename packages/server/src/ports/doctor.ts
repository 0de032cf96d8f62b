import type { CheckResult, WorkshopRow } from '../store/index.ts'

/** A role, as one issuer hands it out. */
export interface IssuedRole {
  readonly issuer: string
  readonly roleArn: string
  readonly accountId: string
}

/** A role to look at. */
export interface ExaminedRole extends IssuedRole {
  /** A workshop that has it, whose sessions the look's are to be like. */
  readonly workshop: WorkshopRow | undefined
}

/** Looks for what is wrong on the way to a role's sessions. AWS is called here, so never inside a transaction. */
export interface Doctor {
  /**
   * Walks from the issuer's credentials to a console link, with sessions that are made and dropped, and looks whether
   * the revoker reads the role. What AWS refuses is a finding, not an error.
   */
  examine(role: ExaminedRole): Promise<CheckResult>
}
