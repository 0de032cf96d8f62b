import { secretsManagerActions } from '../secretsmanager/index.ts'
import { snsActions } from '../sns/index.ts'
import { sqsActions } from '../sqs/index.ts'
import { ssmActions } from '../ssm/index.ts'
import { callJson, callQuery, type Place } from './call-action.ts'
import { at, tagMembers, textOf } from './plant-identities.ts'
import { step } from './seed-error.ts'
import type { SeedParameter, SeedQueue, SeedSecret, SeedSubscription, SeedTopic } from './seed.ts'

/** A parameter of Parameter Store. */
export function plantParameter(
  place: Place,
  Name: string,
  parameter: string | SeedParameter,
  path: string,
): void {
  const made: SeedParameter = typeof parameter === 'string' ? { value: parameter } : parameter
  const { value, type = 'String', description, tier, allowedPattern, tags } = made
  at(path, () =>
    callJson(inRegion(place, made), 'ssm', ssmActions, 'PutParameter', {
      Name,
      Value: value,
      Type: type,
      Description: description,
      Tier: tier,
      AllowedPattern: allowedPattern,
      Tags: tagList(tags),
    }),
  )
}

export function plantSecret(place: Place, Name: string, secret: string | SeedSecret, path: string): void {
  const made: SeedSecret = typeof secret === 'string' ? { value: secret } : secret
  const { value, description, policy, tags } = made
  const call = (action: string, body: Readonly<Record<string, unknown>>): void =>
    callJson(inRegion(place, made), 'secretsmanager', secretsManagerActions, action, body)
  at(path, () =>
    call('CreateSecret', {
      Name,
      SecretString: value,
      Description: description,
      Tags: tagList(tags),
    }),
  )
  if (policy === undefined) return
  const ResourcePolicy = textOf(policy)
  at(`${path}.policy`, () => call('PutResourcePolicy', { SecretId: Name, ResourcePolicy }), place.state)
}

/** A queue without what names others, until {@link connectQueue} says that. */
export function plantQueue(place: Place, QueueName: string, queue: SeedQueue, path: string): void {
  const { attributes, tags } = queue
  const fifo = QueueName.endsWith('.fifo') ? { FifoQueue: 'true' } : {}
  at(path, () =>
    callJson(
      inRegion(place, queue),
      'sqs',
      sqsActions(() => place.now),
      'CreateQueue',
      {
        QueueName,
        Attributes: { ...fifo, ...attributes },
        tags,
      },
    ),
  )
}

/** A queue's policy, and where its messages go: every queue is there by now. */
export function connectQueue(place: Place, name: string, queue: SeedQueue, path: string): void {
  const QueueUrl = `http://localhost/${place.account.id}/${name}`
  const documents = {
    policy: ['Policy', queue.policy],
    redriveAllowPolicy: ['RedriveAllowPolicy', queue.redriveAllowPolicy],
    redrivePolicy: ['RedrivePolicy', queue.redrivePolicy],
  } as const
  for (const [member, [attribute, document]] of Object.entries(documents)) {
    if (document === undefined) continue
    const Attributes = { [attribute]: textOf(document) }
    at(
      `${path}.${member}`,
      () =>
        callJson(
          inRegion(place, queue),
          'sqs',
          sqsActions(() => place.now),
          'SetQueueAttributes',
          {
            QueueUrl,
            Attributes,
          },
        ),
      place.state,
    )
  }
}

/** A topic to which nobody subscribed, until {@link connectTopic} says who did. */
export function plantTopic(place: Place, Name: string, topic: SeedTopic, path: string): void {
  const { attributes, tags } = topic
  const FifoTopic = Name.endsWith('.fifo') ? 'true' : undefined
  const sent = { Name, ...entries({ FifoTopic, ...attributes }), ...tagMembers(tags) }
  at(path, () => callSns(place, topic, 'CreateTopic', sent))
}

/** A topic's policy and subscriptions: every queue is there by now, and takes what is asked of it. */
export function connectTopic(place: Place, name: string, topic: SeedTopic, path: string): void {
  const { policy, subscriptions = [] } = topic
  const TopicArn = `arn:aws:sns:${inRegion(place, topic).region}:${place.account.id}:${name}`
  if (policy !== undefined) {
    const set = { TopicArn, AttributeName: 'Policy', AttributeValue: textOf(policy) }
    at(`${path}.policy`, () => callSns(place, topic, 'SetTopicAttributes', set), place.state)
  }
  for (const [index, subscription] of subscriptions.entries()) {
    const made: SeedSubscription =
      typeof subscription === 'string' ? { endpoint: subscription } : subscription
    const { endpoint: Endpoint, protocol: Protocol = 'sqs', attributes, filterPolicy } = made
    const filter = filterPolicy === undefined ? undefined : textOf(filterPolicy)
    const sent = { TopicArn, Protocol, Endpoint, ...entries({ FilterPolicy: filter, ...attributes }) }
    at(`${path}.subscriptions${step(index)}`, () => callSns(place, topic, 'Subscribe', sent))
  }
}

function callSns(
  place: Place,
  topic: SeedTopic,
  action: string,
  params: Readonly<Record<string, string>>,
): void {
  callQuery(inRegion(place, topic), 'sns', snsActions, action, params)
}

/** Attributes as the Query protocol has maps; one that is `undefined` is not sent. */
function entries(attributes: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const sent: Record<string, string> = {}
  let count = 0
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined) continue
    count += 1
    sent[`Attributes.entry.${count}.key`] = key
    sent[`Attributes.entry.${count}.value`] = value
  }
  return sent
}

/** The place of what may say its region itself. */
export function inRegion(place: Place, { region = place.region }: { readonly region?: string }): Place {
  return { ...place, region }
}

/** Tags as the JSON protocol has them. */
export function tagList(
  tags: Readonly<Record<string, string>> = {},
): ReadonlyArray<{ readonly Key: string; readonly Value: string }> {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}
