import type { Table, Tags } from '../../model/index.ts'
import {
  type Call,
  type JsonAction,
  jsonAction,
  listOf,
  required,
  structure,
  text,
} from '../../protocol/index.ts'
import { resourceNotFound, validationException } from '../errors/index.ts'
import { type Context, findTable, placeOf, tableNeed } from '../table/index.ts'

const mostTags = 50
const tagKey = text({ minLength: 1, maxLength: 128 })

/** A list of tags, as it is sent. */
export const tagList = listOf(structure({ Key: required(tagKey), Value: required(text({ maxLength: 256 })) }))

type SentTags = ReadonlyArray<{ readonly Key: string; readonly Value: string }>

/** What a policy can ask about tags that are sent. */
export function tagContext(sent: SentTags): Context {
  if (sent.length === 0) return []
  return [
    ['aws:TagKeys', sent.map(({ Key }) => Key)],
    ...sent.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, [Value]] as const),
  ]
}

/**
 * The tags that were sent, which a table with those tags can take.
 *
 * @throws AwsError `ValidationException`
 */
export function readTags(tags: Tags, sent: SentTags): Tags {
  const read: Tags = new Map(sent.map(({ Key, Value }) => [Key, Value]))
  if (read.size < sent.length) {
    throw validationException('One or more parameter values were invalid: Duplicate tag keys')
  }
  if (sent.some(({ Key }) => /^aws:/i.test(Key))) {
    throw validationException('One or more parameter values were invalid: Tag keys can not begin with aws:')
  }
  if (new Set([...tags.keys(), ...read.keys()]).size > mostTags) {
    throw validationException(
      `One or more parameter values were invalid: Number of tags exceeds the limit of ${mostTags}`,
    )
  }
  return read
}

/** The table whose arn it is. @throws AwsError `ResourceNotFoundException`, `ValidationException` */
export function tableOfArn(call: Call, arn: string): Table {
  checkArn(arn)
  const table = findTable(call, placeOf(call, arn))
  if (table === undefined) throw resourceNotFound(`ResourcArn: ${arn} not found`)
  return table
}

/** @throws AwsError `ValidationException` for what is no arn of a table */
export function checkArn(arn: string): void {
  if (/^arn:aws:dynamodb:[a-z0-9-]+:\d{12}:table\/[\w.-]{3,255}$/.test(arn)) return
  throw validationException(`Invalid TableArn: Invalid ResourceArn provided as input ${arn.slice(0, 256)}`)
}

const resourceArn = required(text({ minLength: 1, maxLength: 1283 }))

export const tagActions: readonly JsonAction[] = [
  /** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TagResource.html */
  jsonAction('dynamodb', {
    name: 'TagResource',
    input: { ResourceArn: resourceArn, Tags: required(tagList) },
    needs: (call, { ResourceArn, Tags }) => {
      checkArn(ResourceArn)
      return [tableNeed(call, 'TagResource', ResourceArn, { context: tagContext(Tags) })]
    },
    run: (call, { ResourceArn, Tags }) => {
      const { tags } = tableOfArn(call, ResourceArn)
      for (const [key, value] of readTags(tags, Tags)) tags.set(key, value)
      return undefined
    },
  }),
  /** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UntagResource.html */
  jsonAction('dynamodb', {
    name: 'UntagResource',
    input: { ResourceArn: resourceArn, TagKeys: required(listOf(tagKey)) },
    needs: (call, { ResourceArn, TagKeys }) => {
      checkArn(ResourceArn)
      return [tableNeed(call, 'UntagResource', ResourceArn, { context: [['aws:TagKeys', TagKeys]] })]
    },
    run: (call, { ResourceArn, TagKeys }) => {
      const { tags } = tableOfArn(call, ResourceArn)
      for (const key of TagKeys) tags.delete(key)
      return undefined
    },
  }),
  /** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTagsOfResource.html */
  jsonAction('dynamodb', {
    name: 'ListTagsOfResource',
    input: { ResourceArn: resourceArn, NextToken: text() },
    needs: (call, { ResourceArn }) => {
      checkArn(ResourceArn)
      return [tableNeed(call, 'ListTagsOfResource', ResourceArn)]
    },
    run: (call, { ResourceArn, NextToken }) => {
      const { tags } = tableOfArn(call, ResourceArn)
      // All there can be is on one page: there is no token.
      if (NextToken !== undefined) throw validationException('Invalid NextToken')
      return { Tags: [...tags].map(([Key, Value]) => ({ Key, Value })) }
    },
  }),
]
