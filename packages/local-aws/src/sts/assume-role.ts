import type { AuthorizationNeed, Call, QueryAction, Xml } from '../action.ts'
import { plainDenial } from '../decide.ts'
import { AwsError } from '../aws-error.ts'
import type { Sessions } from '../sessions.ts'
import type { Role } from '../state.ts'
import { type AssumeRoleInput, findRole, readAssumeRoleInput } from './assume-role-input.ts'
import { multiFactorAuthenticated } from './multi-factor.ts'
import { packedPolicySize } from './packed-policy-size.ts'

const chainedMaximumSeconds = 3600

/**
 * AssumeRole: a session of a role for whom the role's trust policy and, where it takes both, the caller's
 * own policies allow it.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function assumeRole(sessions: Sessions): QueryAction {
  return { name: 'AssumeRole', needs, run: (call) => run(call, sessions) }
}

function needs(call: Call): readonly AuthorizationNeed[] {
  if (call.caller.principal.type === 'root') {
    throw new AwsError('AccessDenied', 403, 'Roles may not be assumed by root accounts.')
  }
  const input = readAssumeRoleInput(call)
  const role = findRole(call.state, input.roleArn)
  if (role === undefined) {
    throw denied(call, 'sts:AssumeRole', input.roleArn, `there is no role ${input.roleArn}`)
  }
  const before = call.caller.session?.sourceIdentity
  const asked = call.params.get('SourceIdentity')
  if (before !== undefined && asked !== undefined && asked !== before) {
    throw denied(
      call,
      'sts:SetSourceIdentity',
      role.arn,
      `the session's source identity ${before} cannot change`,
    )
  }
  const context = trustContext(call, input, role)
  const actions = [
    'sts:AssumeRole',
    ...(input.tags.size > 0 || input.transitiveTagKeys.length > 0 ? ['sts:TagSession'] : []),
    ...(input.sourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']),
  ]
  return actions.map((action) => ({
    action,
    resource: role.arn,
    resourceAccount: role.account,
    context,
    resourcePolicy: { ...role.trust, kind: 'trust' },
  }))
}

function run(call: Call, sessions: Sessions): Xml {
  const input = readAssumeRoleInput(call)
  const role = findRole(call.state, input.roleArn)
  if (role === undefined)
    throw denied(call, 'sts:AssumeRole', input.roleArn, 'the role has just been deleted')
  const chained = call.caller.session?.kind === 'assumed-role'
  checkDuration(input.durationSeconds, role, chained)
  const packed = packedPolicySize(input.policy, input.policyArns, input.tags)

  const issuedAtSeconds = Math.floor(call.now.getTime() / 1000)
  const credentials = sessions.issue({
    subject: {
      kind: 'assumed-role',
      account: role.account,
      roleArn: role.arn,
      roleId: role.id,
      sessionName: input.roleSessionName,
    },
    issuedAtSeconds,
    expiresAtSeconds: issuedAtSeconds + input.durationSeconds,
    policy: input.policy,
    policyArns: input.policyArns.length === 0 ? undefined : input.policyArns,
    tags: input.tags.size === 0 ? undefined : Object.fromEntries(input.tags),
    transitiveTagKeys: input.transitiveTagKeys.length === 0 ? undefined : input.transitiveTagKeys,
    sourceIdentity: input.sourceIdentity,
    // The trust policy sees the code that came with this call; the session keeps it.
    mfaAuthenticatedAtSeconds: multiFactorAuthenticated(call) ? issuedAtSeconds : undefined,
    chained,
  })
  return {
    Credentials: {
      AccessKeyId: credentials.accessKeyId,
      SecretAccessKey: credentials.secretAccessKey,
      SessionToken: credentials.sessionToken,
      Expiration: credentials.expiresAt,
    },
    AssumedRoleUser: {
      AssumedRoleId: `${role.id}:${input.roleSessionName}`,
      Arn: `arn:aws:sts::${role.account}:assumed-role/${role.name}/${input.roleSessionName}`,
    },
    PackedPolicySize: packed,
    SourceIdentity: input.sourceIdentity,
  }
}

function trustContext(call: Call, input: AssumeRoleInput, role: Role): Map<string, readonly string[]> {
  const context = new Map<string, readonly string[]>([['sts:RoleSessionName', [input.roleSessionName]]])
  if (input.externalId !== undefined) context.set('sts:ExternalId', [input.externalId])
  if (input.sourceIdentity !== undefined) context.set('sts:SourceIdentity', [input.sourceIdentity])
  if (input.requestedTags.size > 0) context.set('aws:TagKeys', [...input.requestedTags.keys()])
  for (const [key, value] of input.requestedTags) context.set(`aws:RequestTag/${key}`, [value])
  if (input.requestedTransitiveKeys.length > 0) {
    context.set('sts:TransitiveTagKeys', input.requestedTransitiveKeys)
  }
  for (const [key, value] of role.tags) {
    context.set(`aws:ResourceTag/${key}`, [value])
    context.set(`iam:ResourceTag/${key}`, [value])
  }
  if (multiFactorAuthenticated(call)) {
    context.set('aws:MultiFactorAuthPresent', ['true'])
    context.set('aws:MultiFactorAuthAge', ['0'])
  }
  return context
}

function checkDuration(seconds: number, role: Role, chained: boolean): void {
  if (chained && seconds > chainedMaximumSeconds) {
    throw new AwsError(
      'ValidationError',
      400,
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    )
  }
  if (seconds > role.maxSessionDurationSeconds) {
    throw new AwsError(
      'ValidationError',
      400,
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    )
  }
}

/** The answer for a role that does not exist is the one for a role that refuses. */
function denied(call: Call, action: string, roleArn: string, reason: string): AwsError {
  return new AwsError(
    'AccessDenied',
    403,
    plainDenial(call.caller.principal, { action, resource: roleArn }),
    {
      reason: `ImplicitlyDenied: ${reason}`,
    },
  )
}
