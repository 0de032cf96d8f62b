import type { Topic } from '../model/index.ts'
import type { Call } from '../protocol/index.ts'
import { doesNotHave, invalidParameter } from './errors.ts'
import { shownPolicy, topicPolicy } from './topic-policy.ts'

/** Of what nothing comes while no role is set for it, which none is here: Terraform sets them all. */
const sampleRate = /^(?:Application|Firehose|HTTP|Lambda|SQS)SuccessFeedbackSampleRate$/

/** What may be set, and what it may be; of those of FIFO topics, whether it can be set later. */
const settable: ReadonlyMap<
  string,
  { readonly test: RegExp; readonly fifo?: true; readonly onlyAtCreation?: true }
> = new Map([
  ['DisplayName', { test: /^\P{Cc}{0,100}$/u }],
  ['Policy', { test: /^/ }],
  ['DeliveryPolicy', { test: /^/ }],
  ['SignatureVersion', { test: /^[12]$/ }],
  ['TracingConfig', { test: /^(?:PassThrough|Active)$/ }],
  ['FifoTopic', { test: /^(?:true|false)$/, onlyAtCreation: true }],
  ['ContentBasedDeduplication', { test: /^(?:true|false)$/, fifo: true }],
  ['FifoThroughputScope', { test: /^(?:Topic|MessageGroup)$/, fifo: true }],
])

/** There is no KMS here, nothing is archived, and nothing says how deliveries went. */
const absent =
  /^(?:KmsMasterKeyId|ArchivePolicy|DataProtectionPolicy|(?:Application|Firehose|HTTP|Lambda|SQS)(?:Success|Failure)FeedbackRoleArn)$/

/**
 * Checks attributes as CreateTopic and SetTopicAttributes take them, and gives the policy among them.
 *
 * @param isNew whether the topic is being made
 * @throws AwsError `InvalidParameter`; `NotImplemented` for what a topic here has not
 */
export function checkTopicAttributes(
  call: Call,
  sent: ReadonlyMap<string, string>,
  { arn, fifo }: Pick<Topic, 'arn' | 'fifo'>,
  { isNew }: { readonly isNew: boolean },
): Topic['policy'] | undefined {
  for (const [name, value] of sent) {
    if (absent.test(name)) {
      if (value === '') continue
      throw doesNotHave(`the attribute ${name} of topics`)
    }
    const known = sampleRate.test(name) ? { test: /^(?:\d{1,2}|100)?$/ } : settable.get(name)
    const wrong = (reason: string, bare: 'AttributeName' | 'AttributeValue' = 'AttributeName') =>
      invalidParameter(isNew ? `Attributes Reason: ${reason}` : bare)
    if (known === undefined || (known.onlyAtCreation === true && !isNew)) {
      throw wrong(`Unknown attribute ${name.slice(0, 256)}`)
    }
    if (known.fifo === true && !fifo) throw wrong(`${name} can only be set on FIFO topics`)
    if (!known.test.test(value)) throw wrong(`Invalid value for ${name}`, 'AttributeValue')
    if (name === 'DeliveryPolicy' && value !== '') checkDeliveryPolicy(value)
  }
  const policy = sent.get('Policy')
  return policy === undefined || policy === '' ? undefined : topicPolicy(call, policy, arn)
}

/** Puts checked attributes into a topic. */
export function setTopicAttributes(topic: Topic, sent: ReadonlyMap<string, string>): void {
  for (const [name, value] of sent) {
    if (name === 'Policy' || absent.test(name)) continue
    if (value === '') topic.attributes.delete(name)
    else topic.attributes.set(name, value)
  }
}

/** For CreateTopic of a topic that is there: whether something that was sent is not as it is there. */
export function hasOtherAttributes(call: Call, topic: Topic, sent: ReadonlyMap<string, string>): boolean {
  const shown = shownTopicAttributes(call, topic)
  return [...sent].some(([name, value]) => {
    const own = shown.get(name) ?? (name === 'FifoTopic' ? 'false' : '')
    return own !== value && !(name === 'Policy' && sameJson(own, value))
  })
}

/** A topic's attributes as GetTopicAttributes answers them. */
export function shownTopicAttributes(call: Call, topic: Topic): ReadonlyMap<string, string> {
  const all = [...topic.subscriptions.values()]
  const pending = all.filter(({ token }) => token !== undefined).length
  const shown = new Map<string, string>([
    ['Policy', shownPolicy(call, topic)],
    ['Owner', topic.account],
    ['SubscriptionsPending', String(pending)],
    ['TopicArn', topic.arn],
    ['EffectiveDeliveryPolicy', effectiveDeliveryPolicy(topic)],
    ['SubscriptionsConfirmed', String(all.length - pending)],
    ['DisplayName', ''],
    ['SubscriptionsDeleted', String(topic.removed)],
  ])
  if (topic.fifo) {
    shown.set('FifoTopic', 'true')
    shown.set('ContentBasedDeduplication', 'false')
    shown.set('FifoThroughputScope', 'Topic')
  }
  for (const [name, value] of topic.attributes) if (name !== 'FifoTopic') shown.set(name, value)
  return shown
}

const usualDelivery = {
  defaultHealthyRetryPolicy: {
    minDelayTarget: 20,
    maxDelayTarget: 20,
    numRetries: 3,
    numMaxDelayRetries: 0,
    numNoDelayRetries: 0,
    numMinDelayRetries: 0,
    backoffFunction: 'linear',
  },
  disableSubscriptionOverrides: false,
  defaultRequestPolicy: { headerContentType: 'text/plain; charset=UTF-8' },
}

/** What counts for deliveries over HTTP: what nobody says is as it is with AWS. */
export function effectiveDeliveryPolicy({ attributes }: Pick<Topic, 'attributes'>): string {
  const own = objectIn(attributes.get('DeliveryPolicy') ?? '{}')
  const http: unknown = own?.['http']
  return JSON.stringify({ http: { ...usualDelivery, ...(isObject(http) ? http : {}) } })
}

function checkDeliveryPolicy(text: string): void {
  const policy = objectIn(text)
  if (policy === undefined) throw invalidParameter('DeliveryPolicy: failed to parse JSON')
  const other = Object.keys(policy).find((name) => name !== 'http')
  const { http } = policy
  if (other !== undefined || !isObject(http) || !areDeliverySettings(http, topicDelivery)) {
    throw invalidParameter('DeliveryPolicy')
  }
}

const topicDelivery = new Set([
  'defaultHealthyRetryPolicy',
  'defaultSicklyRetryPolicy',
  'defaultThrottlePolicy',
  'defaultRequestPolicy',
  'disableSubscriptionOverrides',
])

function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null
}

/** Whether an object has none but those members, and in none of them anything deeper than an object of plain values. */
export function areDeliverySettings(
  settings: Readonly<Record<string, unknown>>,
  names: ReadonlySet<string>,
): boolean {
  return Object.entries(settings).every(
    ([name, value]) =>
      names.has(name) && (isPlain(value) || (isObject(value) && Object.values(value).every(isPlain))),
  )
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function sameJson(one: string, other: string): boolean {
  try {
    return JSON.stringify(JSON.parse(one)) === JSON.stringify(JSON.parse(other))
  } catch {
    return false
  }
}
