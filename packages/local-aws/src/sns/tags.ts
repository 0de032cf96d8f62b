import type { Tags } from '../model/index.ts'
import {
  formAction,
  type Input,
  listOf,
  type QueryAction,
  required,
  structure,
  text,
} from '../protocol/index.ts'
import { invalidParameter, resourceDoesNotExist, tooManyTags } from './errors.ts'
import { findTopic, readTopicArn, topicNeed } from './find-topic.ts'

const mostTags = 50
const characters = String.raw`[\p{L}\p{Z}\p{N}_.:/=+\-@]`
const keyPattern = new RegExp(`^${characters}{1,128}$`, 'u')
const valuePattern = new RegExp(`^${characters}{0,256}$`, 'u')

const tag = { Key: required(text()), Value: required(text()) }

/** Tags as they are sent. */
export const tagList = listOf(structure(tag))

export type SentTags = ReadonlyArray<Input<typeof tag>>

const resource = { ResourceArn: required(text({ minLength: 1, maxLength: 1011 })) }

export const tagActions: readonly QueryAction[] = [
  /** @see https://docs.aws.amazon.com/sns/latest/api/API_TagResource.html */
  formAction({
    name: 'TagResource',
    input: { ...resource, Tags: required(tagList) },
    needs: (call, { ResourceArn, Tags }) => [
      topicNeed(call, 'TagResource', readTopicArn(call, ResourceArn, 'ResourceArn'), tagContext(Tags)),
    ],
    run: (call, { ResourceArn, Tags: sent }) => {
      const { tags } = tagged(call, ResourceArn)
      for (const [key, value] of readTags(tags, sent)) tags.set(key, value)
      return {}
    },
  }),
  /** @see https://docs.aws.amazon.com/sns/latest/api/API_UntagResource.html */
  formAction({
    name: 'UntagResource',
    input: { ...resource, TagKeys: required(listOf(text())) },
    needs: (call, { ResourceArn, TagKeys }) => [
      topicNeed(
        call,
        'UntagResource',
        readTopicArn(call, ResourceArn, 'ResourceArn'),
        new Map([['aws:TagKeys', TagKeys]]),
      ),
    ],
    run: (call, { ResourceArn, TagKeys }) => {
      const { tags } = tagged(call, ResourceArn)
      for (const key of TagKeys) tags.delete(key)
      return {}
    },
  }),
  /** @see https://docs.aws.amazon.com/sns/latest/api/API_ListTagsForResource.html */
  formAction({
    name: 'ListTagsForResource',
    input: resource,
    needs: (call, { ResourceArn }) => [
      topicNeed(call, 'ListTagsForResource', readTopicArn(call, ResourceArn, 'ResourceArn')),
    ],
    run: (call, { ResourceArn }) => {
      const { tags } = tagged(call, ResourceArn)
      return { Tags: [...tags].map(([Key, Value]) => ({ Key, Value })) }
    },
  }),
]

function tagged(call: Parameters<typeof findTopic>[0] & { readonly region: string }, arn: string) {
  const topic = findTopic(call, readTopicArn(call, arn, 'ResourceArn'))
  if (topic === undefined) throw resourceDoesNotExist()
  return topic
}

/** What a policy can ask about tags that are sent. */
export function tagContext(sent: SentTags = []): Map<string, readonly string[]> {
  const context = new Map<string, readonly string[]>()
  if (sent.length > 0) context.set('aws:TagKeys', [...new Set(sent.map(({ Key }) => Key))])
  for (const { Key, Value } of sent) context.set(`aws:RequestTag/${Key}`, [Value])
  return context
}

/**
 * The tags that were sent, which a topic with those tags can take.
 *
 * @throws AwsError `InvalidParameter`, `TagLimitExceeded`
 */
export function readTags(tags: Tags, sent: SentTags = []): Tags {
  const read: Tags = new Map()
  for (const { Key, Value } of sent) {
    if (!keyPattern.test(Key) || !valuePattern.test(Value) || /^aws:/i.test(Key)) {
      throw invalidParameter(
        'Tags Reason: Tag keys and values are letters, digits, spaces and _.:/=+-@, and no key begins with aws:',
      )
    }
    if (read.has(Key)) throw invalidParameter('Duplicated keys are not allowed.')
    read.set(Key, Value)
  }
  if (new Set([...tags.keys(), ...read.keys()]).size > mostTags) throw tooManyTags()
  return read
}
