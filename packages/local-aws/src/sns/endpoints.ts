import type { Topic } from '../model/index.ts'
import type { Call } from '../protocol/index.ts'
import { doesNotHave, invalidParameter } from './errors.ts'

/** What protocols there are with AWS, and what of them is here: whether an endpoint has to confirm that it wants messages. */
const protocols: ReadonlyMap<string, 'confirms' | 'confirmed' | 'absent'> = new Map([
  ['sqs', 'confirmed'],
  ['lambda', 'confirmed'],
  ['sms', 'confirmed'],
  ['email', 'confirms'],
  ['email-json', 'confirms'],
  ['http', 'absent'],
  ['https', 'absent'],
  ['application', 'absent'],
  ['firehose', 'absent'],
])

/**
 * Checks where somebody wants a topic's messages to go.
 *
 * @returns whether it is to be confirmed
 * @throws AwsError `InvalidParameter`; `NotImplemented` for a protocol that is not here
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
 */
export function checkEndpoint(call: Call, topic: Topic, protocol: string, endpoint: string): boolean {
  const known = protocols.get(protocol)
  if (known === undefined) {
    throw invalidParameter(`Amazon SNS does not support this protocol string: ${protocol.slice(0, 256)}`)
  }
  if (known === 'absent') throw doesNotHave(`the protocol ${protocol} of subscriptions`)
  if (topic.fifo && protocol !== 'sqs') {
    throw invalidParameter(
      'Invalid protocol type. FIFO topics can only deliver messages to Amazon SQS FIFO and standard queues',
    )
  }
  if (endpoint === '' || endpoint.length > 2048) throw invalidParameter('Endpoint')
  if (protocol === 'sqs') return checkQueue(call, topic, endpoint)
  if (protocol === 'lambda' && !/^arn:aws:lambda:[a-z0-9-]+:\d{12}:function:[\w:$-]+$/.test(endpoint)) {
    throw invalidParameter('Lambda endpoint ARN')
  }
  if (protocol === 'sms' && !/^\+?[0-9][0-9 ()-]{4,30}$/.test(endpoint)) {
    throw invalidParameter(`Invalid SMS endpoint: ${endpoint.slice(0, 256)}`)
  }
  if (protocol.startsWith('email') && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(endpoint)) {
    throw invalidParameter('Email address')
  }
  return known === 'confirms'
}

/** A queue's own account need not confirm what it asked for. */
function checkQueue(call: Call, topic: Topic, endpoint: string): boolean {
  const [, account, name = ''] = /^arn:aws:sqs:[a-z0-9-]+:(\d{12}):([\w.-]{1,80})$/.exec(endpoint) ?? []
  if (account === undefined) throw invalidParameter('SQS endpoint ARN')
  if (name.endsWith('.fifo') && !topic.fifo) {
    throw invalidParameter(
      'Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics',
    )
  }
  return account !== call.account.id
}
