import type { Bucket, StoredObject } from '../../model/index.ts'

/** One page of a bucket: objects, and the prefixes that stand for groups of them. */
export interface Listing {
  readonly objects: ReadonlyArray<readonly [key: string, object: StoredObject]>
  readonly commonPrefixes: readonly string[]
  /** The key or prefix the next page comes after; `undefined` when this is the last page. */
  readonly next: string | undefined
}

/**
 * Lists keys in the order of their UTF-8 bytes, as S3 does. Keys that share the part up to the first
 * `delimiter` after `prefix` are listed once, as that part; each such group counts as one of `most`.
 *
 * @param options `after`: a key, or the common prefix that ended the page before, whose group is skipped then
 */
export function listObjects(
  bucket: Bucket,
  options: {
    readonly prefix: string
    /** Empty for none. */
    readonly delimiter: string
    readonly most: number
    readonly after: string
  },
): Listing {
  const { prefix, delimiter, most, after } = options
  const objects: Array<readonly [string, StoredObject]> = []
  const commonPrefixes: string[] = []
  let last = after
  for (const [key, object] of sorted(bucket.objects, prefix)) {
    const group = groupOf(key, prefix, delimiter)
    if (group !== undefined && group === last) continue
    if (compareBytes(group ?? key, after) <= 0) continue
    if (objects.length + commonPrefixes.length === most) {
      return { objects, commonPrefixes, next: most === 0 ? undefined : last }
    }
    last = group ?? key
    if (group === undefined) objects.push([key, object])
    else commonPrefixes.push(group)
  }
  return { objects, commonPrefixes, next: undefined }
}

/** The part of a key that stands for it in a listing with a delimiter; `undefined` for the key itself. */
export function groupOf(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '') return undefined
  const end = key.indexOf(delimiter, prefix.length)
  return end < 0 ? undefined : key.slice(0, end + delimiter.length)
}

function sorted(objects: ReadonlyMap<string, StoredObject>, prefix: string) {
  return [...objects]
    .filter(([key]) => key.startsWith(prefix))
    .toSorted(([one], [other]) => compareBytes(one, other))
}

// JavaScript compares UTF-16 units, which orders characters beyond U+FFFF differently from UTF-8.
export function compareBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other))
}

/** How the checksums of a listed object were made; the values themselves are not listed. */
export function checksumInfo({ checksums, checksumType }: Pick<StoredObject, 'checksums' | 'checksumType'>) {
  const algorithms = [...checksums.keys()].map((header) =>
    header.slice('x-amz-checksum-'.length).toUpperCase(),
  )
  return algorithms.length === 0 ? {} : { ChecksumAlgorithm: algorithms.join(), ChecksumType: checksumType }
}
