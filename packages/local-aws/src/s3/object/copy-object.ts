import { AwsError } from '../../base/index.ts'
import type { Call } from '../../protocol/index.ts'
import {
  checksum,
  checksumAlgorithm,
  checksumElements,
  checksumHeader,
  findBucket,
  invalidArgument,
  noSuchKey,
  type S3Operation,
  xmlResponse,
} from '../wire/index.ts'
import { type CopySource, copySource, copySourceHeaders, readSource } from './copy-source.ts'
import { readNeeds } from './get-object.ts'
import { type Described, describedBy, describingHeaders } from './object-headers.ts'
import { checkWritable } from './preconditions.ts'
import { newObject, writeNeeds } from './put-object.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
export const copyObject: S3Operation = {
  name: 'CopyObject',
  method: 'PUT',
  on: 'object',
  header: 'x-amz-copy-source',
  heeds: [
    'if-match',
    'if-none-match',
    'x-amz-checksum-algorithm',
    'x-amz-metadata-directive',
    'x-amz-tagging-directive',
    ...copySourceHeaders,
    ...describingHeaders,
  ],
  differs: 'as PutObject',
  needs: (call, target) => [...readNeeds(call, copySource(call)), ...writeNeeds(call, target)],
  run: (call, target) => {
    const source = copySource(call)
    const { objects } = findBucket(call, target.bucket)
    const copied = readSource(call, source)
    if (copied === undefined) throw noSuchKey(source.key)
    checkWritable(call.headers, target.key, objects.get(target.key))
    const described = describedCopy(call, copied)
    if (changesNothing(call, source, target)) {
      throw new AwsError(
        'InvalidRequest',
        400,
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
      )
    }
    const wanted = call.headers.get('x-amz-checksum-algorithm')
    const algorithm = wanted === undefined ? undefined : checksumAlgorithm('x-amz-checksum-algorithm', wanted)
    // A checksum of parts says nothing about the copy, which has none.
    const kept = copied.checksumType === 'FULL_OBJECT' ? copied.checksums : new Map<string, string>()
    const checksums =
      algorithm === undefined
        ? kept
        : new Map([[checksumHeader(algorithm), checksum(algorithm, copied.body)]])
    const object = newObject(copied.body, described, call.now, checksums)
    objects.set(target.key, object)
    return xmlResponse(
      call,
      'CopyObjectResult',
      { LastModified: object.lastModified, ETag: `"${object.etag}"`, ...checksumElements(object) },
      [['x-amz-server-side-encryption', 'AES256']],
    )
  },
}

/** Metadata and tags are the source's unless the request says `REPLACE`; the storage class never is. */
function describedCopy(call: Call, copied: Described): Described {
  const said = describedBy(call)
  const metadata = directive(call, 'x-amz-metadata-directive', 'Unknown metadata directive.')
  const tagging = directive(call, 'x-amz-tagging-directive', 'Unknown tagging directive.')
  return {
    ...(metadata === 'REPLACE' ? said : copied),
    storageClass: said.storageClass,
    redirect: said.redirect,
    tags: tagging === 'REPLACE' ? said.tags : new Map(copied.tags),
  }
}

function changesNothing(call: Call, source: CopySource, target: CopySource): boolean {
  if (source.bucket !== target.bucket || source.key !== target.key) return false
  const { headers } = call
  return (
    headers.get('x-amz-metadata-directive') !== 'REPLACE' &&
    !['x-amz-storage-class', 'x-amz-website-redirect-location', 'x-amz-server-side-encryption'].some((name) =>
      headers.has(name),
    )
  )
}

function directive(call: Call, header: string, message: string): 'COPY' | 'REPLACE' {
  const value = call.headers.get(header) ?? 'COPY'
  if (value === 'COPY' || value === 'REPLACE') return value
  throw invalidArgument(message, header, value)
}
