import { plainDenial } from '../authorize/index.ts'
import { AwsError } from '../base/index.ts'
import { type Caller, collectConstraints, type UnsignedAction, type UnsignedCall } from '../protocol/index.ts'
import type { Sessions } from '../sessions/index.ts'
import { checkRoleSessionRequest, readRoleRequest, type RoleSessionRequest } from './role-session-request.ts'
import { findRole, issueRoleSession, roleSessionContext } from './role-session.ts'
import { samlKeys, samlSession, subjectType, nameQualifier } from './saml-session.ts'
import { verifySaml } from './verify-saml.ts'

const action = 'sts:AssumeRoleWithSAML'

const parameters = [
  'RoleArn',
  'PrincipalArn',
  'SAMLAssertion',
  'PolicyArns[].arn',
  'Policy',
  'DurationSeconds',
]

/**
 * AssumeRoleWithSAML: a session of a role for whoever has a response of a SAML provider that the role's trust
 * policy names. The request is not signed; the response is.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithSAML.html
 */
export function assumeRoleWithSaml(sessions: Sessions): UnsignedAction {
  return { name: 'AssumeRoleWithSAML', parameters, prepare: (call) => prepare(call, sessions) }
}

async function prepare(call: UnsignedCall, sessions: Sessions): ReturnType<UnsignedAction['prepare']> {
  const { state, now } = call
  const asked = readInput(call)
  const accountId = asked.roleArn.split(':')[4] ?? ''
  const principalArn = call.params.get('PrincipalArn') ?? ''
  const text = call.params.get('SAMLAssertion') ?? ''
  const { provider, assertion } = await verifySaml(text, state.accounts.get(accountId), principalArn, now)
  const session = samlSession(assertion)
  const request: RoleSessionRequest = {
    ...asked,
    roleSessionName: session.roleSessionName,
    durationSeconds: secondsUntil(assertion.sessionEndsAt, asked.durationSeconds, now),
  }
  const keys = samlKeys(provider, assertion)
  const caller: Caller = {
    principal: { type: 'web-identity', arn: provider.arn, account: accountId },
    account: accountId,
    accessKeyId: '',
    session: undefined,
  }
  const found = findRole(state, request.roleArn)
  // What the response does not offer cannot be told from what does not exist.
  const offered = session.roles.some(([role, from]) => role === request.roleArn && from === provider.arn)
  if ('problem' in found || !offered) {
    const reason = 'problem' in found ? found.problem : `the response does not offer ${request.roleArn}`
    const message = plainDenial(caller.principal, { action, resource: request.roleArn })
    throw new AwsError('AccessDenied', 403, message, { reason: `ImplicitlyDenied: ${reason}` })
  }
  const { role } = found
  const context = new Map([...roleSessionContext(request, role, session), ...keys.request])
  context.set('aws:FederatedProvider', [provider.arn])
  const actions = [
    action,
    ...(session.tags.size > 0 ? ['sts:TagSession'] : []),
    ...(session.sourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']),
  ]
  return {
    caller,
    needs: actions.map((name) => ({
      action: name,
      resource: role.arn,
      resourceAccount: role.account,
      context,
      resourcePolicy: { ...role.trust, kind: 'trust' },
    })),
    run: () => ({
      ...issueRoleSession(
        sessions,
        role,
        request,
        {
          ...session,
          chained: false,
          mfaAuthenticated: false,
          webIdentity: { providerArn: provider.arn, keys: [...keys.session] },
        },
        now,
      ),
      Subject: assertion.subject,
      SubjectType: subjectType(assertion),
      Issuer: assertion.issuer,
      Audience: assertion.recipient,
      NameQualifier: nameQualifier(provider, assertion),
    }),
  }
}

/** The session ends with the provider's own, where that is earlier. */
function secondsUntil(endsAt: Date | undefined, durationSeconds: number, now: Date): number {
  if (endsAt === undefined) return durationSeconds
  return Math.min(durationSeconds, Math.max(0, Math.floor((endsAt.getTime() - now.getTime()) / 1000)))
}

function readInput({ params, state }: UnsignedCall): Omit<RoleSessionRequest, 'roleSessionName'> {
  const constraints = collectConstraints()
  const request = readRoleRequest(params, constraints)
  constraints.check(params.get('PrincipalArn'), 'principalArn', {
    required: true,
    minLength: 20,
    maxLength: 2048,
  })
  constraints.check(params.get('SAMLAssertion'), 'sAMLAssertion', {
    required: true,
    hidden: true,
    minLength: 4,
    maxLength: 100_000,
  })
  constraints.enforce()
  checkRoleSessionRequest(request, state)
  return request
}
