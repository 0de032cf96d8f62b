import { AwsError } from '../../base/index.ts'
import { digested, type Received } from '../../content/index.ts'
import type { Bucket, StoredObject } from '../../model/index.ts'
import { type AuthorizationNeed, type Call, checkNotReplaced } from '../../protocol/index.ts'
import { keepObject, versionHeader } from '../version/index.ts'
import {
  type ChecksumAlgorithm,
  checksumAlgorithm,
  checksumElements,
  checksumHeader,
  findBucket,
  invalidArgument,
  s3Need,
  type S3Operation,
  type S3Target,
  xmlResponse,
} from '../wire/index.ts'
import { type CopySource, copySource, copySourceHeaders, readSource } from './copy-source.ts'
import { existingTags, readNeeds } from './get-object.ts'
import { encryptionHeaders } from './encryption.ts'
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
  needs: (call, target) => {
    const source = copySource(call)
    return [
      ...readNeeds(call, source, source.versionId),
      ...writeNeeds(call, target),
      ...tagNeeds(call, source, target),
    ]
  },
  run: (call, target) => {
    const source = copySource(call)
    const to = findBucket(call, target.bucket)
    const { object: copied, headers } = readSource(call, source)
    checkWritable(call.headers, target.key, to.objects.get(target.key))
    const described = describedCopy(call, to, copied)
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
    return withDigests(call, copied, algorithm, (received) => {
      const checksums =
        algorithm === undefined ? kept : new Map([[checksumHeader(algorithm), received.digest(algorithm)]])
      const made = newObject(received, described, call.now, checksums)
      checkNotReplaced(call)
      // The bucket may have gone, and the key been written, while the source was read.
      const bucket = findBucket(call, target.bucket)
      checkWritable(call.headers, target.key, bucket.objects.get(target.key))
      const object = keepObject(call, bucket, target.key, made)
      return xmlResponse(
        call,
        'CopyObjectResult',
        { LastModified: object.lastModified, ETag: `"${object.etag}"`, ...checksumElements(object) },
        [...encryptionHeaders(object), ...versionHeader(bucket, object.versionId), ...headers],
      )
    })
  },
}

/** Goes on with the bytes of the source, which are not copied, and the checksums of the copy: read only where none is known. */
function withDigests<Result>(
  call: Call,
  { content, etag, checksumType, partSizes, encryption }: StoredObject,
  algorithm: ChecksumAlgorithm | undefined,
  then: (received: Received) => Result,
): Result | Promise<Result> {
  const isMd5 = partSizes === undefined && encryption === undefined
  if (algorithm === undefined && checksumType === 'FULL_OBJECT' && isMd5) {
    return then({ content, digest: () => Buffer.from(etag, 'hex').toString('base64') })
  }
  return digested(content, ['MD5', algorithm ?? 'CRC64NVME'], call.state.contents, then)
}

/** Tags that are copied are read and written. */
function tagNeeds(call: Call, source: CopySource, target: S3Target): readonly AuthorizationNeed[] {
  const tags = existingTags(call, source, source.versionId)
  if (tags.length === 0 || call.headers.get('x-amz-tagging-directive') === 'REPLACE') return []
  const read = source.versionId === undefined ? 's3:GetObjectTagging' : 's3:GetObjectVersionTagging'
  return [
    s3Need(call, read, `${source.bucket}/${source.key}`, [...tags, ['s3:VersionId', source.versionId]]),
    s3Need(call, 's3:PutObjectTagging', `${target.bucket}/${target.key}`),
  ]
}

/** Metadata and tags are the source's unless the request says `REPLACE`; the storage class never is. */
function describedCopy(call: Call, bucket: Bucket, copied: Described): Described {
  const said = describedBy(call, bucket)
  const metadata = directive(call, 'x-amz-metadata-directive', 'Unknown metadata directive.')
  const tagging = directive(call, 'x-amz-tagging-directive', 'Unknown tagging directive.')
  const { contentType, metadata: ownMetadata, headers } = metadata === 'REPLACE' ? said : copied
  return {
    contentType,
    metadata: ownMetadata,
    headers,
    storageClass: said.storageClass,
    redirect: said.redirect,
    tags: tagging === 'REPLACE' ? said.tags : new Map(copied.tags),
    retention: said.retention,
    legalHold: said.legalHold,
    encryption: said.encryption,
  }
}

function changesNothing(call: Call, source: CopySource, target: S3Target): boolean {
  if (source.bucket !== target.bucket || source.key !== target.key) return false
  // An earlier version is copied over the current one to have it back.
  if (source.versionId !== undefined) return false
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
