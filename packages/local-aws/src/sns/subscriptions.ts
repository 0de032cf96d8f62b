import type { State, Subscription, Topic } from '../model/index.ts'
import { formAction, type QueryAction, required, text, type Xml } from '../protocol/index.ts'
import { listNeed, subscriptionNeed, subscriptionOf, topicArnNeed, topicOf } from './find-topic.ts'
import { pageOf } from './page.ts'
import { checkFilters } from './subscribe.ts'
import {
  checkSubscriptionAttributes,
  setSubscriptionAttributes,
  shownSubscriptionAttributes,
} from './subscription-attributes.ts'

const arn = { SubscriptionArn: required(text()) }

export const subscriptionActions: readonly QueryAction[] = [
  /** @see https://docs.aws.amazon.com/sns/latest/api/API_Unsubscribe.html */
  formAction({
    name: 'Unsubscribe',
    input: arn,
    needs: (call, { SubscriptionArn }) => subscriptionNeed(call, 'Unsubscribe', SubscriptionArn),
    run: (call, { SubscriptionArn }) => {
      const { topic, subscription } = subscriptionOf(call, SubscriptionArn)
      topic.subscriptions.delete(subscription.arn)
      topic.removed++
      return undefined
    },
  }),
  /** @see https://docs.aws.amazon.com/sns/latest/api/API_GetSubscriptionAttributes.html */
  formAction({
    name: 'GetSubscriptionAttributes',
    input: arn,
    needs: (call, { SubscriptionArn }) =>
      subscriptionNeed(call, 'GetSubscriptionAttributes', SubscriptionArn),
    run: (call, { SubscriptionArn }) => {
      const { topic, subscription } = subscriptionOf(call, SubscriptionArn)
      return { Attributes: shownSubscriptionAttributes(topic, subscription) }
    },
  }),
  /** @see https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html */
  formAction({
    name: 'SetSubscriptionAttributes',
    input: { ...arn, AttributeName: required(text()), AttributeValue: text() },
    needs: (call, { SubscriptionArn }) =>
      subscriptionNeed(call, 'SetSubscriptionAttributes', SubscriptionArn),
    run: (call, { SubscriptionArn, AttributeName: name, AttributeValue: value = '' }) => {
      const { topic, subscription } = subscriptionOf(call, SubscriptionArn)
      const sent = new Map([[name, value]])
      checkSubscriptionAttributes(call, sent, topic, subscription, '')
      const isOneMore = value !== '' && !subscription.attributes.has('FilterPolicy')
      if (name === 'FilterPolicy' && isOneMore) checkFilters(topic)
      setSubscriptionAttributes(subscription, sent)
      return undefined
    },
  }),
  /** Those that the account made, to whosever topics. @see https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptions.html */
  formAction({
    name: 'ListSubscriptions',
    input: { NextToken: text() },
    needs: (call) => listNeed(call, 'ListSubscriptions'),
    run: (call, { NextToken: token }) => {
      const all = [...topicsIn(call.state, call.region)].flatMap((topic) =>
        [...topic.subscriptions.values()]
          .filter(({ owner }) => owner === call.account.id)
          .map((subscription) => ({ topic, subscription })),
      )
      return listed(all, token)
    },
  }),
  /** @see https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html */
  formAction({
    name: 'ListSubscriptionsByTopic',
    input: { TopicArn: required(text()), NextToken: text() },
    needs: (call, { TopicArn }) => topicArnNeed(call, 'ListSubscriptionsByTopic', TopicArn),
    run: (call, { TopicArn, NextToken: token }) => {
      const topic = topicOf(call, TopicArn)
      const all = [...topic.subscriptions.values()].map((subscription) => ({ topic, subscription }))
      return listed(all, token)
    },
  }),
]

interface Listed {
  readonly topic: Topic
  readonly subscription: Subscription
}

function listed(all: readonly Listed[], token: string | undefined): Xml {
  const { items, NextToken } = pageOf(all, token, ({ subscription }) => subscription.arn)
  return {
    Subscriptions: items.map(({ topic, subscription }) => ({
      SubscriptionArn: subscription.token === undefined ? subscription.arn : 'PendingConfirmation',
      Owner: subscription.owner,
      Protocol: subscription.protocol,
      Endpoint: subscription.endpoint,
      TopicArn: topic.arn,
    })),
    NextToken,
  }
}

function* topicsIn({ accounts }: State, region: string): Generator<Topic> {
  for (const { regions } of accounts.values()) yield* regions.get(region)?.topics.values() ?? []
}
