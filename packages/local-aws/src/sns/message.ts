import { createHash } from 'node:crypto'
import { requestId } from '../base/index.ts'
import type { PublishedMessage, QueueMessageAttribute, Topic } from '../model/index.ts'
import { blob, type Call, type Input, mapOf, structure, text } from '../protocol/index.ts'
import { invalidMessageAttribute, invalidParameter } from './errors.ts'

const longestMessage = 262_144
const deduplicationMs = 300_000

const attribute = { DataType: text(), StringValue: text(), BinaryValue: blob() }

/** What Publish and each entry of PublishBatch have, but the message itself. */
export const messageFields = {
  Message: text(),
  Subject: text(),
  MessageStructure: text(),
  MessageAttributes: mapOf(structure(attribute)),
  MessageDeduplicationId: text(),
  MessageGroupId: text(),
}

export type SentMessage = Input<typeof messageFields>

/** A message that was published. */
export interface Notification {
  readonly id: string
  readonly text: string
  /** By protocol, what is sent in place of the text. */
  readonly texts: ReadonlyMap<string, string>
  readonly subject: string | undefined
  readonly attributes: ReadonlyMap<string, QueueMessageAttribute>
  readonly at: Date
  readonly groupId: string | undefined
  readonly deduplicationId: string | undefined
  readonly sequenceNumber: string | undefined
}

/** What subscribers of a protocol are sent. */
export function textFor({ text: usual, texts }: Notification, protocol: string): string {
  return texts.get(protocol) ?? usual
}

/**
 * Takes a message that is published, unless it is one that a FIFO topic had in the last five minutes: then what that
 * one was called.
 *
 * @throws AwsError for what no topic, or not this one, takes
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export function takeMessage(
  call: Call,
  topic: Topic,
  sent: SentMessage,
): { readonly before: PublishedMessage } | { readonly before: undefined; readonly message: Notification } {
  const { Message: body = '', Subject: subject } = sent
  if (body === '') throw invalidParameter('Empty message')
  // With line breaks it would be several lines of a letter's head.
  if (subject !== undefined && (subject === '' || subject.length > 100 || /\p{Cc}/u.test(subject))) {
    throw invalidParameter('Subject')
  }
  const attributes = readAttributes(sent.MessageAttributes)
  if (messageSize(sent) > longestMessage) throw invalidParameter('Message too long')
  const texts = readStructure(sent)
  const order = orderOf(call, topic, sent)
  if (order.before !== undefined) return { before: order.before }
  const id = requestId(call.randomBytes)
  const sequenceNumber = topic.fifo ? nextSequenceNumber(topic) : undefined
  if (order.key !== undefined && sequenceNumber !== undefined) {
    topic.sent.set(order.key, { at: call.now, messageId: id, sequenceNumber })
  }
  return {
    before: undefined,
    message: {
      id,
      text: texts.get('default') ?? body,
      texts,
      subject,
      attributes,
      at: call.now,
      groupId: sent.MessageGroupId,
      deduplicationId: order.id,
      sequenceNumber,
    },
  }
}

/** The bytes of a message and its attributes. */
export function messageSize({
  Message = '',
  Subject = '',
  MessageAttributes = new Map(),
}: SentMessage): number {
  let size = Buffer.byteLength(Message) + Buffer.byteLength(Subject)
  for (const [name, { DataType = '', StringValue = '', BinaryValue = '' }] of MessageAttributes) {
    size += Buffer.byteLength(name) + Buffer.byteLength(DataType)
    size += Buffer.byteLength(StringValue) + Buffer.byteLength(BinaryValue)
  }
  return size
}

function readAttributes(
  sent: ReadonlyMap<string, Input<typeof attribute>> = new Map(),
): ReadonlyMap<string, QueueMessageAttribute> {
  return new Map([...sent].map(([name, value]) => [name, readAttribute(name, value)]))
}

function readAttribute(
  name: string,
  { DataType: type, StringValue, BinaryValue }: Input<typeof attribute>,
): QueueMessageAttribute {
  if (
    !/^(?!\.)(?!.*\.\.)[\w.-]{1,256}$/.test(name) ||
    name.endsWith('.') ||
    /^(?:aws|amazon)\./i.test(name)
  ) {
    throw invalidMessageAttribute(`The message attribute name '${name.slice(0, 256)}' is invalid.`)
  }
  if (type === undefined || type === '') {
    throw invalidMessageAttribute(
      `The message attribute '${name}' must contain non-empty message attribute type.`,
    )
  }
  const [kind] = type.split('.')
  if ((kind !== 'String' && kind !== 'Number' && kind !== 'Binary') || type.length > 256) {
    throw invalidMessageAttribute(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    )
  }
  const value = kind === 'Binary' ? BinaryValue : StringValue
  if (value === undefined || value.length === 0) {
    throw invalidMessageAttribute(
      `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${kind}'.`,
    )
  }
  if (kind === 'Number' && !/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/.test(String(value))) {
    throw invalidMessageAttribute(`Could not cast message attribute '${name}' value to number.`)
  }
  return { type, value }
}

/** By protocol, and `default`; nothing where the message is the same for all. */
function readStructure({
  Message: body = '',
  MessageStructure: kind,
}: SentMessage): ReadonlyMap<string, string> {
  if (kind === undefined || kind === '') return new Map()
  if (kind !== 'json') throw invalidParameter('MessageStructure')
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    parsed = undefined
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw invalidParameter('Message Structure - JSON message body failed to parse')
  }
  const texts = new Map<string, string>()
  for (const [protocol, value] of Object.entries(parsed)) {
    if (typeof value === 'string') texts.set(protocol, value)
  }
  if (!texts.has('default')) {
    throw invalidParameter('Message Structure - No default entry in JSON message body')
  }
  return texts
}

const deduplicationWord = /^[\w!"#$%&'()*+,\-./:;<=>?@[\\\]^`{|}~]{1,128}$/

/** What a FIFO topic knows a message by, and whether it had the same one. */
function orderOf(
  { now }: Call,
  topic: Topic,
  { MessageGroupId: group, MessageDeduplicationId: given, Message: body = '' }: SentMessage,
): { readonly id?: string; readonly key?: string; readonly before?: PublishedMessage } {
  if (group !== undefined && !deduplicationWord.test(group)) throw invalidParameter('MessageGroupId')
  if (!topic.fifo) {
    if (given === undefined) return {}
    throw invalidParameter(
      'MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type',
    )
  }
  if (group === undefined) {
    throw invalidParameter('The MessageGroupId parameter is required for FIFO topics')
  }
  if (given !== undefined && !deduplicationWord.test(given)) throw invalidParameter('MessageDeduplicationId')
  const byContent = topic.attributes.get('ContentBasedDeduplication') === 'true'
  const id = given ?? (byContent ? createHash('sha256').update(body).digest('hex') : undefined)
  if (id === undefined) {
    throw invalidParameter(
      'The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    )
  }
  const key = topic.attributes.get('FifoThroughputScope') === 'MessageGroup' ? `${group} ${id}` : id
  for (const [old, { at }] of topic.sent) {
    if (at.getTime() > now.getTime() - deduplicationMs) break
    topic.sent.delete(old)
  }
  const before = topic.sent.get(key)
  return before === undefined ? { id, key } : { id, key, before }
}

/** Twenty digits, larger with each message of the topic. */
function nextSequenceNumber(topic: Topic): string {
  topic.sequences++
  return String(10_000_000_000_000_000_000n + BigInt(topic.sequences) * 1000n)
}
