import { resolveCaller, type CallerOptions } from '../aws/caller.ts'
import type { Credentials, CredentialSource } from '../aws/credentials/credentials.ts'
import type { Endpoint } from '../aws/endpoint.ts'
import { parseRoleArn } from '../aws/role-arn.ts'
import { HallpassError } from '../errors.ts'
import { checkDuration, sessionDurationBounds } from './duration.ts'
import { explainRefusal, type Attempt } from './refusal.ts'
import { checkSessionName } from './session-name.ts'

/** A request for a session of a role, for a named person. */
export interface IssueOptions extends CallerOptions {
  /** The role that is handed out, e.g. `arn:aws:iam::123456789012:role/InstruqtS3Access`. */
  readonly roleArn: string
  /** Who it is for: 2 to 64 of `A-Z a-z 0-9 _ + = , . @ -`. Appears in the session's arn and in CloudTrail. */
  readonly sessionName: string
  /**
   * How long the session lasts, in seconds: 900 to 43,200, at most the role's MaxSessionDuration, and at
   * most 3,600 when the caller's own credentials come from a role. Default 3,600.
   */
  readonly durationSeconds?: number | undefined
}

/** A session, as issued. */
export interface IssuedSession {
  /** Temporary keys: secret. `expiration` is when AWS stops taking them. */
  readonly credentials: Required<{ readonly [K in keyof Credentials]: NonNullable<Credentials[K]> }>
  /** `arn:aws:sts::…:assumed-role/InstruqtS3Access/identified@domain.ext` */
  readonly assumedRoleArn: string
  /** `AROA…:identified@domain.ext`: what `aws:userid` is for this session. */
  readonly assumedRoleId: string
  readonly roleArn: string
  readonly sessionName: string
  /** The region whose STS was called. */
  readonly region: string
  /** The endpoint that was called: where one was configured for all services, the keys belong to it. */
  readonly endpoint: Endpoint
  /** Whether the caller's key was an IAM user's own: the console link's SessionDuration depends on it. */
  readonly issuer: { readonly longTerm: boolean; readonly source: CredentialSource }
}

/**
 * Issues a session: asks STS for temporary keys of a role, under a person's name.
 *
 * Every input is checked before anything is sent. Network failures, 5xx answers and throttling are retried
 * with full jitter; a refusal is not.
 *
 * Source: AssumeRole, AWS STS API reference.
 *
 * @throws HallpassError `InvalidInput`, `SettingInvalid`; `NoCredentials`, `CredentialSourceFailed`,
 * `ProfileNotFound`, `DependencyMissing`, `ProfileFileUnreadable` for the caller's own credentials;
 * `AccessDenied`, `InvalidClientTokenId`, `ExpiredToken`, `SignatureDoesNotMatch`, `ClockSkewed`,
 * `DurationOverRoleMaximum`, `DurationOverChainedMaximum`, `RegionDisabled`, `Throttled`, `AwsRefused`,
 * `AwsUnavailable` from AWS; `NetworkUnreachable`, `NetworkTimeout`, `TlsFailed`, `ResponseInvalid`, `Aborted`
 */
export async function issue(options: IssueOptions): Promise<IssuedSession> {
  const role = parseRoleArn(options.roleArn)
  const sessionName = checkSessionName(options.sessionName)
  const durationSeconds = checkDuration(
    options.durationSeconds ?? sessionDurationBounds.defaultSeconds,
    sessionDurationBounds,
    'the duration',
  )
  const caller = await resolveCaller(options, role.partition)
  const attempt: Attempt = { role, durationSeconds, caller }
  refuseChainedDuration(attempt)
  try {
    const answer = await caller.sts.assumeRole(
      { roleArn: role.arn, roleSessionName: sessionName, durationSeconds },
      { signal: options.signal },
    )
    return {
      credentials: answer.credentials,
      assumedRoleArn: answer.assumedRoleUser.arn,
      assumedRoleId: answer.assumedRoleUser.assumedRoleId,
      roleArn: role.arn,
      sessionName,
      region: caller.region,
      endpoint: caller.endpoint,
      issuer: { longTerm: caller.credentials.longTerm, source: caller.credentials.source },
    }
  } catch (error) {
    throw explainRefusal(error, attempt)
  }
}

/** Known before sending: keys made by `role_arn` are a role's session, and AWS ends what they make after an hour. */
function refuseChainedDuration(attempt: Attempt): void {
  const { durationSeconds, caller } = attempt
  if (durationSeconds <= 3600 || caller.credentials.source.kind !== 'assume-role') return
  throw explainRefusal(new HallpassError('DurationOverChainedMaximum', 'over one hour'), attempt)
}
