import type { Subscription, Topic } from '../model/index.ts'
import type { Call } from '../protocol/index.ts'
import { queueAtArn } from '../sqs/index.ts'
import { doesNotHave, invalidParameter } from './errors.ts'
import { FilterPolicyError, type FilterScope, parseFilterPolicy } from './filter/index.ts'
import { areDeliverySettings, effectiveDeliveryPolicy } from './topic-attributes.ts'

/** What a subscription is for, of the topic's messages. */
export function filterScopeOf({ attributes }: Pick<Subscription, 'attributes'>): FilterScope {
  return attributes.get('FilterPolicyScope') === 'MessageBody' ? 'MessageBody' : 'MessageAttributes'
}

/** Where messages go that cannot be delivered. */
export function deadLetterArnOf({ attributes }: Pick<Subscription, 'attributes'>): string | undefined {
  return readRedrivePolicy(attributes.get('RedrivePolicy') ?? '')
}

type About = Pick<Subscription, 'protocol' | 'attributes' | 'owner' | 'endpoint'>

/**
 * Checks attributes as Subscribe and SetSubscriptionAttributes take them.
 *
 * @param about what they are for, as it was before
 * @param at what stands before the sentence about one that is wrong
 * @throws AwsError `InvalidParameter`; `NotImplemented` for what a subscription here has not
 */
export function checkSubscriptionAttributes(
  call: Call,
  sent: ReadonlyMap<string, string>,
  topic: Topic,
  about: About,
  at: 'Attributes Reason: ' | '',
): void {
  for (const [name, value] of sent) {
    if (name === 'SubscriptionRoleArn' || name === 'ReplayPolicy') {
      throw doesNotHave(`the attribute ${name} of subscriptions`)
    }
    const check = checks.get(name)
    if (check === undefined) {
      throw invalidParameter(at === '' ? 'AttributeName' : `${at}Unknown attribute: ${name.slice(0, 256)}`)
    }
    if (value !== '') check(value, { call, topic, about, at })
  }
  const after = new Map([...about.attributes, ...sent])
  const policy = after.get('FilterPolicy') ?? ''
  if ((!sent.has('FilterPolicy') && !sent.has('FilterPolicyScope')) || policy === '') return
  try {
    parseFilterPolicy(policy, filterScopeOf({ attributes: after }))
  } catch (error) {
    if (!(error instanceof FilterPolicyError)) throw error
    const { message } = error
    // Of this one alone SNS does not say what it is about.
    throw invalidParameter(
      `${at}${message.startsWith('Filter policy scope') ? '' : 'FilterPolicy: '}${message}`,
    )
  }
}

interface Context {
  readonly call: Call
  readonly topic: Topic
  readonly about: About
  readonly at: string
}

const ownDelivery = new Set([
  'healthyRetryPolicy',
  'sicklyRetryPolicy',
  'throttlePolicy',
  'requestPolicy',
  'guaranteed',
])

const checks: ReadonlyMap<string, (value: string, context: Context) => void> = new Map([
  ['FilterPolicy', () => {}],
  [
    'FilterPolicyScope',
    (value, { at }) => {
      if (value === 'MessageAttributes' || value === 'MessageBody') return
      throw invalidParameter(
        `${at}FilterPolicyScope: Invalid value [${value.slice(0, 64)}]. Please use either MessageBody or MessageAttributes`,
      )
    },
  ],
  [
    'RawMessageDelivery',
    (value, { about: { protocol }, at }) => {
      if (value !== 'true' && value !== 'false') {
        throw invalidParameter(
          `${at}RawMessageDelivery: Invalid value [${value.slice(0, 64)}]. Must be true or false.`,
        )
      }
      if (value === 'true' && !/^(?:sqs|https?|firehose)$/.test(protocol)) {
        throw invalidParameter(
          `${at}RawMessageDelivery: Delivery protocol [${protocol}] does not support raw message delivery.`,
        )
      }
    },
  ],
  ['RedrivePolicy', checkRedrivePolicy],
  [
    'DeliveryPolicy',
    (value, { at, about: { protocol } }) => {
      const policy = parsed(value)
      if (!/^https?$/.test(protocol) || !isObject(policy) || !areDeliverySettings(policy, ownDelivery)) {
        throw invalidParameter(`${at}DeliveryPolicy`)
      }
    },
  ],
])

/** A dead-letter queue is there, in the subscription's account and the topic's region, and of the kind of the subscriber. */
function checkRedrivePolicy(value: string, { call, topic, at, about }: Context): void {
  const arn = readRedrivePolicy(value)
  if (arn === undefined) {
    throw invalidParameter(`${at}RedrivePolicy: failed to parse JSON. deadLetterTargetArn is missing`)
  }
  const other = Object.keys(Object(parsed(value))).find((name) => name !== 'deadLetterTargetArn')
  if (other !== undefined) {
    throw invalidParameter(`${at}RedrivePolicy: invalid JSON. Attribute ${other.slice(0, 256)} is unknown.`)
  }
  // Of another account it is not even told whether the queue is there.
  const isOwn = arn.split(':')[4] === about.owner
  const queue = isOwn ? queueAtArn(call, arn) : undefined
  if (!/^arn:aws:sqs:[a-z0-9-]+:\d{12}:[\w.-]+$/.test(arn) || queue === undefined) {
    throw invalidParameter(`${at}RedrivePolicy: deadLetterTargetArn is an invalid arn`)
  }
  if (queue.region !== topic.region) {
    throw invalidParameter(`${at}RedrivePolicy: must use an SQS queue in the same region as the topic`)
  }
  if (about.endpoint.endsWith('.fifo') !== queue.fifo) {
    throw invalidParameter(
      queue.fifo
        ? `${at}RedrivePolicy: must use a standard queue as DLQ for a standard subscription`
        : `${at}RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.`,
    )
  }
}

function readRedrivePolicy(text: string): string | undefined {
  const policy = parsed(text)
  const arn: unknown = isObject(policy) ? policy['deadLetterTargetArn'] : undefined
  return typeof arn === 'string' ? arn : undefined
}

/** Puts checked attributes into a subscription; empty ones take away what was there. */
export function setSubscriptionAttributes(
  { attributes }: Subscription,
  sent: ReadonlyMap<string, string>,
): void {
  for (const [name, value] of sent) {
    if (value === '') attributes.delete(name)
    else attributes.set(name, value)
  }
}

/** A subscription's attributes as GetSubscriptionAttributes answers them. */
export function shownSubscriptionAttributes(
  topic: Topic,
  subscription: Subscription,
): ReadonlyMap<string, string> {
  const { attributes, protocol } = subscription
  const shown = new Map<string, string>([
    ['SubscriptionPrincipal', subscription.principal],
    ['Owner', subscription.owner],
    ['RawMessageDelivery', 'false'],
    ['TopicArn', topic.arn],
    ['Endpoint', subscription.endpoint],
    ['Protocol', protocol],
    ['PendingConfirmation', String(subscription.token !== undefined)],
    ['ConfirmationWasAuthenticated', String(subscription.wasAuthenticated)],
    ['SubscriptionArn', subscription.arn],
  ])
  if (attributes.has('FilterPolicy')) shown.set('FilterPolicyScope', 'MessageAttributes')
  if (/^https?$/.test(protocol)) shown.set('EffectiveDeliveryPolicy', deliveryPolicyOf(topic, subscription))
  for (const [name, value] of attributes) shown.set(name, value)
  return shown
}

function deliveryPolicyOf(topic: Topic, { attributes }: Subscription): string {
  const usual: unknown = Reflect.get(Object(parsed(effectiveDeliveryPolicy(topic))), 'http')
  const own = parsed(attributes.get('DeliveryPolicy') ?? '{}')
  const usualOf = (name: string): unknown => Reflect.get(Object(usual), name)
  return JSON.stringify({
    healthyRetryPolicy: usualOf('defaultHealthyRetryPolicy'),
    sicklyRetryPolicy: null,
    throttlePolicy: null,
    requestPolicy: usualOf('defaultRequestPolicy'),
    guaranteed: false,
    ...(isObject(own) ? own : {}),
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
