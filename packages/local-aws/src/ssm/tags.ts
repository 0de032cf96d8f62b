import { AwsError } from '../base/index.ts'
import type { Parameter, Tags } from '../model/index.ts'
import {
  type AuthorizationNeed,
  type Call,
  type JsonAction,
  jsonAction,
  listOf,
  required,
  structure,
  text,
} from '../protocol/index.ts'
import { parameterNamed, parameterNeed } from './find-parameter.ts'

const mostTags = 50
const characters = String.raw`^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$`
const pattern = { shown: characters, test: new RegExp(characters, 'u') }
const tagKey = text({ minLength: 1, maxLength: 128, pattern })

/** A list of tags, as it is sent. */
export const tagList = listOf(
  structure({ Key: required(tagKey), Value: required(text({ maxLength: 256, pattern })) }),
  { maxLength: 1000 },
)

type SentTags = ReadonlyArray<{ readonly Key: string; readonly Value: string }>

/**
 * The tags that were sent, as they are kept.
 *
 * @throws AwsError `ValidationException` for a key that is twice there, or AWS's own
 */
export function readTags(sent: SentTags): Tags {
  const tags: Tags = new Map(sent.map(({ Key, Value }) => [Key, Value]))
  if (tags.size !== sent.length) {
    throw new AwsError('ValidationException', 400, 'Duplicate keys found. Please provide unique keys.')
  }
  if (sent.some(({ Key }) => /^aws:/i.test(Key))) {
    throw new AwsError(
      'ValidationException',
      400,
      'aws: prefixed tag key names are not allowed for external use.',
    )
  }
  return tags
}

/** What a policy can ask about tags that are sent. */
export function tagContext(sent: SentTags): Map<string, readonly string[]> {
  const context = new Map<string, readonly string[]>()
  if (sent.length > 0)
    context.set(
      'aws:TagKeys',
      sent.map(({ Key }) => Key),
    )
  for (const { Key, Value } of sent) context.set(`aws:RequestTag/${Key}`, [Value])
  return context
}

/** @throws AwsError `TooManyTagsError` where there would be more than fifty */
export function addTags(tags: Tags, added: Tags): void {
  if (new Set([...tags.keys(), ...added.keys()]).size > mostTags) {
    throw new AwsError('TooManyTagsError', 400, '')
  }
  for (const [key, value] of added) tags.set(key, value)
}

const resource = {
  ResourceType: required(
    text({
      oneOf: [
        'Document',
        'ManagedInstance',
        'MaintenanceWindow',
        'Parameter',
        'PatchBaseline',
        'OpsItem',
        'OpsMetadata',
        'Automation',
        'Association',
      ],
    }),
  ),
  ResourceId: required(text()),
}

interface Resource {
  readonly ResourceType: string
  readonly ResourceId: string
}

export const tagActions: readonly JsonAction[] = [
  /** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_AddTagsToResource.html */
  jsonAction('ssm', {
    name: 'AddTagsToResource',
    input: { ...resource, Tags: required(tagList) },
    needs: (call, input) => [need(call, 'AddTagsToResource', input, tagContext(input.Tags))],
    run: (call, input) => {
      const { tags } = taggedParameter(call, input)
      addTags(tags, readTags(input.Tags))
      return {}
    },
  }),
  /** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ListTagsForResource.html */
  jsonAction('ssm', {
    name: 'ListTagsForResource',
    input: resource,
    needs: (call, input) => [need(call, 'ListTagsForResource', input)],
    run: (call, input) => ({
      TagList: [...taggedParameter(call, input).tags].map(([Key, Value]) => ({ Key, Value })),
    }),
  }),
  /** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_RemoveTagsFromResource.html */
  jsonAction('ssm', {
    name: 'RemoveTagsFromResource',
    input: { ...resource, TagKeys: required(listOf(tagKey)) },
    needs: (call, input) => [
      need(call, 'RemoveTagsFromResource', input, new Map([['aws:TagKeys', input.TagKeys]])),
    ],
    run: (call, input) => {
      const { tags } = taggedParameter(call, input)
      for (const key of input.TagKeys) tags.delete(key)
      return {}
    },
  }),
]

function need(
  call: Call,
  action: string,
  { ResourceType, ResourceId }: Resource,
  context?: ReadonlyMap<string, readonly string[]>,
): AuthorizationNeed {
  if (ResourceType !== 'Parameter') {
    throw new AwsError(
      'NotImplemented',
      501,
      `The local AWS does not have resources of the type ${ResourceType}.`,
    )
  }
  return parameterNeed(call, action, ResourceId, context)
}

function taggedParameter(call: Call, { ResourceId }: Resource): Parameter {
  const parameter = parameterNamed(call, ResourceId)
  if (parameter !== undefined) return parameter
  throw new AwsError(
    'InvalidResourceId',
    400,
    'The resource ID is not valid. Verify that you entered the correct ID and try again.',
  )
}
