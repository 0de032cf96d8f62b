import { createHash } from 'node:crypto'
import { AwsError } from '../../base/index.ts'
import type { StoredObject } from '../../model/index.ts'
import type { AuthorizationNeed, Call } from '../../protocol/index.ts'
import { keepObject, versionHeader } from '../version/index.ts'
import {
  checkedChecksums,
  checksum,
  checksumHeader,
  findBucket,
  plainResponse,
  type S3Operation,
  type S3Target,
  s3Need,
} from '../wire/index.ts'
import { type Described, describedBy, describingHeaders } from './object-headers.ts'
import { tagsOfHeader } from './tagging-header.ts'
import { checkWritable } from './preconditions.ts'

/** The largest object that one request puts: this S3 lives in memory. */
const maxObjectBytes = 16 * 1024 * 1024

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export const putObject: S3Operation = {
  name: 'PutObject',
  method: 'PUT',
  on: 'object',
  heeds: ['if-match', 'if-none-match', ...describingHeaders],
  differs: 'up to 16 MiB; no ACLs, no encryption with keys of KMS or one’s own, no object lock',
  needs: writeNeeds,
  run: (call, target) => {
    const bucket = findBucket(call, target.bucket)
    const { body } = call.request
    if (body.length > maxObjectBytes) {
      throw new AwsError('EntityTooLarge', 400, 'Your proposed upload exceeds the maximum allowed size', {
        details: { ProposedSize: String(body.length), MaxSizeAllowed: String(maxObjectBytes) },
      })
    }
    const described = describedBy(call)
    checkWritable(call.headers, target.key, bucket.objects.get(target.key))
    const made = newObject(body, described, call.now, checkedChecksums(call.headers, body))
    const object = keepObject(call, bucket, target.key, made)
    return plainResponse(call, 200, [
      ['ETag', `"${object.etag}"`],
      ...versionHeader(bucket, object.versionId),
      ['x-amz-server-side-encryption', 'AES256'],
      ...object.checksums,
      ['x-amz-checksum-type', object.checksumType],
    ])
  },
}

/** Writing with tags needs s3:PutObjectTagging too, and conditions see the tags. */
export function writeNeeds(call: Call, { bucket, key }: S3Target): readonly AuthorizationNeed[] {
  const resource = `${bucket}/${key}`
  if (!call.headers.has('x-amz-tagging')) return [s3Need(call, 's3:PutObject', resource)]
  const tags = [...tagsOfHeader(call)].map(([name, value]) => [`s3:RequestObjectTag/${name}`, value] as const)
  return [s3Need(call, 's3:PutObject', resource, tags), s3Need(call, 's3:PutObjectTagging', resource, tags)]
}

/**
 * An object as it is kept. The body is copied: a request's buffer may be part of a larger one.
 *
 * @param checksums when there are none, S3 makes one of its own, CRC-64/NVME
 */
export function newObject(
  body: Uint8Array,
  described: Described,
  lastModified: Date,
  checksums: ReadonlyMap<string, string>,
): Omit<StoredObject, 'versionId'> {
  return {
    body: Uint8Array.from(body),
    etag: createHash('md5').update(body).digest('hex'),
    lastModified,
    checksums:
      checksums.size > 0 ? checksums : new Map([[checksumHeader('CRC64NVME'), checksum('CRC64NVME', body)]]),
    checksumType: 'FULL_OBJECT',
    ...described,
  }
}
