import { checkOption, checkOptionNames } from '../base/index.ts'
import { type Caller, chainingProfile } from '../caller/index.ts'
import { loadSettings, parseRoleArn } from '../settings/index.ts'
import { checkVia } from './chain.ts'
import { checkSessionDuration } from './duration.ts'
import { overChainedMaximum } from './issue-refusal.ts'
import {
  issuerOptionNames,
  openIssuer,
  requestNames,
  type IssuedSession,
  type IssuerOptions,
} from './issuer.ts'
import type { SessionRequest } from './session-request.ts'
import { checkSessionName } from './session-name.ts'
import { checkSessionParameters } from './session-parameters.ts'

/** A request for one session of a role, for a named person. */
export interface IssueOptions extends IssuerOptions, SessionRequest {}

/**
 * Issues a session: asks STS for temporary keys of a role, under a person's name.
 *
 * Every input is checked before anything is sent. Network failures, 5xx answers and throttling are retried
 * with full jitter; a refusal is not. For many sessions of one role use {@link createIssuer}, which finds the
 * caller's credentials once.
 *
 * Source: AssumeRole, AWS STS API reference.
 *
 * @throws HallpassError `InvalidInput`, `SettingInvalid`; `NoCredentials`, `CredentialSourceFailed`,
 * `ProfileNotFound`, `DependencyMissing`, `ProfileFileUnreadable` for the caller's own credentials;
 * `AccessDenied`, `InvalidClientTokenId`, `ExpiredToken`, `SignatureDoesNotMatch`, `ClockSkewed`,
 * `DurationOverRoleMaximum`, `DurationOverChainedMaximum`, `RegionDisabled`, `MalformedPolicyDocument`,
 * `PackedPolicyTooLarge`, `Throttled`, `AwsRefused`, `AwsUnavailable` from AWS; `NetworkUnreachable`,
 * `NetworkTimeout`, `TlsFailed`, `ResponseInvalid`, `Aborted`
 * @throws TypeError naming an option that is missing or of a wrong type
 */
export async function issue(options: IssueOptions): Promise<IssuedSession> {
  return issueBeside(options, () => Promise.resolve())
}

/**
 * {@link issue}, with something else to find out as the same caller meanwhile: what that is refused with keeps the
 * session from being given out.
 */
export async function issueBeside(
  options: IssueOptions,
  beside: (caller: Caller, signal: AbortSignal) => Promise<void>,
): Promise<IssuedSession> {
  checkOption('options', options, 'an object')
  checkOptionNames('issue()', options, { ...issuerOptionNames, ...requestNames })
  // Before the caller's credentials are looked for: finding them may itself call AWS.
  checkSessionName(options.sessionName)
  checkSessionParameters(options, { codeIsAsked: Boolean(options.mfaCode ?? options.mfaSession) })
  checkSessionDuration(options.durationSeconds)
  refuseChained(options)
  const { request, opening } = alongTheChain(options)
  const issuer = await openIssuer(opening)
  const end = new AbortController()
  try {
    const caller = await issuer.caller()
    const [session] = await Promise.all([issuer.issue(request), beside(caller, end.signal)])
    return session
  } finally {
    end.abort()
  }
}

/** With roles on the way: the device is of who begins the chain, and each of its sessions has the person's name. */
function alongTheChain(options: IssueOptions): {
  readonly request: SessionRequest
  readonly opening: IssueOptions
} {
  const [first, ...others] = checkVia(options.via, parseRoleArn(options.roleArn))
  if (first === undefined) return { request: options, opening: options }
  const { sessionName, serialNumber, tokenCode, ...rest } = options
  const device = serialNumber === undefined ? {} : { serialNumber, tokenCode }
  const via = [{ ...device, ...first }, ...others].map((hop) => ({ sessionName, ...hop }))
  return { request: { ...rest, sessionName }, opening: { ...options, via } }
}

/** Looking at the profile is enough to know that AWS would end the session after an hour. */
function refuseChained(options: IssueOptions): void {
  const { durationSeconds = 0, env = process.env, sourceProfile } = options
  if (durationSeconds <= 3600) return
  const last = options.via?.at(-1)
  if (last !== undefined) {
    throw overChainedMaximum(
      durationSeconds,
      `a session of ${typeof last === 'string' ? last : last.roleArn}`,
    )
  }
  if (options.credentials) return
  if (options.webIdentityTokenFile !== undefined || options.webIdentityToken !== undefined) return
  const profile = chainingProfile(loadSettings({ env, sourceProfile }))
  if (profile) throw overChainedMaximum(durationSeconds, `role_arn of profile ${profile.name}`)
}
