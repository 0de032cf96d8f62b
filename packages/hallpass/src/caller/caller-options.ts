import type { Credentials, Environment, OptionNames } from '../base/index.ts'
import type { ClientOptions } from '../query/index.ts'
import type { MfaSessionKeeper } from './credentials/mfa-session.ts'

/** Network, randomness and retry, for tests and for programs with a transport of their own. */
export type Wire = Pick<ClientOptions, 'random' | 'sleep' | 'timeoutMs' | 'maxAttempts'> &
  Partial<Pick<ClientOptions, 'transport'>>

/** Who calls AWS and how: shared by everything that does. All of it has a default. */
export interface CallerOptions {
  /**
   * The issuer's own keys. Default: found as the AWS tools find them (environment, profile, then the SDK's
   * provider chain). Keys with a `sessionToken` are taken as temporary.
   */
  readonly credentials?: Credentials | undefined
  /** The profile to take credentials and settings from. Default: `AWS_PROFILE`, else `default`. */
  readonly sourceProfile?: string | undefined
  /** Default: `AWS_REGION`, `AWS_DEFAULT_REGION`, the profile's region, the partition's default. */
  readonly region?: string | undefined
  /** The STS endpoint. Default: as configured (`AWS_ENDPOINT_URL_STS`, …), else AWS's own. */
  readonly endpointUrl?: string | URL | undefined
  /** Stands in for `process.env`. */
  readonly env?: Environment | undefined
  /** Stands in for the clock. */
  readonly now?: (() => Date) | undefined
  /**
   * Asked for the six digits of an MFA device when a `role_arn` profile has `mfa_serial`, or a request has a
   * `serialNumber` without a `tokenCode`. With `undefined` for an answer AWS is asked without a second factor, unless
   * `mfaSession` has one. Default: refused.
   */
  readonly mfaCode?: ((serialNumber: string) => Promise<string | undefined>) | undefined
  /**
   * Keeps the session that a code was given for, so that an IAM user is asked for a code once in 12 hours and not for
   * each role. Default: none is kept, and every call takes a code.
   */
  readonly mfaSession?: MfaSessionKeeper | undefined
  readonly signal?: AbortSignal | undefined
  readonly wire?: Wire | undefined
}

/** Every one of {@link CallerOptions}. */
export const callerOptionNames = {
  credentials: true,
  sourceProfile: true,
  region: true,
  endpointUrl: true,
  env: true,
  now: true,
  mfaCode: true,
  mfaSession: true,
  signal: true,
  wire: true,
} as const satisfies OptionNames<CallerOptions>
