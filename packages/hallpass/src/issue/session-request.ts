import type { SessionParameters } from './session-parameters.ts'

/** A session for a named person. */
export interface SessionRequest extends SessionParameters {
  /** Who it is for: 2 to 64 of `A-Z a-z 0-9 _ + = , . @ -`. Appears in the session's ARN and in CloudTrail. */
  readonly sessionName: string
  /**
   * How long the session lasts, in seconds: 900 to 43,200, at most the role's MaxSessionDuration, and at
   * most 3,600 when the caller's own credentials come from a role. Default 3,600.
   */
  readonly durationSeconds?: number | undefined
}
