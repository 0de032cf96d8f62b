import type { AwsError } from '../base/index.ts'
import type { Subscription, Topic } from '../model/index.ts'
import type { Call } from '../protocol/index.ts'
import { deliverToQueue } from '../sqs/index.ts'
import { type Confirmation, envelopeOf } from './envelope.ts'
import { matchesAttributes, matchesBody, parseFilterPolicy } from './filter/index.ts'
import { type Notification, textFor } from './message.ts'
import { deadLetterArnOf, filterScopeOf } from './subscription-attributes.ts'

/** As whom SNS sends messages to queues. */
const senderId = 'AIDAIT2UOQQY3AUEKVGXU'

/** Gives a message to all who subscribed to the topic and want it. */
export function fanOut(call: Call, topic: Topic, message: Notification): void {
  for (const subscription of topic.subscriptions.values()) {
    if (subscription.token === undefined && isWanted(subscription, message)) {
      deliver(call, topic, subscription, message)
    }
  }
}

/** Whether a subscription's filter lets a message through. */
function isWanted(subscription: Subscription, message: Notification): boolean {
  const written = subscription.attributes.get('FilterPolicy')
  if (written === undefined) return true
  const scope = filterScopeOf(subscription)
  const policy = parseFilterPolicy(written, scope)
  return scope === 'MessageBody'
    ? matchesBody(policy, textFor(message, subscription.protocol))
    : matchesAttributes(policy, message.attributes)
}

/**
 * Sends something to one subscriber, if that is a queue: letters, calls and functions go nowhere. What the queue does
 * not take goes to the subscription's dead-letter queue, where it has one.
 */
export function deliver(
  call: Call,
  topic: Topic,
  subscription: Subscription,
  sent: Notification | Confirmation,
): void {
  if (subscription.protocol !== 'sqs') return
  if ('type' in sent) {
    putInto(call, topic, subscription.endpoint, { body: sent.text, attributes: new Map() })
    return
  }
  const message = { ...sent, text: textFor(sent, subscription.protocol) }
  const isRaw = subscription.attributes.get('RawMessageDelivery') === 'true'
  const { groupId, deduplicationId } = message
  const put = isRaw
    ? { body: message.text, attributes: message.attributes, groupId, deduplicationId }
    : { body: envelopeOf(topic, message), attributes: new Map(), groupId, deduplicationId }
  const refusal = putInto(call, topic, subscription.endpoint, put)
  const deadLetters = deadLetterArnOf(subscription)
  if (refusal !== undefined && deadLetters !== undefined) putInto(call, topic, deadLetters, put)
}

function putInto(
  call: Call,
  topic: Topic,
  arn: string,
  put: Pick<Parameters<typeof deliverToQueue>[2], 'body' | 'attributes' | 'groupId' | 'deduplicationId'>,
): AwsError | undefined {
  return deliverToQueue(call, arn, {
    service: 'sns.amazonaws.com',
    senderId,
    sourceArn: topic.arn,
    sourceAccount: topic.account,
    ...put,
  })
}
