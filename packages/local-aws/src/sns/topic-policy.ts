import { type Topic, textWithArns, withUniqueIds } from '../model/index.ts'
import { MalformedPolicyError, parsePolicy } from '../policy/index.ts'
import type { Call } from '../protocol/index.ts'
import { invalidParameter } from './errors.ts'

/** What a topic's policy can let somebody do; other actions are none of a topic's. */
export const topicActions: ReadonlySet<string> = new Set([
  'addpermission',
  'deletetopic',
  'getdataprotectionpolicy',
  'gettopicattributes',
  'listsubscriptionsbytopic',
  'listtagsforresource',
  'publish',
  'putdataprotectionpolicy',
  'receive',
  'removepermission',
  'settopicattributes',
  'subscribe',
])

/**
 * The policy that a topic has where nobody gave it one. Its condition is met by nobody who asks with keys of their own:
 * `AWS:SourceOwner` is what services say of whose behalf they ask on.
 */
export function defaultPolicy(call: Call, arn: string, account: string): Topic['policy'] {
  const document = {
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: [
          'SNS:GetTopicAttributes',
          'SNS:SetTopicAttributes',
          'SNS:AddPermission',
          'SNS:RemovePermission',
          'SNS:DeleteTopic',
          'SNS:Subscribe',
          'SNS:ListSubscriptionsByTopic',
          'SNS:Publish',
        ],
        Resource: arn,
        Condition: { StringEquals: { 'AWS:SourceOwner': account } },
      },
    ],
  }
  return topicPolicy(call, JSON.stringify(document), arn)
}

/**
 * A topic's policy as it is stored.
 *
 * @throws AwsError `InvalidParameter` for what is no policy, names somebody who does not exist, or allows what is no
 * action of a topic
 */
export function topicPolicy(call: Call, text: string, arn: string): Topic['policy'] {
  try {
    const policy = withUniqueIds(call.state, parsePolicy(text, 'resource'), () =>
      invalidParameter('Policy Error: PrincipalNotFound'),
    )
    for (const { actions = [] } of policy.statements) {
      for (const action of actions) {
        const [service = '', name = ''] = action.toLowerCase().split(':')
        const isKnown = name.includes('*') || name.includes('?') || topicActions.has(name)
        if (action !== '*' && (service !== 'sns' || !isKnown)) {
          throw invalidParameter('Policy statement action out of service scope!')
        }
      }
    }
    return { name: `the policy of topic ${arn.slice(arn.lastIndexOf(':') + 1)}`, text, policy }
  } catch (error) {
    if (!(error instanceof MalformedPolicyError)) throw error
    throw Object.assign(invalidParameter('Policy Error: null'), { reason: error.message })
  }
}

/** A topic's policy as it is answered. */
export function shownPolicy({ state }: Pick<Call, 'state'>, { policy }: Topic): string {
  return textWithArns(state, policy.text, policy.policy)
}
