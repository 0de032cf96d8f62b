import { requestId } from '../base/index.ts'
import type { Queue, QueueMessage, QueueMessageAttribute, SentMessage, State } from '../model/index.ts'
import {
  type Call,
  type Input,
  integer,
  type JsonAction,
  jsonAction,
  type JsonObject,
  listOf,
  structure,
  text,
} from '../protocol/index.ts'
import { numberOf, wordOf } from './attributes.ts'
import { runBatch } from './batch.ts'
import { batchError, invalidParameter, invalidValue, missingParameter, overLimit } from './errors.ts'
import { allQueues, queueAt, queueUrlNeed } from './find-queue.ts'
import {
  md5,
  md5OfAttributes,
  messageAttributes,
  readMessageAttributes,
  sizeOfAttributes,
} from './message-attributes.ts'
import { addMessage, announce, messagesOf } from './messages.ts'
import { createHash } from 'node:crypto'

const deduplicationMs = 300_000
const mostMessages = 100_000
const mostBytes = 256 * 1024 * 1024
const longestBatch = 1_048_576

const message = {
  MessageBody: text(),
  DelaySeconds: integer(),
  MessageAttributes: messageAttributes,
  MessageSystemAttributes: messageAttributes,
  MessageDeduplicationId: text(),
  MessageGroupId: text(),
}

type Message = Input<typeof message>

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
export const sendMessage: JsonAction = jsonAction('sqs', {
  name: 'SendMessage',
  input: { QueueUrl: text(), ...message },
  needs: (call, { QueueUrl }) => queueUrlNeed(call, 'SendMessage', QueueUrl),
  run: (call, { QueueUrl, ...sent }) => send(call, queueAt(call, QueueUrl), sent),
})

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
export const sendMessageBatch: JsonAction = jsonAction('sqs', {
  name: 'SendMessageBatch',
  input: { QueueUrl: text(), Entries: listOf(structure({ Id: text(), ...message })) },
  needs: (call, { QueueUrl }) => queueUrlNeed(call, 'SendMessage', QueueUrl),
  run: (call, { QueueUrl, Entries }) => {
    const queue = queueAt(call, QueueUrl)
    const length = (Entries ?? []).reduce(
      (sum, { MessageBody = '' }) => sum + Buffer.byteLength(MessageBody),
      0,
    )
    if (length > longestBatch) {
      throw batchError(
        'BatchRequestTooLong',
        `Batch requests cannot be longer than ${longestBatch} bytes. You have sent ${length} bytes.`,
      )
    }
    return runBatch(Entries, 'SendMessageBatchRequestEntry', (entry) => send(call, queue, entry))
  },
})

/** Who sends, and when. */
export type Sending = Pick<Call, 'state' | 'now' | 'randomBytes' | 'caller'> & {
  /** As whom messages name a service. */
  readonly senderId?: string
}

/**
 * Puts a message into a queue, unless it is one that a FIFO queue had in the last five minutes.
 *
 * @throws AwsError for what no queue, or not this one, takes
 */
export function send(call: Sending, queue: Queue, sent: Message): JsonObject {
  const { MessageBody: body = '' } = sent
  if (body === '') throw missingParameter('MessageBody')
  if (!isText(body)) {
    throw invalidParameter(
      'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
    )
  }
  const attributes = readMessageAttributes(sent.MessageAttributes)
  const system = readSystemAttributes(sent)
  const size = Buffer.byteLength(body) + sizeOfAttributes(attributes)
  const longest = numberOf(queue, 'MaximumMessageSize')
  if (size > longest) {
    throw invalidParameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${longest} bytes.`,
    )
  }
  const answer = {
    MD5OfMessageBody: md5(body),
    MD5OfMessageAttributes: md5OfAttributes(attributes),
    MD5OfMessageSystemAttributes: md5OfAttributes(system),
  }
  const delaySeconds = delayOf(queue, sent.DelaySeconds)
  const order = orderOf(call, queue, sent, body)
  if (order.before !== undefined) {
    const { messageId, sequenceNumber } = order.before
    return { ...answer, MessageId: messageId, SequenceNumber: sequenceNumber }
  }
  checkRoom(call.state, queue, size, call.now)
  const put = newMessage(call, queue, {
    body,
    attributes,
    size,
    system,
    sent,
    delaySeconds,
    deduplicationId: order.id,
  })
  addMessage(queue, put)
  if (order.key !== undefined && put.sequenceNumber !== undefined) {
    const { id, sequenceNumber } = put
    queue.sent.set(order.key, { at: call.now, messageId: id, sequenceNumber })
  }
  announce(queue)
  return { ...answer, MessageId: put.id, SequenceNumber: put.sequenceNumber }
}

interface NewMessage {
  readonly body: string
  readonly attributes: ReadonlyMap<string, QueueMessageAttribute>
  readonly system: ReadonlyMap<string, QueueMessageAttribute>
  readonly size: number
  readonly sent: Message
  readonly delaySeconds: number
  readonly deduplicationId: string | undefined
}

function newMessage(call: Sending, queue: Queue, made: NewMessage): QueueMessage {
  const { body, attributes, size, sent } = made
  const trace = made.system.get('AWSTraceHeader')?.value
  return {
    id: requestId(call.randomBytes),
    body,
    attributes,
    traceHeader: typeof trace === 'string' ? trace : undefined,
    size,
    senderId: senderId(call),
    sentAt: call.now,
    groupId: sent.MessageGroupId,
    deduplicationId: made.deduplicationId,
    sequenceNumber: queue.fifo ? nextSequenceNumber(queue) : undefined,
    deadLetterSource: undefined,
    visibleAt: new Date(call.now.getTime() + made.delaySeconds * 1000),
    receiveCount: 0,
    firstReceivedAt: undefined,
    receivedAt: undefined,
    receiptHandle: undefined,
  }
}

/** Twenty digits, larger with each message of the queue. */
export function nextSequenceNumber(queue: Queue): string {
  queue.sequences++
  return String(18_850_000_000_000_000_000n + BigInt(queue.sequences) * 256n)
}

function senderId({ caller: { principal }, senderId: named }: Sending): string {
  if (named !== undefined) return named
  if ('userId' in principal) return principal.userId
  return principal.type === 'root' ? principal.account : principal.type
}

/** A FIFO queue delays all of its messages alike. */
function delayOf(queue: Queue, asked: number | undefined): number {
  if (asked === undefined) return numberOf(queue, 'DelaySeconds')
  if (asked < 0 || asked > 900) {
    throw invalidValue(asked, 'DelaySeconds', 'DelaySeconds must be >= 0 and <= 900.')
  }
  if (queue.fifo && asked > 0) {
    throw invalidValue(
      asked,
      'DelaySeconds',
      'The request include parameter that is not valid for this queue type.',
    )
  }
  return queue.fifo ? numberOf(queue, 'DelaySeconds') : asked
}

const deduplicationWord = /^[\w!"#$%&'()*+,\-./:;<=>?@[\\\]^`{|}~]{1,128}$/

/** What a FIFO queue knows a message by, and whether it had the same one. */
function orderOf(
  { now }: Sending,
  queue: Queue,
  { MessageGroupId: group, MessageDeduplicationId: given }: Message,
  body: string,
): { readonly id?: string; readonly key?: string; readonly before?: SentMessage } {
  if (group !== undefined && !deduplicationWord.test(group)) {
    throw invalidValue(
      group.slice(0, 256),
      'MessageGroupId',
      'MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.',
    )
  }
  if (!queue.fifo) {
    if (given === undefined) return {}
    throw invalidValue(
      given.slice(0, 256),
      'MessageDeduplicationId',
      'The request include parameter that is not valid for this queue type.',
    )
  }
  if (group === undefined) throw missingParameter('MessageGroupId')
  if (given !== undefined && !deduplicationWord.test(given)) {
    throw invalidValue(
      given.slice(0, 256),
      'MessageDeduplicationId',
      'MessageDeduplicationId can only include alphanumeric and punctuation characters. 1 to 128 in length.',
    )
  }
  const byContent = wordOf(queue, 'ContentBasedDeduplication') === 'true'
  const id = given ?? (byContent ? createHash('sha256').update(body).digest('hex') : undefined)
  if (id === undefined) {
    throw invalidParameter(
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    )
  }
  const key = wordOf(queue, 'DeduplicationScope') === 'messageGroup' ? `${group} ${id}` : id
  forgetSent(queue, now)
  const before = queue.sent.get(key)
  return before === undefined ? { id, key } : { id, key, before }
}

/** What was sent longer than five minutes ago may be sent again. */
function forgetSent(queue: Queue, now: Date): void {
  for (const [key, { at }] of queue.sent) {
    if (at.getTime() > now.getTime() - deduplicationMs) return
    queue.sent.delete(key)
  }
}

/** AWS has room without end. What was kept for long enough makes some. */
function checkRoom(state: State, queue: Queue, size: number, now: Date): void {
  if (hasRoom(state, queue, size)) return
  for (const other of allQueues(state)) messagesOf(other, now)
  if (hasRoom(state, queue, size)) return
  throw overLimit(
    `The local AWS keeps ${mostMessages} messages in a queue and ${mostBytes} bytes of messages in all.`,
  )
}

function hasRoom(state: State, queue: Queue, size: number): boolean {
  let bytes = size
  for (const other of allQueues(state)) bytes += other.bytes
  return bytes <= mostBytes && queue.messages.size < mostMessages
}

const longestTraceHeader = 1024

function readSystemAttributes({
  MessageSystemAttributes,
}: Message): ReadonlyMap<string, QueueMessageAttribute> {
  const attributes = readMessageAttributes(MessageSystemAttributes)
  for (const [name, { type, value }] of attributes) {
    // Its length counts for no limit of AWS's: here it has one, since the memory of a machine does.
    const isTooLong = typeof value === 'string' && value.length > longestTraceHeader
    if (name !== 'AWSTraceHeader' || type !== 'String' || isTooLong) {
      throw invalidParameter(`The message system attribute '${name}' is invalid.`)
    }
  }
  return attributes
}

function isText(body: string): boolean {
  return !/(?![\t\n\r\x7f-\x9f])\p{Cc}|[\ufffe\uffff]|\p{Surrogate}/u.test(body)
}
