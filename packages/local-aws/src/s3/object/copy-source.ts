import { AwsError } from '../../base/index.ts'
import type { StoredObject } from '../../model/index.ts'
import type { Call } from '../../protocol/index.ts'
import { findBucket, invalidArgument, type S3Target } from '../wire/index.ts'
import { checkReadable } from './preconditions.ts'

export type CopySource = S3Target

/** The headers that are about the source of a copy. */
export const copySourceHeaders: readonly string[] = [
  'x-amz-copy-source-if-match',
  'x-amz-copy-source-if-modified-since',
  'x-amz-copy-source-if-none-match',
  'x-amz-copy-source-if-unmodified-since',
  'x-amz-source-expected-bucket-owner',
]

/**
 * Bucket and key of `x-amz-copy-source`: `bucket/key` or `/bucket/key`, percent-encoded.
 *
 * @throws AwsError `InvalidArgument`
 */
export function copySource(call: Call): CopySource {
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

/**
 * The object a copy is made of, its conditions checked; `undefined` when there is no such key.
 *
 * @throws AwsError `NoSuchBucket`, `AccessDenied` for another owner than expected, `PreconditionFailed`,
 * `InvalidObjectState` for what is archived
 */
export function readSource(call: Call, source: CopySource): StoredObject | undefined {
  const object = findBucket(call, source.bucket, 'x-amz-source-expected-bucket-owner').objects.get(source.key)
  if (object === undefined) return undefined
  checkReadable(call.headers, object, 'x-amz-copy-source-')
  if (object.storageClass === 'GLACIER' || object.storageClass === 'DEEP_ARCHIVE') {
    throw new AwsError(
      'ObjectNotInActiveTierError',
      403,
      'The source object of the COPY operation is not in the active tier and is only stored in Amazon Glacier.',
    )
  }
  return object
}
