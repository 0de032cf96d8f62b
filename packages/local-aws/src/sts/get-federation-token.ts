import { type Call, collectConstraints, parseInteger, type QueryAction } from '../protocol/index.ts'
import type { Sessions } from '../sessions/index.ts'
import { packedPolicySize } from './packed-policy-size.ts'
import { type Prepared, preparedAction } from './prepared-action.ts'
import { sessionWord } from './role-session-request.ts'
import { addRequestTags, credentialsXml } from './role-session.ts'
import { checkSessionPolicies, readSessionPolicies } from './session-policies.ts'
import { checkSessionTags, readSessionTags } from './session-tags.ts'
import { sessionUser, userSessionSeconds } from './session-user.ts'

const parameters = ['Name', 'Policy', 'PolicyArns[].arn', 'DurationSeconds', 'Tags[].Key', 'Tags[].Value']

/**
 * GetFederationToken: a session for somebody the user vouches for, who has what the session policies leave of
 * the user's permissions, and nothing without any.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
 */
export function getFederationToken(sessions: Sessions): QueryAction {
  return preparedAction('GetFederationToken', parameters, (call) => prepare(call, sessions))
}

function prepare(call: Call, sessions: Sessions): Prepared {
  const { params, account } = call
  const constraints = collectConstraints()
  const name = params.get('Name')
  const asked = parseInteger(params.get('DurationSeconds'))
  constraints.check(name, 'name', { required: true, minLength: 2, maxLength: 32, pattern: sessionWord })
  constraints.check(asked, 'durationSeconds', { min: 900, max: 129_600 })
  const policies = readSessionPolicies(params, constraints)
  const sessionTags = readSessionTags(params, constraints)
  constraints.enforce()
  const user = sessionUser(call, 'GetFederationToken')
  checkSessionPolicies(policies, call.state, call.account.id)
  checkSessionTags(sessionTags, params, undefined)
  const tags = sessionTags.requested
  const resource = `arn:aws:sts::${account.id}:federated-user/${name ?? ''}`
  const context = new Map<string, readonly string[]>()
  addRequestTags(context, tags)
  const actions = ['sts:GetFederationToken', ...(tags.size > 0 ? ['sts:TagSession'] : [])]
  return {
    needs: actions.map((action) => ({ action, resource, context })),
    run: () => {
      const { policy, policyArns } = policies
      const packed = packedPolicySize(policy, policyArns, tags)
      const issuedAtSeconds = Math.floor(call.now.getTime() / 1000)
      const credentials = sessions.issue({
        subject: { kind: 'federated-user', account: account.id, name: name ?? '', user },
        issuedAtSeconds,
        expiresAtSeconds: issuedAtSeconds + userSessionSeconds(asked, user),
        policy,
        policyArns: policyArns.length === 0 ? undefined : policyArns,
        tags: tags.size === 0 ? undefined : [...tags],
        chained: false,
      })
      return {
        Credentials: credentialsXml(credentials),
        FederatedUser: { FederatedUserId: `${account.id}:${name ?? ''}`, Arn: resource },
        // Unlike the AssumeRole… actions AWS always sends it here.
        PackedPolicySize: packed ?? 0,
      }
    },
  }
}
