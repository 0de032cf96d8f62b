import type { Subscription, Topic } from '../model/index.ts'
import type { AuthorizationNeed, Call } from '../protocol/index.ts'
import {
  invalidParameter,
  notYourSubscription,
  subscriptionDoesNotExist,
  topicDoesNotExist,
} from './errors.ts'

/** Where a topic is. */
export interface TopicName {
  readonly region: string
  readonly account: string
  readonly name: string
}

/** The arn of a topic of the caller's in the request's region. */
export function ownTopicArn({ region, account }: Pick<Call, 'region' | 'account'>, name: string): string {
  return topicArn({ region, account: account.id, name })
}

export function topicArn({ region, account, name }: TopicName): string {
  return `arn:aws:sns:${region}:${account}:${name}`
}

/**
 * What a topic's arn says.
 *
 * @param parameter what the request calls it
 * @throws AwsError `InvalidParameter` for what is none, and for one of another region
 */
export function readTopicArn(
  { region: here }: Pick<Call, 'region'>,
  arn: string,
  parameter = 'TopicArn',
): TopicName {
  const parts = arn.split(':')
  if (parts.length < 6) {
    throw invalidParameter(`${parameter} Reason: An ARN must have at least 6 elements, not ${parts.length}`)
  }
  const [, region = '', account = '', name = ''] =
    /^arn:aws:sns:([a-z0-9-]+):(\d{12}):([\w-]{1,256}(?:\.fifo)?)$/.exec(arn) ?? []
  if (name === '' || region !== here) throw invalidParameter(parameter)
  return { region, account, name }
}

export function findTopic({ state }: Pick<Call, 'state'>, name: TopicName): Topic | undefined {
  return state.accounts.get(name.account)?.regions.get(name.region)?.topics.get(name.name)
}

/** The topic of an arn. @throws AwsError `NotFound` */
export function topicOf(call: Call, arn: string, parameter?: string): Topic {
  const topic = findTopic(call, readTopicArn(call, arn, parameter))
  if (topic === undefined) throw topicDoesNotExist()
  return topic
}

/** The topic of a subscription's arn, as far as that can be one. */
function readSubscriptionArn(call: Pick<Call, 'region'>, arn: string): TopicName {
  const parts = arn.split(':')
  if (parts.length < 6) {
    throw invalidParameter(
      `SubscriptionArn Reason: An ARN must have at least 6 elements, not ${parts.length}`,
    )
  }
  if (parts.length !== 7) throw invalidParameter('SubscriptionArn')
  return readTopicArn(call, parts.slice(0, 6).join(':'), 'SubscriptionArn')
}

/**
 * A subscription by its arn, to those whose it is and to those whose the topic is.
 *
 * @throws AwsError `NotFound`
 */
export function subscriptionOf(
  call: Call,
  arn: string,
): { readonly topic: Topic; readonly subscription: Subscription } {
  const topic = findTopic(call, readSubscriptionArn(call, arn))
  const subscription = topic?.subscriptions.get(arn)
  if (topic === undefined || subscription === undefined) throw subscriptionDoesNotExist()
  const mine = call.account.id
  if (subscription.owner !== mine && topic.account !== mine) throw notYourSubscription()
  return { topic, subscription }
}

/**
 * What an action needs on a topic: the identity's policies, and the topic's own. SNS spells itself in capitals where
 * it refuses.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
 */
export function topicNeed(
  call: Call,
  action: string,
  name: TopicName,
  more: ReadonlyMap<string, readonly string[]> = new Map(),
): AuthorizationNeed {
  const topic = findTopic(call, name)
  const context = new Map(more)
  for (const [key, value] of topic?.tags ?? []) context.set(`aws:ResourceTag/${key}`, [value])
  return {
    action: `SNS:${action}`,
    resource: topicArn(name),
    resourceAccount: name.account,
    context,
    ...(topic === undefined ? {} : { resourcePolicy: { ...topic.policy, kind: 'resource' as const } }),
  }
}

/** {@link topicNeed} for the topic of an arn. */
export function topicArnNeed(
  call: Call,
  action: string,
  arn: string,
  more?: ReadonlyMap<string, readonly string[]>,
): readonly AuthorizationNeed[] {
  return [topicNeed(call, action, readTopicArn(call, arn), more)]
}

/**
 * What an action needs on a subscription, which is asked of the topic: policies name no subscriptions. A subscriber
 * of another account needs nothing of the topic's policy for what is its own.
 */
export function subscriptionNeed(call: Call, action: string, arn: string): readonly AuthorizationNeed[] {
  const name = readSubscriptionArn(call, arn)
  const need = topicNeed(call, action, name)
  const owner = findTopic(call, name)?.subscriptions.get(arn)?.owner
  return [owner === call.account.id ? { ...need, resourceAccount: owner } : need]
}

/** What a list of the account's needs. */
export function listNeed(call: Call, action: string): readonly AuthorizationNeed[] {
  return [{ action: `SNS:${action}`, resource: ownTopicArn(call, '*') }]
}
