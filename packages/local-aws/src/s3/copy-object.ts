import { AwsError } from '../base/index.ts'
import type { Call } from '../protocol/index.ts'
import { invalidArgument, noSuchKey } from './errors.ts'
import { readNeeds } from './get-object.ts'
import { findBucket, s3Need } from './need.ts'
import { describedBy } from './object-headers.ts'
import type { S3Operation, S3Target } from './operation.ts'
import { checkReadable, checkWritable } from './preconditions.ts'
import { newObject } from './put-object.ts'
import { xmlResponse } from './respond.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
export const copyObject: S3Operation = {
  name: 'CopyObject',
  needs: (call, { bucket, key }) => [
    ...readNeeds(call, sourceOf(call)),
    s3Need(call, 's3:PutObject', `${bucket}/${key}`),
  ],
  run: (call, target) => {
    const source = sourceOf(call)
    const { objects } = findBucket(call, target.bucket)
    const copied = call.state.buckets.get(source.bucket)?.objects.get(source.key)
    if (!copied) {
      findBucket(call, source.bucket)
      throw noSuchKey(source.key)
    }
    checkReadable(call.headers, copied, 'x-amz-copy-source-')
    checkWritable(call.headers, target.key, objects.get(target.key))
    const replace = directive(call) === 'REPLACE'
    if (!replace && source.bucket === target.bucket && source.key === target.key) {
      throw new AwsError(
        'InvalidRequest',
        400,
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
      )
    }
    const described = describedBy(call)
    const object = newObject(
      copied.body,
      replace ? described : kept(copied),
      call.now,
      copied.checksums ?? new Map(),
    )
    objects.set(target.key, object)
    return xmlResponse(
      call,
      'CopyObjectResult',
      { LastModified: object.lastModified, ETag: `"${object.etag}"` },
      [['x-amz-server-side-encryption', 'AES256']],
    )
  },
}

/** Bucket and key of `x-amz-copy-source`: `bucket/key` or `/bucket/key`, percent-encoded. */
function sourceOf(call: Call): S3Target {
  const header = call.headers.get('x-amz-copy-source') ?? ''
  const [path = '', query] = header.split('?')
  const invalid = () =>
    invalidArgument(
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
      'x-amz-copy-source',
      header,
    )
  if (query !== undefined && query !== 'versionId=null') throw invalid()
  let decoded: string
  try {
    decoded = decodeURIComponent(path).replace(/^\//, '')
  } catch {
    throw invalid()
  }
  const slash = decoded.indexOf('/')
  if (slash < 1 || slash === decoded.length - 1) throw invalid()
  return { bucket: decoded.slice(0, slash), key: decoded.slice(slash + 1) }
}

function directive(call: Call): 'COPY' | 'REPLACE' {
  const value = call.headers.get('x-amz-metadata-directive') ?? 'COPY'
  if (value === 'COPY' || value === 'REPLACE') return value
  throw invalidArgument('Unknown metadata directive.', 'x-amz-metadata-directive', value)
}

function kept({ contentType, metadata, headers = new Map() }: ReturnType<typeof describedBy>) {
  return { contentType, metadata, headers }
}
