import type { Bucket } from '../../model/index.ts'
import { placeOfDeleted, type Version, versionsOf } from '../version/index.ts'
import { compareBytes, groupOf } from './listing.ts'

/** One version of a key. */
export interface VersionEntry {
  readonly key: string
  readonly version: Version
  readonly isLatest: boolean
}

/** A place in a listing of versions. */
export interface VersionMark {
  /** A key or a common prefix. */
  readonly key: string
  /** Empty: after every version of the key. */
  readonly versionId: string
}

/** One page of a bucket's versions. */
export interface VersionListing {
  readonly entries: readonly VersionEntry[]
  readonly commonPrefixes: readonly string[]
  /** What the next page comes after; `undefined` when this is the last page. */
  readonly next: VersionMark | undefined
}

/** Lists the versions of keys in the order of their UTF-8 bytes, the latest of each first. */
export function listVersions(
  bucket: Bucket,
  options: {
    readonly prefix: string
    /** Empty for none. */
    readonly delimiter: string
    readonly most: number
    readonly after: VersionMark
  },
): VersionListing {
  const { prefix, delimiter, most, after } = options
  const entries: VersionEntry[] = []
  const commonPrefixes: string[] = []
  let last: VersionMark | undefined
  const isFull = (): boolean => entries.length + commonPrefixes.length === most
  for (const key of sortedKeys(bucket, prefix)) {
    const group = groupOf(key, prefix, delimiter)
    if (group !== undefined) {
      if (group === last?.key || compareBytes(group, after.key) <= 0) continue
      if (isFull()) return { entries, commonPrefixes, next: last }
      commonPrefixes.push(group)
      last = { key: group, versionId: '' }
      continue
    }
    for (const entry of entriesOf(bucket, key, after)) {
      if (isFull()) return { entries, commonPrefixes, next: last }
      entries.push(entry)
      last = { key, versionId: entry.version.versionId }
    }
  }
  return { entries, commonPrefixes, next: undefined }
}

/** The versions of a key that come after the mark. */
function entriesOf(bucket: Bucket, key: string, after: VersionMark): readonly VersionEntry[] {
  const order = compareBytes(key, after.key)
  if (order < 0 || (order === 0 && after.versionId === '')) return []
  const entries = versionsOf(bucket, key).map((version, index) => ({ key, version, isLatest: index === 0 }))
  if (order > 0) return entries
  const marked = entries.findIndex(({ version }) => version.versionId === after.versionId)
  if (marked !== -1) return entries.slice(marked + 1)
  // It has been deleted: what is newer than it was has been listed.
  const place = placeOfDeleted(bucket, key, after.versionId)
  const newer = entries.findLastIndex(({ version }) => version.place > place)
  return entries.slice(newer + 1)
}

function sortedKeys({ objects, history }: Bucket, prefix: string): readonly string[] {
  return [...new Set([...objects.keys(), ...history.keys()])]
    .filter((key) => key.startsWith(prefix))
    .toSorted(compareBytes)
}
