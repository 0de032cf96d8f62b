import { type Received, receivedBytes } from '../../content/index.ts'
import type { StoredObject } from '../../model/index.ts'
import type { AuthorizationNeed, Call } from '../../protocol/index.ts'
import { keepObject, versionHeader } from '../version/index.ts'
import {
  announcedChecksums,
  checkedChecksums,
  checksumHeader,
  findBucket,
  plainResponse,
  type S3Operation,
  type S3Target,
  s3Need,
} from '../wire/index.ts'
import { encryptionHeaders, sealedTag } from './encryption.ts'
import { type Described, describedBy, describingHeaders } from './object-headers.ts'
import { checkHasDigest, lockNeeds } from './object-lock.ts'
import { requestedTags, tagsOfHeader } from './tagging-header.ts'
import { checkWritable } from './preconditions.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export const putObject: S3Operation = {
  name: 'PutObject',
  method: 'PUT',
  on: 'object',
  heeds: ['if-match', 'if-none-match', ...describingHeaders],
  differs: 'no ACLs; of KMS’s keys aws/s3 alone, and none of one’s own',
  needs: writeNeeds,
  receives: (call, target) => {
    const bucket = findBucket(call, target.bucket)
    checkHasDigest(call, bucket, describedBy(call, bucket))
    checkWritable(call.headers, target.key, bucket.objects.get(target.key))
    return announcedChecksums(call.headers).length === 0 ? ['CRC64NVME'] : []
  },
  run: (call, target) => {
    const bucket = findBucket(call, target.bucket)
    const received = call.received ?? receivedBytes(call.request.body)
    const described = describedBy(call, bucket)
    checkHasDigest(call, bucket, described)
    checkWritable(call.headers, target.key, bucket.objects.get(target.key))
    const made = newObject(received, described, call.now, checkedChecksums(call.headers, received))
    const object = keepObject(call, bucket, target.key, made)
    return plainResponse(call, 200, [
      ['ETag', `"${object.etag}"`],
      ...versionHeader(bucket, object.versionId),
      ...encryptionHeaders(object),
      ...object.checksums,
      ['x-amz-checksum-type', object.checksumType],
    ])
  },
}

/** Writing with tags needs s3:PutObjectTagging too, and conditions see the tags; so it is with what keeps an object. */
export function writeNeeds(call: Call, { bucket, key }: S3Target): readonly AuthorizationNeed[] {
  const resource = `${bucket}/${key}`
  const locks = lockNeeds(call, resource)
  if (!call.headers.has('x-amz-tagging')) return [s3Need(call, 's3:PutObject', resource), ...locks]
  const tags = requestedTags(tagsOfHeader(call))
  return [
    s3Need(call, 's3:PutObject', resource, tags),
    s3Need(call, 's3:PutObjectTagging', resource, tags),
    ...locks,
  ]
}

/**
 * An object as it is kept.
 *
 * @param checksums when there are none, S3 makes one of its own, CRC-64/NVME
 */
export function newObject(
  { content, digest }: Received,
  described: Described,
  lastModified: Date,
  checksums: ReadonlyMap<string, string>,
): Omit<StoredObject, 'versionId' | 'place'> {
  return {
    content,
    etag: sealedTag(hexMd5(digest), described.encryption),
    lastModified,
    checksums: checksums.size > 0 ? checksums : new Map([[checksumHeader('CRC64NVME'), digest('CRC64NVME')]]),
    checksumType: 'FULL_OBJECT',
    ...described,
  }
}

/** The entity tag of what came in one request. */
export function hexMd5(digest: Received['digest']): string {
  return Buffer.from(digest('MD5'), 'base64').toString('hex')
}
