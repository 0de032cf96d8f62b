import { createHash } from 'node:crypto'
import type { QueueMessageAttribute } from '../model/index.ts'
import { blob, type Input, type JsonObject, listOf, mapOf, structure, text } from '../protocol/index.ts'
import { invalidParameter } from './errors.ts'

const attribute = {
  StringValue: text(),
  BinaryValue: blob(),
  StringListValues: listOf(text()),
  BinaryListValues: listOf(blob()),
  DataType: text(),
}

/** Attributes as they are sent. */
export const messageAttributes = mapOf(structure(attribute))

const mostAttributes = 10

/**
 * Checks the attributes of a message.
 *
 * @throws AwsError `InvalidParameterValueException`
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
 */
export function readMessageAttributes(
  sent: ReadonlyMap<string, Input<typeof attribute>> = new Map(),
): ReadonlyMap<string, QueueMessageAttribute> {
  if (sent.size > mostAttributes) {
    throw invalidParameter(
      `Number of message attributes [${sent.size}] exceeds the allowed maximum [${mostAttributes}].`,
    )
  }
  return new Map([...sent].map(([name, value]) => [name, readAttribute(name, value)]))
}

function readAttribute(name: string, sent: Input<typeof attribute>): QueueMessageAttribute {
  if (
    !/^(?!\.)(?!.*\.\.)[\w.-]{1,256}$/.test(name) ||
    name.endsWith('.') ||
    /^(?:aws|amazon)\./i.test(name)
  ) {
    throw invalidParameter(`The message attribute name '${name}' is invalid.`)
  }
  const { DataType: type, StringValue, BinaryValue } = sent
  if (type === undefined || type === '') {
    throw invalidParameter(`The message attribute '${name}' must contain non-empty message attribute type.`)
  }
  const [kind] = type.split('.')
  if ((kind !== 'String' && kind !== 'Number' && kind !== 'Binary') || type.length > 256) {
    throw invalidParameter(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    )
  }
  const value = kind === 'Binary' ? BinaryValue : StringValue
  const other = kind === 'Binary' ? StringValue : BinaryValue
  const lists = [...(sent.StringListValues ?? []), ...(sent.BinaryListValues ?? [])]
  if (value === undefined || value.length === 0 || other !== undefined || lists.length > 0) {
    throw invalidParameter(
      `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${kind}'.`,
    )
  }
  if (kind === 'Number' && !/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/.test(String(value))) {
    throw invalidParameter(`Can't cast the value of message attribute '${name}' to a number.`)
  }
  return { type, value }
}

/** The bytes of names, types and values together. */
export function sizeOfAttributes(attributes: ReadonlyMap<string, QueueMessageAttribute>): number {
  let size = 0
  for (const [name, { type, value }] of attributes) {
    size += Buffer.byteLength(name) + Buffer.byteLength(type) + Buffer.byteLength(value)
  }
  return size
}

export function md5(value: string): string {
  return createHash('md5').update(value).digest('hex')
}

/**
 * The digest by which SDKs see that attributes came as they were sent; `undefined` where there are none.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation
 */
export function md5OfAttributes(attributes: ReadonlyMap<string, QueueMessageAttribute>): string | undefined {
  if (attributes.size === 0) return undefined
  const hash = createHash('md5')
  const put = (bytes: Uint8Array): void => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    hash.update(length).update(bytes)
  }
  for (const [name, { type, value }] of [...attributes].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    put(Buffer.from(name))
    put(Buffer.from(type))
    hash.update(Uint8Array.of(typeof value === 'string' ? 1 : 2))
    put(Buffer.from(value))
  }
  return hash.digest('hex')
}

/** Attributes as they are answered. */
export function attributesJson(
  attributes: ReadonlyMap<string, QueueMessageAttribute>,
): ReadonlyMap<string, JsonObject> {
  return new Map(
    [...attributes].map(([name, { type, value }]) => [
      name,
      typeof value === 'string'
        ? { StringValue: value, DataType: type }
        : { BinaryValue: value, DataType: type },
    ]),
  )
}
