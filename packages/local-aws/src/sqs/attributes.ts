import { AwsError } from '../base/index.ts'
import { type Queue, textWithArns, withUniqueIds } from '../model/index.ts'
import { MalformedPolicyError, parsePolicy } from '../policy/index.ts'
import type { Call } from '../protocol/index.ts'
import { invalidAttributeName, invalidAttributeValue, invalidValue } from './errors.ts'
import { findQueue } from './find-queue.ts'
import { isVisible, messagesOf, usualRetentionSeconds } from './messages.ts'

/** What the whole numbers among the attributes may be, and what they are where nobody says. */
const numbers: Readonly<
  Record<string, { readonly least: number; readonly most: number; readonly usual: number }>
> = {
  DelaySeconds: { least: 0, most: 900, usual: 0 },
  MaximumMessageSize: { least: 1024, most: 1_048_576, usual: 1_048_576 },
  MessageRetentionPeriod: { least: 60, most: 1_209_600, usual: usualRetentionSeconds },
  ReceiveMessageWaitTimeSeconds: { least: 0, most: 20, usual: 0 },
  VisibilityTimeout: { least: 0, most: 43_200, usual: 30 },
}

const words: Readonly<
  Record<string, { readonly oneOf: readonly string[]; readonly usual: string; readonly fifo?: true }>
> = {
  SqsManagedSseEnabled: { oneOf: ['true', 'false'], usual: 'true' },
  FifoQueue: { oneOf: ['true'], usual: 'true', fifo: true },
  ContentBasedDeduplication: { oneOf: ['true', 'false'], usual: 'false', fifo: true },
  DeduplicationScope: { oneOf: ['queue', 'messageGroup'], usual: 'queue', fifo: true },
  FifoThroughputLimit: { oneOf: ['perQueue', 'perMessageGroupId'], usual: 'perQueue', fifo: true },
}

const readOnly = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesDelayed',
  'ApproximateNumberOfMessagesNotVisible',
  'CreatedTimestamp',
  'LastModifiedTimestamp',
  'QueueArn',
]
const documents = ['RedrivePolicy', 'RedriveAllowPolicy']
const encryption = ['KmsMasterKeyId', 'KmsDataKeyReusePeriodSeconds']
const known = new Set([
  ...readOnly,
  ...documents,
  ...encryption,
  ...Object.keys(numbers),
  ...Object.keys(words),
  'Policy',
])

/** A whole number among a queue's attributes. */
export function numberOf({ attributes }: Queue, name: keyof typeof numbers): number {
  return Number(attributes.get(name) ?? numbers[name]?.usual)
}

/** One of the words among a queue's attributes. */
export function wordOf({ attributes }: Queue, name: keyof typeof words): string {
  return attributes.get(name) ?? words[name]?.usual ?? ''
}

/** Where messages go that are received too often, and after how many times. */
export interface RedrivePolicy {
  readonly targetArn: string
  readonly maxReceiveCount: number
}

/** The redrive policy of a queue that has one. */
export function redrivePolicyOf({ attributes }: Queue): RedrivePolicy | undefined {
  return readRedrivePolicy(attributes.get('RedrivePolicy') ?? '')
}

/**
 * Checks attributes as CreateQueue and SetQueueAttributes take them.
 *
 * @param queue what they are for
 * @throws AwsError `InvalidAttributeName`, `InvalidAttributeValue`, `InvalidParameterValueException`
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
 */
export function checkAttributes(
  call: Call,
  sent: ReadonlyMap<string, string>,
  queue: Pick<Queue, 'arn' | 'fifo'>,
): void {
  for (const [name, value] of sent) {
    if (!known.has(name) || readOnly.includes(name)) throw invalidAttributeName(name)
    const number = numbers[name]
    if (number !== undefined && !isBetween(value, number.least, number.most))
      throw invalidAttributeValue(name)
    const word = words[name]
    if (word?.fifo === true && !queue.fifo) throw invalidAttributeName(name)
    if (word !== undefined && !word.oneOf.includes(value)) throw invalidAttributeValue(name)
    if (encryption.includes(name)) checkEncryption(name, value)
    if (name === 'RedrivePolicy' && value !== '') checkRedrivePolicy(call, value, queue)
    if (name === 'RedriveAllowPolicy' && value !== '') readRedriveAllowPolicy(value)
  }
}

/** Puts checked attributes into a queue. An empty document takes away the one that was there. */
export function setAttributes(call: Call, sent: ReadonlyMap<string, string>, queue: Queue): void {
  const policy = sent.get('Policy')
  const document = policy === undefined ? queue.policy : queuePolicy(call, policy, queue)
  queue.policy = document
  for (const [name, value] of sent) {
    if (name === 'Policy' || name === 'KmsMasterKeyId') continue
    if (value === '') queue.attributes.delete(name)
    else queue.attributes.set(name, value)
  }
}

/**
 * A queue's policy as it is stored.
 *
 * @throws AwsError `InvalidAttributeValue` for what is no policy, or names somebody who does not exist
 */
export function queuePolicy(call: Call, text: string, { name }: Pick<Queue, 'name'>): Queue['policy'] {
  if (text === '') return undefined
  try {
    const policy = withUniqueIds(call.state, parsePolicy(text, 'resource'), () =>
      invalidAttributeValue('Policy'),
    )
    return { name: `the policy of queue ${name}`, text, policy }
  } catch (error) {
    if (!(error instanceof MalformedPolicyError)) throw error
    throw new AwsError('InvalidAttributeValue', 400, 'Invalid value for the parameter Policy.', {
      reason: error.message,
    })
  }
}

/**
 * A queue's attributes of those names; `All` stands for every one.
 *
 * @throws AwsError `InvalidAttributeName`
 */
export function shownAttributes(
  call: Call,
  queue: Queue,
  names: readonly string[],
): ReadonlyMap<string, string> {
  for (const name of names) if (name !== 'All' && !known.has(name)) throw invalidAttributeName(name)
  const all = allAttributes(call, queue)
  return names.includes('All') ? all : new Map([...all].filter(([name]) => names.includes(name)))
}

/** For CreateQueue of a queue that is there: an attribute that was sent and is not as it is there. */
export function differingAttribute(
  call: Call,
  queue: Queue,
  sent: ReadonlyMap<string, string>,
): string | undefined {
  const all = allAttributes(call, queue)
  return [...sent].find(([name, value]) => (all.get(name) ?? '') !== value)?.[0]
}

function allAttributes(call: Call, queue: Queue): ReadonlyMap<string, string> {
  const counts = { visible: 0, delayed: 0, inFlight: 0 }
  for (const message of messagesOf(queue, call.now)) {
    const never = message.receivedAt === undefined
    counts[isVisible(message, call.now) ? 'visible' : never ? 'delayed' : 'inFlight']++
  }
  const all = new Map<string, string>([
    ['QueueArn', queue.arn],
    ['ApproximateNumberOfMessages', String(counts.visible)],
    ['ApproximateNumberOfMessagesNotVisible', String(counts.inFlight)],
    ['ApproximateNumberOfMessagesDelayed', String(counts.delayed)],
    ['CreatedTimestamp', seconds(queue.createdAt)],
    ['LastModifiedTimestamp', seconds(queue.modifiedAt)],
  ])
  for (const name of Object.keys(numbers)) all.set(name, String(numberOf(queue, name)))
  for (const [name, { fifo }] of Object.entries(words)) {
    if (fifo !== true || queue.fifo) all.set(name, wordOf(queue, name))
  }
  for (const name of documents) {
    const text = queue.attributes.get(name)
    if (text !== undefined) all.set(name, text)
  }
  if (queue.policy !== undefined)
    all.set('Policy', textWithArns(call.state, queue.policy.text, queue.policy.policy))
  return all
}

function seconds(at: Date): string {
  return String(Math.floor(at.getTime() / 1000))
}

/** There is no KMS here: no key, and nothing that a period would count for. */
function checkEncryption(name: string, value: string): void {
  if (name === 'KmsMasterKeyId' && value !== '') {
    throw new AwsError(
      'NotImplemented',
      501,
      'The local AWS does not have the attribute KmsMasterKeyId of queues.',
    )
  }
  if (name === 'KmsDataKeyReusePeriodSeconds' && !isBetween(value, 60, 86_400))
    throw invalidAttributeValue(name)
}

/** A dead-letter queue is there, in the same account and region, of the same kind, and lets the queue. */
function checkRedrivePolicy(call: Call, value: string, { arn, fifo }: Pick<Queue, 'arn' | 'fifo'>): void {
  const refuse = (reason: string) => invalidValue(value, 'RedrivePolicy', reason)
  const policy = readRedrivePolicy(value)
  if (policy === undefined) throw refuse('Redrive policy is not a valid JSON map.')
  const { targetArn, maxReceiveCount } = policy
  if (!Number.isInteger(maxReceiveCount) || maxReceiveCount < 1 || maxReceiveCount > 1000) {
    throw refuse('Invalid value for maxReceiveCount.')
  }
  const target = findQueue(call, targetArn)
  if (target === undefined || target.arn === arn || placeOf(target.arn) !== placeOf(arn))
    throw refuse('Dead letter target does not exist.')
  if (target.fifo !== fifo) throw refuse('Dead-letter queue must be same type of queue as the source.')
  const allowed = readRedriveAllowPolicy(
    target.attributes.get('RedriveAllowPolicy') ?? '{"redrivePermission":"allowAll"}',
  )
  if (!allowed(arn)) throw refuse('The dead-letter queue does not allow this queue as a source.')
}

/** Everything of an arn but the name: account and region. */
function placeOf(arn: string): string {
  return arn.split(':').slice(0, 5).join(':')
}

function readRedrivePolicy(text: string): RedrivePolicy | undefined {
  const policy = objectIn(text)
  const targetArn = policy?.get('deadLetterTargetArn')
  const count = policy?.get('maxReceiveCount')
  if (typeof targetArn !== 'string' || (typeof count !== 'number' && typeof count !== 'string'))
    return undefined
  return { targetArn, maxReceiveCount: Number(count) }
}

/** @returns whether a queue with that arn may have this one as its dead-letter queue */
function readRedriveAllowPolicy(text: string): (arn: string) => boolean {
  const policy = objectIn(text)
  const permission = policy?.get('redrivePermission')
  const sources: unknown = policy?.get('sourceQueueArns')
  if (permission === 'allowAll' && sources === undefined) return () => true
  if (permission === 'denyAll' && sources === undefined) return () => false
  if (permission !== 'byQueue' || !Array.isArray(sources) || sources.length < 1 || sources.length > 10) {
    throw invalidAttributeValue('RedriveAllowPolicy')
  }
  return (arn) => sources.includes(arn)
}

function objectIn(text: string): ReadonlyMap<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? new Map(Object.entries(value))
      : undefined
  } catch {
    return undefined
  }
}

function isBetween(text: string, least: number, most: number): boolean {
  return /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most
}
