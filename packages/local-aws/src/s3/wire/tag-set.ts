import { AwsError } from '../../base/index.ts'
import type { Tags } from '../../model/index.ts'
import type { Call } from '../../protocol/index.ts'
import { malformedXml } from './errors.ts'
import { child, readXml, type XmlElement } from './read-xml.ts'
import { readDocument } from './refuse-unheeded.ts'
import type { S3Xml } from './xml.ts'

const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

/**
 * Checks tags as S3 does: a key of 1 to 128 characters and a value of up to 256, letters, digits, blanks and
 * `_ . : / = + - @`, no key that begins with `aws:`, and none twice.
 *
 * @param most 10 for objects, 50 for buckets
 * @throws AwsError `InvalidTag`, `BadRequest` for too many
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html
 */
export function checkedTags(
  pairs: ReadonlyArray<readonly [key: string, value: string]>,
  most: 10 | 50,
): Tags {
  const tags: Tags = new Map()
  for (const [key, value] of pairs) {
    if (key === '' || key.length > 128 || !allowed.test(key)) {
      throw invalidTag('The TagKey you have provided is invalid', 'TagKey', key)
    }
    if (value.length > 256 || !allowed.test(value)) {
      throw invalidTag('The TagValue you have provided is invalid', 'TagValue', value)
    }
    if (key.toLowerCase().startsWith('aws:')) {
      throw invalidTag('System tags cannot be added/updated by requester', 'TagKey', key)
    }
    if (tags.has(key)) throw invalidTag('Cannot provide multiple Tags with the same key', 'TagKey', key)
    tags.set(key, value)
  }
  if (tags.size > most) {
    throw new AwsError(
      'BadRequest',
      400,
      `${most === 10 ? 'Object' : 'Bucket'} tags cannot be greater than ${most}`,
    )
  }
  return tags
}

/** @throws AwsError `MalformedXML`, and what {@link checkedTags} throws */
export function readTagSet(container: XmlElement | undefined, most: 10 | 50): Tags {
  const tags = (container?.children ?? []).map((tag) => {
    const key = child(tag, 'Key')?.text
    const value = child(tag, 'Value')?.text
    if (tag.name !== 'Tag' || tag.children.length !== 2 || key === undefined || value === undefined)
      throw malformedXml()
    return [key, value] as const
  })
  return checkedTags(tags, most)
}

/** The elements of a document that holds tags and nothing else. */
export const taggingElements = [
  'Tagging',
  'Tagging/TagSet',
  'Tagging/TagSet/Tag',
  'Tagging/TagSet/Tag/Key',
  'Tagging/TagSet/Tag/Value',
] as const

/**
 * The tags of such a document.
 *
 * @throws AwsError `MalformedXML`, `NotImplemented`, and what {@link checkedTags} throws
 */
export function readTagging(call: Call, most: 10 | 50): Tags {
  const set = child(readDocument(call, taggingElements), 'TagSet')
  if (set === undefined) throw malformedXml()
  return readTagSet(set, most)
}

/**
 * The tags of such a document that stands in a form's field.
 *
 * @throws AwsError `MalformedXML`, and what {@link checkedTags} throws
 */
export function readTagText(text: string, most: 10 | 50): Tags {
  const document = readXml(Buffer.from(text))
  const set = child(document, 'TagSet')
  if (document.name !== 'Tagging' || set === undefined) throw malformedXml()
  return readTagSet(set, most)
}

/** The `Tag` elements of an answer. */
export function tagSetXml(tags: Tags): S3Xml {
  return { Tag: [...tags].map(([Key, Value]) => ({ Key, Value })) }
}

function invalidTag(message: string, name: 'TagKey' | 'TagValue', value: string): AwsError {
  return new AwsError('InvalidTag', 400, message, { details: { [name]: value } })
}
