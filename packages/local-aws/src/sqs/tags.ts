import type { Tags } from '../model/index.ts'
import { type JsonAction, jsonAction, listOf, mapOf, text } from '../protocol/index.ts'
import { invalidParameter, missingParameter } from './errors.ts'
import { queueAt, queueNeed, queueOfUrl, queueUrlNeed } from './find-queue.ts'

const mostTags = 50
const characters = String.raw`[\p{L}\p{Z}\p{N}_.:/=+\-@]`
const keyPattern = new RegExp(`^${characters}{1,128}$`, 'u')
const valuePattern = new RegExp(`^${characters}{0,256}$`, 'u')

/** Queues are tagged by a map, where other services have a list. */
export const tagActions: readonly JsonAction[] = [
  /** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_TagQueue.html */
  jsonAction('sqs', {
    name: 'TagQueue',
    input: { QueueUrl: text(), Tags: mapOf(text()) },
    needs: (call, { QueueUrl, Tags }) => [
      queueNeed(call, 'TagQueue', queueOfUrl(QueueUrl), tagContext(Tags)),
    ],
    run: (call, { QueueUrl, Tags: sent }) => {
      const { tags } = queueAt(call, QueueUrl)
      if (sent === undefined || sent.size === 0) throw missingParameter('Tags')
      for (const [key, value] of readTags(tags, sent)) tags.set(key, value)
      return {}
    },
  }),
  /** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_UntagQueue.html */
  jsonAction('sqs', {
    name: 'UntagQueue',
    input: { QueueUrl: text(), TagKeys: listOf(text()) },
    needs: (call, { QueueUrl, TagKeys = [] }) => [
      queueNeed(call, 'UntagQueue', queueOfUrl(QueueUrl), new Map([['aws:TagKeys', TagKeys]])),
    ],
    run: (call, { QueueUrl, TagKeys }) => {
      const { tags } = queueAt(call, QueueUrl)
      if (TagKeys === undefined || TagKeys.length === 0) throw missingParameter('TagKeys')
      for (const key of TagKeys) tags.delete(key)
      return {}
    },
  }),
  /** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueueTags.html */
  jsonAction('sqs', {
    name: 'ListQueueTags',
    input: { QueueUrl: text() },
    needs: (call, { QueueUrl }) => queueUrlNeed(call, 'ListQueueTags', QueueUrl),
    run: (call, { QueueUrl }) => {
      const { tags } = queueAt(call, QueueUrl)
      return tags.size === 0 ? {} : { Tags: tags }
    },
  }),
]

/** What a policy can ask about tags that are sent. */
export function tagContext(sent: ReadonlyMap<string, string> = new Map()): Map<string, readonly string[]> {
  const context = new Map<string, readonly string[]>()
  if (sent.size > 0) context.set('aws:TagKeys', [...sent.keys()])
  for (const [key, value] of sent) context.set(`aws:RequestTag/${key}`, [value])
  return context
}

/**
 * The tags that were sent, which a queue with those tags can take.
 *
 * @throws AwsError `InvalidParameterValueException`
 */
export function readTags(tags: Tags, sent: ReadonlyMap<string, string> = new Map()): Tags {
  for (const [key, value] of sent) {
    if (!keyPattern.test(key) || !valuePattern.test(value) || /^aws:/i.test(key)) {
      throw invalidParameter(`The tag ${key.slice(0, 128)} is not valid.`)
    }
  }
  if (new Set([...tags.keys(), ...sent.keys()]).size > mostTags) {
    throw invalidParameter(`Too many tags added for queue: ${mostTags} are the most.`)
  }
  return new Map(sent)
}
