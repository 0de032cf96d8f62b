import { checkOption, HallpassError, shownValue } from '../base/index.ts'

/** Session tags by key. */
export type SessionTags = Readonly<Record<string, string>>

const characters = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

/**
 * Checks session tags and the keys that are to be transitive.
 *
 * Source: "Pass session tags in AWS STS", IAM user guide.
 *
 * @throws HallpassError `InvalidInput`
 * @throws TypeError when they are not an object of strings, or a list of strings
 */
export function checkSessionTags(tags: SessionTags = {}, transitiveTagKeys: readonly string[] = []): void {
  checkOption('tags', tags, 'an object of strings')
  checkOption('transitiveTagKeys', transitiveTagKeys, 'a list of strings')
  const keys = Object.keys(tags)
  if (keys.length > 50) throw invalid(`${keys.length} tags are too many`, 'AWS takes 50 at most')
  const seen = new Map<string, string>()
  for (const [key, value] of Object.entries(tags)) {
    if (key.length < 1 || key.length > 128 || !characters.test(key) || /^aws:/i.test(key)) {
      throw invalid(
        `${shownValue(key)} cannot be the key of a tag`,
        'use 1 to 128 letters, digits, spaces and _ . : / = + - @, not beginning aws:',
      )
    }
    if (value.length > 256 || !characters.test(value)) {
      throw invalid(
        `the value of tag ${key} cannot be one`,
        'use up to 256 letters, digits, spaces and _ . : / = + - @',
      )
    }
    const twin = seen.get(key.toLowerCase())
    if (twin !== undefined) {
      throw invalid(
        `tags ${twin} and ${key} differ only by case`,
        'AWS takes tag keys as equal whatever their case',
      )
    }
    seen.set(key.toLowerCase(), key)
  }
  for (const key of transitiveTagKeys) {
    if (!seen.has(key.toLowerCase())) {
      throw invalid(
        `${key} is to be transitive and is none of the tags`,
        `give it a value too: a tag ${key}`,
        'transitiveTagKeys',
      )
    }
  }
}

function invalid(message: string, hint: string, name = 'tags'): HallpassError {
  return new HallpassError('InvalidInput', message, { hint, facts: { name } })
}
