import { type Queue, regionOf, type Tags } from '../model/index.ts'
import {
  type AuthorizationNeed,
  type Call,
  integer,
  type JsonAction,
  jsonAction,
  listOf,
  mapOf,
  text,
} from '../protocol/index.ts'
import {
  checkAttributes,
  differingAttribute,
  redrivePolicyOf,
  setAttributes,
  shownAttributes,
} from './attributes.ts'
import {
  invalidParameter,
  invalidValue,
  missingParameter,
  overLimit,
  purgeInProgress,
  queueDoesNotExist,
  queueNameExists,
} from './errors.ts'
import { findQueue, queueArn, queueAt, queueNeed, queueUrl, queueUrlNeed } from './find-queue.ts'
import { announce, removeMessage } from './messages.ts'
import { readTags, tagContext } from './tags.ts'

const mostQueues = 1000
const purgeMs = 60_000

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html */
const createQueue = jsonAction('sqs', {
  name: 'CreateQueue',
  input: { QueueName: text(), Attributes: mapOf(text()), tags: mapOf(text()) },
  needs: (call, { QueueName, tags }) => {
    const created = { account: call.account.id, name: checkedName(QueueName) }
    const context = tagContext(tags)
    const create = queueNeed(call, 'CreateQueue', created, context)
    return context.size === 0 ? [create] : [create, queueNeed(call, 'TagQueue', created, context)]
  },
  run: (call, { QueueName, Attributes: sent = new Map(), tags }) => {
    const name = checkedName(QueueName)
    const { queues } = regionOf(call.account, call.region)
    const arn = queueArn(call, call.account.id, name)
    const fifo = name.endsWith('.fifo')
    if (fifo !== (sent.get('FifoQueue') === 'true')) {
      throw fifo
        ? invalidParameter(
            'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length, and the attribute FifoQueue has to be true.',
          )
        : invalidName()
    }
    checkAttributes(call, sent, { arn, fifo })
    const known = queues.get(name)
    if (known !== undefined) {
      const other = differingAttribute(call, known, sent)
      if (other !== undefined) throw queueNameExists(other)
      return { QueueUrl: queueUrl(call, known) }
    }
    if (queues.size >= mostQueues) throw overLimit(`The local AWS has ${mostQueues} queues in a region.`)
    const queue = newQueue(call, name, arn, readTags(new Map(), tags))
    setAttributes(call, sent, queue)
    queues.set(name, queue)
    return { QueueUrl: queueUrl(call, queue) }
  },
})

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteQueue.html */
const deleteQueue = jsonAction('sqs', {
  name: 'DeleteQueue',
  input: { QueueUrl: text() },
  needs: (call, { QueueUrl }) => queueUrlNeed(call, 'DeleteQueue', QueueUrl),
  run: (call, { QueueUrl }) => {
    const queue = queueAt(call, QueueUrl)
    call.state.accounts.get(queue.account)?.regions.get(queue.region)?.queues.delete(queue.name)
    announce(queue)
    return {}
  },
})

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html */
const purgeQueue = jsonAction('sqs', {
  name: 'PurgeQueue',
  input: { QueueUrl: text() },
  needs: (call, { QueueUrl }) => queueUrlNeed(call, 'PurgeQueue', QueueUrl),
  run: (call, { QueueUrl }) => {
    const queue = queueAt(call, QueueUrl)
    if (queue.purgedAt !== undefined && call.now.getTime() - queue.purgedAt.getTime() < purgeMs) {
      throw purgeInProgress(queue.name)
    }
    queue.purgedAt = call.now
    for (const message of queue.messages.values()) removeMessage(queue, message)
    return {}
  },
})

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueUrl.html */
const getQueueUrl = jsonAction('sqs', {
  name: 'GetQueueUrl',
  input: { QueueName: text(), QueueOwnerAWSAccountId: text() },
  needs: (call, input) => [queueNeed(call, 'GetQueueUrl', namedQueue(call, input))],
  run: (call, input) => {
    const { account, name } = namedQueue(call, input)
    const queue = findQueue(call, queueArn(call, account, name))
    if (queue === undefined) throw queueDoesNotExist()
    return { QueueUrl: queueUrl(call, queue) }
  },
})

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html */
const listQueues = jsonAction('sqs', {
  name: 'ListQueues',
  input: { QueueNamePrefix: text(), NextToken: text(), MaxResults: integer() },
  needs: (): readonly AuthorizationNeed[] => [{ action: 'sqs:listqueues', resource: '*' }],
  run: (call, { QueueNamePrefix: prefix = '', ...page }) => {
    const found = queuesHere(call).filter(({ name }) => name.startsWith(prefix))
    const { items, NextToken } = pageOf(found, page)
    return {
      ...(items.length > 0 ? { QueueUrls: items.map((queue) => queueUrl(call, queue)) } : {}),
      NextToken,
    }
  },
})

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListDeadLetterSourceQueues.html */
const listDeadLetterSourceQueues = jsonAction('sqs', {
  name: 'ListDeadLetterSourceQueues',
  input: { QueueUrl: text(), NextToken: text(), MaxResults: integer() },
  needs: (call, { QueueUrl }) => queueUrlNeed(call, 'ListDeadLetterSourceQueues', QueueUrl),
  run: (call, { QueueUrl, ...page }) => {
    const { arn, account } = queueAt(call, QueueUrl)
    const owner = call.state.accounts.get(account) ?? call.account
    const found = queuesHere({ ...call, account: owner }).filter(
      (queue) => redrivePolicyOf(queue)?.targetArn === arn,
    )
    const { items, NextToken } = pageOf(found, page)
    return { queueUrls: items.map((queue) => queueUrl(call, queue)), NextToken }
  },
})

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html */
const getQueueAttributes = jsonAction('sqs', {
  name: 'GetQueueAttributes',
  input: { QueueUrl: text(), AttributeNames: listOf(text()) },
  needs: (call, { QueueUrl }) => queueUrlNeed(call, 'GetQueueAttributes', QueueUrl),
  run: (call, { QueueUrl, AttributeNames = [] }) => {
    const shown = shownAttributes(call, queueAt(call, QueueUrl), AttributeNames)
    return shown.size === 0 ? {} : { Attributes: shown }
  },
})

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const setQueueAttributes = jsonAction('sqs', {
  name: 'SetQueueAttributes',
  input: { QueueUrl: text(), Attributes: mapOf(text()) },
  needs: (call, { QueueUrl }) => queueUrlNeed(call, 'SetQueueAttributes', QueueUrl),
  run: (call, { QueueUrl, Attributes: sent }) => {
    const queue = queueAt(call, QueueUrl)
    if (sent === undefined || sent.size === 0) throw missingParameter('Attribute.Name')
    checkAttributes(call, sent, queue)
    setAttributes(call, sent, queue)
    queue.modifiedAt = call.now
    return {}
  },
})

export const queueActions: readonly JsonAction[] = [
  createQueue,
  deleteQueue,
  purgeQueue,
  getQueueUrl,
  listQueues,
  listDeadLetterSourceQueues,
  getQueueAttributes,
  setQueueAttributes,
]

function newQueue(call: Call, name: string, arn: string, tags: Tags): Queue {
  return {
    name,
    arn,
    account: call.account.id,
    region: call.region,
    createdAt: call.now,
    modifiedAt: call.now,
    fifo: name.endsWith('.fifo'),
    attributes: new Map(),
    policy: undefined,
    tags,
    purgedAt: undefined,
    messages: new Map(),
    bytes: 0,
    sent: new Map(),
    sequences: 0,
  }
}

/** Those of the account in the request's region, by name. */
function queuesHere({ account, region }: Call): readonly Queue[] {
  const queues = account.regions.get(region)?.queues ?? new Map<string, Queue>()
  return [...queues.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** A thousand at most; where it is said how many, what comes after them is asked for by the token. */
function pageOf(
  queues: readonly Queue[],
  {
    MaxResults: most,
    NextToken: token,
  }: { readonly MaxResults: number | undefined; readonly NextToken: string | undefined },
): { readonly items: readonly Queue[]; readonly NextToken: string | undefined } {
  if (most !== undefined && (most < 1 || most > 1000)) {
    throw invalidValue(most, 'MaxResults', 'Must be between 1 and 1000, if provided.')
  }
  const after = token === undefined ? '' : Buffer.from(token, 'base64url').toString()
  const rest = queues.filter(({ name }) => name > after)
  const items = rest.slice(0, most ?? 1000)
  const more = most !== undefined && rest.length > items.length
  return { items, NextToken: more ? Buffer.from(items.at(-1)?.name ?? '').toString('base64url') : undefined }
}

function namedQueue(
  call: Call,
  input: { readonly QueueName: string | undefined; readonly QueueOwnerAWSAccountId: string | undefined },
): { readonly account: string; readonly name: string } {
  const { QueueOwnerAWSAccountId: account = call.account.id } = input
  if (!/^\d{12}$/.test(account)) throw invalidParameter('The account of the queue is not 12 digits.')
  return { account, name: checkedName(input.QueueName) }
}

function checkedName(name: string | undefined): string {
  if (name === undefined || name === '') throw missingParameter('QueueName')
  if (name.length > 80 || !/^[\w-]+(?:\.fifo)?$/.test(name)) throw invalidName()
  return name
}

function invalidName() {
  return invalidParameter(
    'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
  )
}
