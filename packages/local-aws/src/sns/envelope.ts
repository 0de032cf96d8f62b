import { requestId } from '../base/index.ts'
import type { Topic } from '../model/index.ts'
import type { Call } from '../protocol/index.ts'
import type { Notification } from './message.ts'

/** What is sent to a subscriber that asked for no raw messages: the members as SNS writes them. */
type Envelope = Readonly<Record<string, string | undefined>>

/** A message for an endpoint that has to say first that it wants any. */
export interface Confirmation {
  readonly type: 'SubscriptionConfirmation'
  readonly text: string
}

/**
 * A message in its envelope.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 */
export function envelopeOf(topic: Topic, message: Notification): string {
  const attributes = [...message.attributes].map(
    ([name, { type, value }]) =>
      `    ${JSON.stringify(name)} : ${JSON.stringify({
        Type: type,
        Value: typeof value === 'string' ? value : Buffer.from(value).toString('base64'),
      })}`,
  )
  return written(
    {
      Type: 'Notification',
      MessageId: message.id,
      SequenceNumber: message.sequenceNumber,
      TopicArn: topic.arn,
      Subject: message.subject,
      Message: message.text,
      Timestamp: message.at.toISOString(),
    },
    attributes.length === 0 ? [] : [`  "MessageAttributes" : {\n${attributes.join(',\n')}\n  }`],
  )
}

/** What asks an endpoint whether it wants a topic's messages. */
export function confirmationOf(call: Call, topic: Topic, token: string): Confirmation {
  const text = written({
    Type: 'SubscriptionConfirmation',
    MessageId: requestId(call.randomBytes),
    Token: token,
    TopicArn: topic.arn,
    Message: `You have chosen to subscribe to the topic ${topic.arn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`,
    SubscribeURL: `http://${call.headers.get('host') ?? 'localhost'}/?${new URLSearchParams({
      Action: 'ConfirmSubscription',
      TopicArn: topic.arn,
      Token: token,
    }).toString()}`,
    Timestamp: call.now.toISOString(),
  })
  return { type: 'SubscriptionConfirmation', text }
}

function written(members: Envelope, more: readonly string[] = []): string {
  const lines = Object.entries(members)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `  ${JSON.stringify(name)} : ${JSON.stringify(value)}`)
  return `{\n${[...lines, ...more].join(',\n')}\n}`
}
