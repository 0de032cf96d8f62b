import { secretsManagerActions } from '../secretsmanager/index.ts'
import { sqsActions } from '../sqs/index.ts'
import { ssmActions } from '../ssm/index.ts'
import { callJson, type Place } from './call-action.ts'
import { at, textOf } from './plant-identities.ts'
import type { SeedParameter, SeedQueue, SeedSecret } from './seed.ts'

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

function inRegion(place: Place, { region = place.region }: { readonly region?: string }): Place {
  return { ...place, region }
}

function tagList(
  tags: Readonly<Record<string, string>> = {},
): ReadonlyArray<{ readonly Key: string; readonly Value: string }> {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}
