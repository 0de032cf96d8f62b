import { AwsError, requestId, sameText } from '../base/index.ts'
import type { Subscription, Topic } from '../model/index.ts'
import { type Call, flag, formAction, mapOf, type QueryAction, required, text } from '../protocol/index.ts'
import { deliver } from './deliver.ts'
import { checkEndpoint } from './endpoints.ts'
import { confirmationOf } from './envelope.ts'
import { invalidParameter } from './errors.ts'
import { readTopicArn, topicArn, topicArnNeed, topicOf } from './find-topic.ts'
import { checkSubscriptionAttributes, setSubscriptionAttributes } from './subscription-attributes.ts'

const mostSubscriptions = 10_000
const mostFilters = 200

export const subscribeActions: readonly QueryAction[] = [
  /** @see https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html */
  formAction({
    name: 'Subscribe',
    input: {
      TopicArn: required(text()),
      Protocol: required(text()),
      Endpoint: text(),
      Attributes: mapOf(text()),
      ReturnSubscriptionArn: flag,
    },
    needs: (call, { TopicArn, Protocol, Endpoint }) => {
      const context = new Map([['sns:Protocol', [Protocol]]])
      if (Endpoint !== undefined) context.set('sns:Endpoint', [Endpoint])
      return topicArnNeed(call, 'Subscribe', TopicArn, context)
    },
    run: (call, { TopicArn, Protocol: protocol, Endpoint: endpoint = '', ...sent }) => {
      const topic = topicOf(call, TopicArn)
      const mustConfirm = checkEndpoint(call, topic, protocol, endpoint)
      const { Attributes: attributes = new Map<string, string>(), ReturnSubscriptionArn: wantsArn } = sent
      checkSubscriptionAttributes(
        call,
        attributes,
        topic,
        { protocol, endpoint, owner: call.account.id, attributes: new Map() },
        'Attributes Reason: ',
      )
      const known = [...topic.subscriptions.values()].find(
        (one) => one.protocol === protocol && one.endpoint === endpoint && one.owner === call.account.id,
      )
      const subscription = known ?? newSubscription(call, topic, { protocol, endpoint, mustConfirm })
      if (known === undefined) {
        checkRoom(topic, attributes)
        setSubscriptionAttributes(subscription, attributes)
        topic.subscriptions.set(subscription.arn, subscription)
      } else if (hasOthers(known, attributes)) {
        throw invalidParameter('Attributes Reason: Subscription already exists with different attributes')
      }
      // Who asks again is asked again.
      if (subscription.token !== undefined) {
        deliver(call, topic, subscription, confirmationOf(call, topic, subscription.token))
      }
      const isShown = subscription.token === undefined || wantsArn === true
      return { SubscriptionArn: isShown ? subscription.arn : 'pending confirmation' }
    },
  }),
  /** @see https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html */
  formAction({
    name: 'ConfirmSubscription',
    input: { TopicArn: required(text()), Token: required(text()), AuthenticateOnUnsubscribe: text() },
    // Whose endpoint it is has the token; the topic's policy says nothing about that.
    needs: (call, { TopicArn }) => [
      { action: 'SNS:ConfirmSubscription', resource: topicArn(readTopicArn(call, TopicArn)) },
    ],
    run: (call, { TopicArn, Token, AuthenticateOnUnsubscribe: authenticate }) => {
      const topic = topicOf(call, TopicArn)
      return { SubscriptionArn: confirm(topic, Token, authenticate === 'true').arn }
    },
  }),
]

/** @throws AwsError `InvalidParameter` for a token that confirms nothing */
export function confirm(topic: Topic, token: string, isAuthenticated: boolean): Subscription {
  const found = [...topic.subscriptions.values()].find(
    (one) => one.token !== undefined && sameText(one.token, token),
  )
  if (found === undefined) throw invalidParameter('Token')
  found.token = undefined
  found.wasAuthenticated = isAuthenticated
  return found
}

function newSubscription(
  call: Call,
  topic: Topic,
  about: { readonly protocol: string; readonly endpoint: string; readonly mustConfirm: boolean },
): Subscription {
  const { protocol, endpoint, mustConfirm } = about
  const { principal } = call.caller
  return {
    arn: `${topic.arn}:${requestId(call.randomBytes)}`,
    owner: call.account.id,
    principal: 'arn' in principal ? principal.arn : '',
    protocol,
    endpoint,
    createdAt: call.now,
    token: mustConfirm ? Buffer.from(call.randomBytes(128)).toString('hex') : undefined,
    wasAuthenticated: !mustConfirm,
    attributes: new Map(),
  }
}

function checkRoom(topic: Topic, attributes: ReadonlyMap<string, string>): void {
  const { size } = topic.subscriptions
  if (size >= mostSubscriptions) {
    throw new AwsError(
      'SubscriptionLimitExceeded',
      403,
      `The local AWS has ${mostSubscriptions} subscriptions to a topic.`,
    )
  }
  if ((attributes.get('FilterPolicy') ?? '') !== '') checkFilters(topic)
}

/** Whether the topic's subscriptions can have one more filter policy. */
export function checkFilters(topic: Topic): void {
  const filters = [...topic.subscriptions.values()].filter((one) => one.attributes.has('FilterPolicy'))
  if (filters.length >= mostFilters) {
    throw new AwsError(
      'FilterPolicyLimitExceeded',
      403,
      `${mostFilters} filter policies are the most of a topic.`,
    )
  }
}

/** Whether something that was sent is not as it is there. */
function hasOthers({ attributes }: Subscription, sent: ReadonlyMap<string, string>): boolean {
  const usual = new Map([
    ['RawMessageDelivery', 'false'],
    ['FilterPolicyScope', 'MessageAttributes'],
  ])
  return [...sent].some(([name, value]) => (attributes.get(name) ?? usual.get(name) ?? '') !== value)
}
