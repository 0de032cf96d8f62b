import type { Call, Xml } from '../action.ts'
import type { Tags } from '../state.ts'
import { invalidInput, limitExceeded, validationError } from './errors.ts'
import { memberList } from './parameters.ts'

const mostTags = 50

/**
 * The tags of a request: keys of 1 to 128 characters, values up to 256, fifty at most.
 *
 * @throws AwsError `InvalidInput` for a key twice (without regard to case), `ValidationError` for a key or
 * value that is too long or has characters AWS does not take
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
 */
export function requestTags(call: Call): Tags {
  const tags: Tags = new Map()
  const seen = new Set<string>()
  for (let index = 1; ; index++) {
    const key = call.params.get(`Tags.member.${index}.Key`)
    if (key === undefined) break
    const value = call.params.get(`Tags.member.${index}.Value`) ?? ''
    checkTag(key, value, index)
    if (seen.has(key.toLowerCase())) {
      throw invalidInput('Duplicate tag keys found. Please note that Tag keys are case insensitive.')
    }
    seen.add(key.toLowerCase())
    tags.set(key, value)
  }
  if (tags.size > mostTags) throw tooMany()
  return tags
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
  const removed = new Set(memberList(call, 'TagKeys').map((key) => key.toLowerCase()))
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

function checkTag(key: string, value: string, index: number): void {
  const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u
  const where = `tags.${index}.member`
  if (key.length === 0 || key.length > 128 || !allowed.test(key)) {
    throw validationError(
      `1 validation error detected: Value '${key}' at '${where}.key' failed to satisfy constraint: Member must have length between 1 and 128 and satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+`,
    )
  }
  if (value.length > 256 || !allowed.test(value)) {
    throw validationError(
      `1 validation error detected: Value '${value}' at '${where}.value' failed to satisfy constraint: Member must have length less than or equal to 256 and satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*`,
    )
  }
  if (/^aws:/i.test(key)) {
    throw invalidInput('Tag keys beginning with aws: are reserved for system use.')
  }
}

function tooMany() {
  return limitExceeded(`Cannot exceed quota for TagsPerResource: ${mostTags}`)
}
