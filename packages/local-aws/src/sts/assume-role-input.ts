import type { Call } from '../action.ts'
import { AwsError } from '../aws-error.ts'
import type { Role, State, Tags } from '../state.ts'
import { collectConstraints, parseInteger } from './constraints.ts'
import { checkSessionPolicies, readSessionPolicies, type SessionPolicies } from './session-policies.ts'
import { checkSessionTags, inheritedTags, readSessionTags } from './session-tags.ts'

export interface AssumeRoleInput extends SessionPolicies {
  readonly roleArn: string
  readonly roleSessionName: string
  readonly durationSeconds: number
  readonly externalId: string | undefined
  /** Asked for, or handed on by the calling session. */
  readonly sourceIdentity: string | undefined
  /** Asked for: `aws:RequestTag/…`. */
  readonly requestedTags: Tags
  readonly requestedTransitiveKeys: readonly string[]
  /** Asked for, and handed on by the calling session. */
  readonly tags: Tags
  readonly transitiveTagKeys: readonly string[]
}

const word = { shown: String.raw`[\w+=,.@-]*`, test: /^[\w+=,.@-]*$/ }
const externalId = { shown: String.raw`[\w+=,.@:\/-]*`, test: /^[\w+=,.@:/-]*$/ }
const serialNumber = { shown: String.raw`[\w+=/:,.@-]*`, test: /^[\w+=/:,.@-]*$/ }
const digits = { shown: String.raw`[\d]*`, test: /^\d*$/ }

/**
 * The parameters of AssumeRole, each checked as AWS's service model and documentation say.
 *
 * @throws AwsError with AWS's own code and sentence
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function readAssumeRoleInput(call: Call): AssumeRoleInput {
  const { params, caller } = call
  const constraints = collectConstraints()
  const roleArn = params.get('RoleArn')
  const roleSessionName = params.get('RoleSessionName')
  const durationSeconds = parseInteger(params.get('DurationSeconds'))
  const sourceIdentity = params.get('SourceIdentity')
  constraints.check(roleArn, 'roleArn', { required: true, minLength: 20, maxLength: 2048 })
  constraints.check(roleSessionName, 'roleSessionName', {
    required: true,
    minLength: 2,
    maxLength: 64,
    pattern: word,
  })
  constraints.check(durationSeconds, 'durationSeconds', { min: 900, max: 43_200 })
  constraints.check(params.get('ExternalId'), 'externalId', {
    minLength: 2,
    maxLength: 1224,
    pattern: externalId,
  })
  constraints.check(sourceIdentity, 'sourceIdentity', { minLength: 2, maxLength: 64, pattern: word })
  constraints.check(params.get('SerialNumber'), 'serialNumber', {
    minLength: 9,
    maxLength: 256,
    pattern: serialNumber,
  })
  constraints.check(params.get('TokenCode'), 'tokenCode', { minLength: 6, maxLength: 6, pattern: digits })
  const policies = readSessionPolicies(params, constraints)
  const sessionTags = readSessionTags(params, constraints)
  constraints.enforce()
  if (roleArn === undefined || !/^arn:[^:]*:iam::\d{12}:role\/.+$/s.test(roleArn)) {
    throw new AwsError('ValidationError', 400, `${roleArn ?? ''} is invalid`)
  }
  checkSessionPolicies(policies, call.state)
  checkSessionTags(sessionTags, params, caller.session)

  const inherited = inheritedTags(caller.session)
  return {
    ...policies,
    roleArn,
    roleSessionName: roleSessionName ?? '',
    durationSeconds: durationSeconds ?? 3600,
    externalId: params.get('ExternalId'),
    sourceIdentity: caller.session?.sourceIdentity ?? sourceIdentity,
    requestedTags: sessionTags.requested,
    requestedTransitiveKeys: sessionTags.transitiveKeys,
    tags: new Map([...inherited, ...sessionTags.requested]),
    transitiveTagKeys: [...inherited.keys(), ...sessionTags.transitiveKeys],
  }
}

/** The role behind an arn, in whatever account it is. */
export function findRole(state: State, roleArn: string): Role | undefined {
  const [, , , , account, ...rest] = roleArn.split(':')
  const resource = rest.join(':')
  const name = resource.slice(resource.lastIndexOf('/') + 1)
  const role = state.accounts.get(account ?? '')?.roles.get(name.toLowerCase())
  return role?.arn === roleArn ? role : undefined
}
