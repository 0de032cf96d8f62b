import type { Credentials } from '../../base/index.ts'

/** Credentials with what is known of their origin: it decides which durations and console options AWS takes. */
export interface CallerCredentials extends Credentials {
  /**
   * `true` for an IAM user's own key: AssumeRole may go up to the role's maximum, and the console's
   * `SessionDuration` is allowed. `false` for anything that came from a session.
   */
  readonly longTerm: boolean
  readonly source: CredentialSource
}

/** Where credentials were found. */
export interface CredentialSource {
  readonly kind: 'given' | 'environment' | 'profile' | 'assume-role' | 'process' | 'sdk' | 'web-identity'
  /** The profile that led there. */
  readonly profile: string | undefined
  /** `true` when IAM Identity Center (SSO) is behind it: an expired session is renewed by logging in. */
  readonly sso: boolean
  /** The command that renews the keys, for what hallpass wrote into a profile. */
  readonly renewal?: string | undefined
  /** For people, e.g. `environment variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY`. */
  readonly description: string
}
