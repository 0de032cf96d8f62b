import { closeSync, openSync, readSync, statSync } from 'node:fs'

import { AwsError } from '../base/index.ts'
import { escapeXml } from '../protocol/index.ts'
import { DataError } from '../snapshot/index.ts'
import { callS3, type Place } from './call-action.ts'
import { at, textOf } from './plant-identities.ts'
import { SeedError, step } from './seed-error.ts'
import type { SeedBucket, SeedObject } from './seed.ts'

/** The longest file that an object is made of, 5 GiB: what one request may put. */
const mostFileBytes = 5 * 1024 ** 3
/** How much of it is in memory. */
const pieceBytes = 128 * 1024

/** Makes a bucket, its settings, and the objects in it. */
export function plantBucket(place: Place, name: string, bucket: SeedBucket, path: string): void {
  const there = { ...place, region: bucket.region ?? place.region }
  const target = `/${encodeURIComponent(name)}`
  const put = (member: string, part: string, body: string): void =>
    at(`${path}.${member}`, () => callS3(there, 'PUT', `${target}?${part}`, body), place.state)
  if (place.state.buckets.has(name)) throw new SeedError(path, 'another account has a bucket of that name')
  const constraint =
    there.region === 'us-east-1'
      ? ''
      : `<CreateBucketConfiguration><LocationConstraint>${escapeXml(there.region)}</LocationConstraint></CreateBucketConfiguration>`
  at(path, () => callS3(there, 'PUT', target, constraint))
  if (bucket.policy !== undefined) put('policy', 'policy', textOf(bucket.policy))
  const tags = Object.entries(bucket.tags ?? {}).map(
    ([key, value]) => `<Tag><Key>${escapeXml(key)}</Key><Value>${escapeXml(value)}</Value></Tag>`,
  )
  if (tags.length > 0) put('tags', 'tagging', `<Tagging><TagSet>${tags.join('')}</TagSet></Tagging>`)
  if (bucket.versioning !== undefined) {
    const status = `<Status>${bucket.versioning}</Status>`
    put('versioning', 'versioning', `<VersioningConfiguration>${status}</VersioningConfiguration>`)
  }
  if (bucket.website !== undefined) {
    const { index, error } = bucket.website
    const document = `<IndexDocument><Suffix>${escapeXml(index)}</Suffix></IndexDocument>`
    const missing = error === undefined ? '' : `<ErrorDocument><Key>${escapeXml(error)}</Key></ErrorDocument>`
    put('website', 'website', `<WebsiteConfiguration>${document}${missing}</WebsiteConfiguration>`)
  }
  for (const [key, object] of Object.entries(bucket.objects ?? {})) {
    plantObject(there, `${target}/${encodeURIComponent(key)}`, object, `${path}.objects${step(key)}`)
  }
}

function plantObject(
  place: Place,
  target: string,
  object: string | Uint8Array | SeedObject,
  path: string,
): void {
  const made: SeedObject =
    typeof object === 'string' || object instanceof Uint8Array ? { body: object } : object
  const { contentType, metadata = {} } = made
  const body = contentOf(made, path)
  at(path, () =>
    withRoom(path, () =>
      callS3(place, 'PUT', target, body, {
        ...(contentType === undefined ? {} : { 'content-type': contentType }),
        ...Object.fromEntries(
          Object.entries(metadata).map(([one, value]) => [`x-amz-meta-${one.toLowerCase()}`, value]),
        ),
      }),
    ),
  )
}

/** That there is no room is no fault of the seed's. @throws DataError `TooLarge`, `Unusable` */
function withRoom(path: string, put: () => void): void {
  try {
    put()
  } catch (error) {
    if (!(error instanceof AwsError && error.code === 'InsufficientStorage')) throw error
    const { reason } = error
    if (reason !== undefined)
      throw new DataError('Unusable', `seed${path}: ${reason}`, 'make room on that disk', { cause: error })
    throw new DataError(
      'TooLarge',
      `there is no room for seed${path}`,
      'start the local AWS with a larger maxStoredBytes (--max-stored)',
      { cause: error },
    )
  }
}

/** @throws SeedError for a file that is not there or too long, and where there are both or neither */
function contentOf({ body, file }: SeedObject, path: string): string | Uint8Array | Iterable<Uint8Array> {
  if ((body === undefined) === (file === undefined)) {
    throw new SeedError(
      path,
      body === undefined ? 'body or file is missing' : 'has both body and file: leave one out',
    )
  }
  if (file === undefined) return body ?? ''
  return piecesOf(file, `${path}.file`)
}

/** @throws SeedError when the first piece is asked for, or a later one that cannot be read */
function* piecesOf(file: string, path: string): Generator<Uint8Array, void> {
  const { size, isFile } = reading(file, path, () => {
    const stat = statSync(file)
    return { size: stat.size, isFile: stat.isFile() }
  })
  // A pipe would be waited for, for ever.
  if (!isFile) throw new SeedError(path, `${file} is no file`)
  if (size > mostFileBytes) throw new SeedError(path, `${file} is longer than ${mostFileBytes} bytes`)
  const descriptor = reading(file, path, () => openSync(file, 'r'))
  try {
    const piece = Buffer.allocUnsafeSlow(pieceBytes)
    for (;;) {
      const length = reading(file, path, () => readSync(descriptor, piece))
      if (length === 0) return
      yield piece.subarray(0, length)
    }
  } finally {
    closeSync(descriptor)
  }
}

function reading<Result>(file: string, path: string, read: () => Result): Result {
  try {
    return read()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    throw new SeedError(path, `${file} cannot be read (${code})`, { cause: error })
  }
}
