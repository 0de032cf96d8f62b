import { createHash } from 'node:crypto'
import { AwsError } from '../base/index.ts'
import type { StoredObject } from '../model/index.ts'
import { checkedChecksums } from './checksums.ts'
import { findBucket, s3Need } from './need.ts'
import { type Described, describedBy } from './object-headers.ts'
import type { S3Operation } from './operation.ts'
import { checkWritable } from './preconditions.ts'
import { plainResponse } from './respond.ts'

/** The largest object that is kept: this S3 lives in memory. */
const maxObjectBytes = 16 * 1024 * 1024

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export const putObject: S3Operation = {
  name: 'PutObject',
  needs: (call, { bucket, key }) => [s3Need(call, 's3:PutObject', `${bucket}/${key}`)],
  run: (call, target) => {
    const { objects } = findBucket(call, target.bucket)
    const { body } = call.request
    if (body.length > maxObjectBytes) {
      throw new AwsError('EntityTooLarge', 400, 'Your proposed upload exceeds the maximum allowed size', {
        details: { ProposedSize: String(body.length), MaxSizeAllowed: String(maxObjectBytes) },
      })
    }
    const described = describedBy(call)
    const checksums = checkedChecksums(call.headers, body)
    checkWritable(call.headers, target.key, objects.get(target.key))
    const object = newObject(body, described, call.now, checksums)
    objects.set(target.key, object)
    return plainResponse(call, 200, [
      ['ETag', `"${object.etag}"`],
      ['x-amz-server-side-encryption', 'AES256'],
      ...checksums,
    ])
  },
}

/** An object as it is kept. The body is copied: a request's buffer may be part of a larger one. */
export function newObject(
  body: Uint8Array,
  described: Described,
  lastModified: Date,
  checksums: ReadonlyMap<string, string>,
): StoredObject {
  return {
    body: Uint8Array.from(body),
    etag: createHash('md5').update(body).digest('hex'),
    lastModified,
    checksums,
    ...described,
  }
}
