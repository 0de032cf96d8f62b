import { plainDenial } from '../authorize/index.ts'
import { AwsError } from '../base/index.ts'
import type { Role } from '../model/index.ts'
import type { AuthorizationNeed, Call, QueryAction } from '../protocol/index.ts'
import type { Sessions } from '../sessions/index.ts'
import { type AssumeRoleInput, readAssumeRoleInput } from './assume-role-input.ts'
import { multiFactorAuthenticated } from './multi-factor.ts'
import { type Prepared, preparedAction } from './prepared-action.ts'
import { findRole, issueRoleSession, roleSessionContext } from './role-session.ts'

const parameters = [
  'RoleArn',
  'RoleSessionName',
  'PolicyArns[].arn',
  'Policy',
  'DurationSeconds',
  'Tags[].Key',
  'Tags[].Value',
  'TransitiveTagKeys[]',
  'ExternalId',
  'SerialNumber',
  'TokenCode',
  'SourceIdentity',
]

/**
 * AssumeRole: a session of a role for whom the role's trust policy and, where it takes both, the caller's
 * own policies allow it.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function assumeRole(sessions: Sessions): QueryAction {
  return preparedAction('AssumeRole', parameters, (call) => prepare(call, sessions))
}

function prepare(call: Call, sessions: Sessions): Prepared {
  const { caller } = call
  if (caller.principal.type === 'root') {
    throw new AwsError('AccessDenied', 403, 'Roles may not be assumed by root accounts.')
  }
  const input = readAssumeRoleInput(call)
  const found = findRole(call.state, input.roleArn)
  if ('problem' in found) throw denied(call, 'sts:AssumeRole', input.roleArn, found.problem)
  const { role } = found
  const before = caller.session?.sourceIdentity
  const asked = call.params.get('SourceIdentity')
  if (before !== undefined && asked !== undefined && asked !== before) {
    const reason = `the session's source identity ${before} cannot change`
    throw denied(call, 'sts:SetSourceIdentity', role.arn, reason)
  }
  const mfaAuthenticated = multiFactorAuthenticated(call)
  return {
    needs: needs(input, role, mfaAuthenticated),
    run: () =>
      issueRoleSession(
        sessions,
        role,
        input,
        {
          tags: input.tags,
          transitiveTagKeys: input.transitiveTagKeys,
          sourceIdentity: input.sourceIdentity,
          chained: caller.session?.kind === 'assumed-role',
          mfaAuthenticated,
        },
        call.now,
      ),
  }
}

function needs(input: AssumeRoleInput, role: Role, mfaAuthenticated: boolean): readonly AuthorizationNeed[] {
  const context = roleSessionContext(input, role, {
    tags: input.requestedTags,
    transitiveTagKeys: input.requestedTransitiveKeys,
    sourceIdentity: input.sourceIdentity,
  })
  if (input.externalId !== undefined) context.set('sts:ExternalId', [input.externalId])
  // The trust policy sees the code that came with this call, and not the one of the caller's own session.
  if (mfaAuthenticated) {
    context.set('aws:MultiFactorAuthPresent', ['true'])
    context.set('aws:MultiFactorAuthAge', ['0'])
  }
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

/** The answer for a role that does not exist is the one for a role that refuses. */
function denied(call: Call, action: string, roleArn: string, reason: string): AwsError {
  return new AwsError(
    'AccessDenied',
    403,
    plainDenial(call.caller.principal, { action, resource: roleArn }),
    { reason: `ImplicitlyDenied: ${reason}` },
  )
}
