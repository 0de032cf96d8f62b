import { plainDenial } from '../authorize/index.ts'
import { AwsError } from '../base/index.ts'
import { type Caller, collectConstraints, type UnsignedAction, type UnsignedCall } from '../protocol/index.ts'
import type { Sessions } from '../sessions/index.ts'
import type { FindProviderKeys } from './provider-keys.ts'
import {
  checkRoleSessionRequest,
  readRoleSessionRequest,
  type RoleSessionRequest,
} from './role-session-request.ts'
import { findRole, issueRoleSession, roleSessionContext } from './role-session.ts'
import { webIdentityKeys, webIdentitySession } from './web-identity-session.ts'
import { verifyWebIdentity } from './web-identity.ts'

const action = 'sts:AssumeRoleWithWebIdentity'

const parameters = [
  'RoleArn',
  'RoleSessionName',
  'WebIdentityToken',
  'ProviderId',
  'PolicyArns[].arn',
  'Policy',
  'DurationSeconds',
]

/**
 * AssumeRoleWithWebIdentity: a session of a role for whoever holds a token of an OIDC provider that the role's
 * trust policy names. The request is not signed.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export function assumeRoleWithWebIdentity(sessions: Sessions, findKeys: FindProviderKeys): UnsignedAction {
  return {
    name: 'AssumeRoleWithWebIdentity',
    parameters,
    prepare: (call) => prepare(call, sessions, findKeys),
  }
}

async function prepare(
  call: UnsignedCall,
  sessions: Sessions,
  findKeys: FindProviderKeys,
): ReturnType<UnsignedAction['prepare']> {
  const { state, now } = call
  const request = readInput(call)
  const accountId = request.roleArn.split(':')[4] ?? ''
  const token = call.params.get('WebIdentityToken') ?? ''
  const identity = await verifyWebIdentity(token, state.accounts.get(accountId), findKeys, now)
  const asked = webIdentitySession(identity)
  const keys = webIdentityKeys(identity)
  const caller: Caller = {
    principal: { type: 'web-identity', arn: identity.provider.arn, account: accountId },
    account: accountId,
    accessKeyId: '',
    session: undefined,
  }
  const found = findRole(state, request.roleArn)
  if ('problem' in found) {
    const message = plainDenial(caller.principal, { action, resource: request.roleArn })
    throw new AwsError('AccessDenied', 403, message, { reason: `ImplicitlyDenied: ${found.problem}` })
  }
  const { role } = found
  const context = new Map([...roleSessionContext(request, role, asked), ...keys.request])
  context.set('aws:FederatedProvider', [identity.provider.arn])
  const actions = [
    action,
    ...(asked.tags.size > 0 ? ['sts:TagSession'] : []),
    ...(asked.sourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']),
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
          ...asked,
          chained: false,
          mfaAuthenticated: false,
          webIdentity: { providerArn: keys.session.providerArn, keys: [...keys.session.keys] },
        },
        now,
      ),
      SubjectFromWebIdentityToken: identity.subject,
      Audience: identity.audience,
      Provider: identity.provider.arn,
    }),
  }
}

function readInput({ params, state }: UnsignedCall): RoleSessionRequest {
  const constraints = collectConstraints()
  const request = readRoleSessionRequest(params, constraints)
  constraints.check(params.get('WebIdentityToken'), 'webIdentityToken', {
    required: true,
    hidden: true,
    minLength: 4,
    maxLength: 20_000,
  })
  constraints.check(params.get('ProviderId'), 'providerId', { minLength: 4, maxLength: 2048 })
  constraints.enforce()
  checkRoleSessionRequest(request, state)
  const providerId = params.get('ProviderId')
  if (providerId !== undefined) {
    throw new AwsError(
      'NotImplemented',
      501,
      `The local AWS does not have the identity provider ${providerId}.`,
    )
  }
  return request
}
