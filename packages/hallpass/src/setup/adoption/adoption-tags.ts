import { createHash } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { isRecord } from '../../base/index.ts'
import type { SetupTags } from '../model/model.ts'
import { emptyAdoption, type Adoption } from './adoption.ts'

/** The tag that says that something was there before; `hallpass:adopted:1` and so on hold what it was. */
export const adoptionTag = 'hallpass:adopted'

// IAM takes 256 characters for a value, and base64url is among those that it takes.
const partLength = 256
// No user or role comes near it: 10,240 characters of policies, 50 tags.
const mostBytes = 1_000_000

/** A record as tags, the first of which says how many parts there are and what they add up to. */
export function adoptionTags(adoption: Adoption): SetupTags {
  const text = deflateRawSync(JSON.stringify(adoption), { level: 9 }).toString('base64url')
  const parts = text.match(new RegExp(`.{1,${partLength}}`, 'g')) ?? []
  return [
    { key: adoptionTag, value: `1 ${parts.length} ${digestOf(text)}` },
    ...parts.map((value, index) => ({ key: `${adoptionTag}:${index + 1}`, value })),
  ]
}

/**
 * Reads the record from the tags of a user or a role.
 *
 * @returns `undefined` where nothing was adopted, `damaged` where a part is missing or was changed
 */
export function readAdoption(tags: ReadonlyMap<string, string>): Adoption | 'damaged' | undefined {
  const head = tags.get(adoptionTag)
  if (head === undefined) return undefined
  const [version, count, digest] = head.split(' ')
  const text = Array.from(
    { length: Math.min(50, Number(count) || 0) },
    (_, index) => tags.get(`${adoptionTag}:${index + 1}`) ?? '',
  ).join('')
  if (version !== '1' || digestOf(text) !== digest) return 'damaged'
  try {
    const bytes = inflateRawSync(Buffer.from(text, 'base64url'), { maxOutputLength: mostBytes })
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    return isAdoption(value) ? { ...emptyAdoption, ...value } : 'damaged'
  } catch {
    return 'damaged'
  }
}

/** Whether a tag is part of a record. */
export function isAdoptionTag(key: string): boolean {
  return key === adoptionTag || key.startsWith(`${adoptionTag}:`)
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

// Nobody but us writes what has the right digest; a look at its outline is enough.
function isAdoption(value: unknown): value is Adoption {
  return (
    isRecord(value) &&
    isRecord(value['policies']) &&
    isRecord(value['tags']) &&
    Array.isArray(value['attached']) &&
    Array.isArray(value['keys'])
  )
}
