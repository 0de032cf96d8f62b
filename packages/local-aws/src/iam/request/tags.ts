import type { Tags } from '../../model/index.ts'
import {
  type Call,
  collectConstraints,
  type Constraint,
  type Constraints,
  listMembers,
  type Xml,
} from '../../protocol/index.ts'
import { invalidInput, limitExceeded } from './errors.ts'
import { memberList } from './parameters.ts'

/** What an action that takes tags takes. */
export const tagParameters = ['Tags[].Key', 'Tags[].Value'] as const

const mostTags = 50
const allowed = String.raw`[\p{L}\p{Z}\p{N}_.:/=+\-@]`
const keyConstraint: Constraint = {
  required: true,
  minLength: 1,
  maxLength: 128,
  pattern: { shown: `${allowed}+`, test: new RegExp(`^${allowed}+$`, 'u') },
}
const valueConstraint: Constraint = {
  required: true,
  maxLength: 256,
  pattern: { shown: `${allowed}*`, test: new RegExp(`^${allowed}*$`, 'u') },
}

/**
 * The tags of a request: keys of 1 to 128 characters, values up to 256, fifty at most.
 *
 * @throws AwsError `ValidationError` for a key or value that is too long or has characters AWS does not take,
 * and for more than fifty; `InvalidInput` for a key twice (without regard to case)
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
 */
export function requestTags(call: Call): Tags {
  const sent = listMembers(call.params, 'Tags')
  const constraints = collectConstraints()
  for (const [index, tag] of sent.entries()) {
    const at = `tags.${index + 1}.member`
    constraints.check(tag.get('Key'), `${at}.key`, keyConstraint)
    constraints.check(tag.get('Value'), `${at}.value`, valueConstraint)
  }
  checkCount(sent.length, 'tags', constraints)
  constraints.enforce()
  const tags: Tags = new Map(sent.map((tag) => [tag.get('Key') ?? '', tag.get('Value') ?? '']))
  const keys = [...tags.keys()].map((key) => key.toLowerCase())
  if (new Set(keys).size !== sent.length) {
    throw invalidInput('Duplicate tag keys found. Please note that Tag keys are case insensitive.')
  }
  if (keys.some((key) => key.startsWith('aws:'))) {
    throw invalidInput('Tag keys beginning with aws: are reserved for system use.')
  }
  return tags
}

/**
 * The keys that Untag… takes away.
 *
 * @throws AwsError `ValidationError` for a key that is none, and for more than fifty
 */
export function requestTagKeys(call: Call): readonly string[] {
  const keys = memberList(call, 'TagKeys')
  const constraints = collectConstraints()
  for (const [index, key] of keys.entries()) {
    constraints.check(key, `tagKeys.${index + 1}.member`, keyConstraint)
  }
  checkCount(keys.length, 'tagKeys', constraints)
  constraints.enforce()
  return keys
}

/**
 * Adds the request's tags to an entity's. A key that differs only in case replaces the one that was there.
 *
 * @throws AwsError `LimitExceeded` when there would be more than fifty
 */
export function addTags(tags: Tags, added: Tags): void {
  const addedKeys = new Set([...added.keys()].map((key) => key.toLowerCase()))
  const kept = [...tags].filter(([key]) => !addedKeys.has(key.toLowerCase()))
  if (kept.length + added.size > mostTags) throw tooMany()
  tags.clear()
  for (const [key, value] of [...kept, ...added]) tags.set(key, value)
}

/** Takes away the keys named in `TagKeys`, without regard to case; absent ones are no error. */
export function removeTags(tags: Tags, call: Call): void {
  const removed = new Set(requestTagKeys(call).map((key) => key.toLowerCase()))
  for (const key of tags.keys()) if (removed.has(key.toLowerCase())) tags.delete(key)
}

/** Tags as IAM lists them. */
export function tagsXml(tags: Tags): readonly Xml[] {
  return [...tags].map(([Key, Value]) => ({ Key, Value }))
}

/** {@link tagsXml}, or `undefined` where there are none: Get… leaves the element out then. */
export function tagsXmlIfAny(tags: Tags): readonly Xml[] | undefined {
  return tags.size === 0 ? undefined : tagsXml(tags)
}

function checkCount(count: number, at: string, constraints: Constraints): void {
  // The message would show the list as Java prints it: its members only make it long.
  constraints.check('x'.repeat(count), at, { maxLength: mostTags, hidden: true })
}

function tooMany() {
  return limitExceeded(`Cannot exceed quota for TagsPerResource: ${mostTags}`)
}
