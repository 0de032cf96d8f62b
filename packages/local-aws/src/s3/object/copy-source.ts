import { AwsError } from '../../base/index.ts'
import type { Bucket, StoredObject } from '../../model/index.ts'
import type { Call } from '../../protocol/index.ts'
import { currentObject } from '../version/index.ts'
import { findBucket, invalidArgument, type S3Target } from '../wire/index.ts'
import { checkUsableKey } from './encryption.ts'
import { checkReadable } from './preconditions.ts'

export interface CopySource extends S3Target {
  /** `undefined`: the latest. */
  readonly versionId: string | undefined
}

/** The headers that are about the source of a copy. */
export const copySourceHeaders: readonly string[] = [
  'x-amz-copy-source-if-match',
  'x-amz-copy-source-if-modified-since',
  'x-amz-copy-source-if-none-match',
  'x-amz-copy-source-if-unmodified-since',
  'x-amz-source-expected-bucket-owner',
]

/**
 * Bucket, key and version of `x-amz-copy-source`: `bucket/key` or `/bucket/key`, percent-encoded, and perhaps
 * `?versionId=…`.
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
  const versionId = query === undefined ? undefined : /^versionId=([\w.-]+)$/.exec(query)?.[1]
  if (query !== undefined && versionId === undefined) throw invalid()
  let decoded: string
  try {
    decoded = decodeURIComponent(path).replace(/^\//, '')
  } catch {
    throw invalid()
  }
  const slash = decoded.indexOf('/')
  if (slash < 1 || slash === decoded.length - 1) throw invalid()
  return { bucket: decoded.slice(0, slash), key: decoded.slice(slash + 1), versionId }
}

/**
 * The object a copy is made of, its conditions checked.
 *
 * @throws AwsError `NoSuchBucket`, `NoSuchKey`, `NoSuchVersion`, `AccessDenied` for another owner than expected, `PreconditionFailed`,
 * `InvalidObjectState` for what is archived
 */
export function readSource(
  call: Call,
  source: CopySource,
): { readonly object: StoredObject; readonly headers: ReadonlyArray<readonly [string, string]> } {
  const bucket = findBucket(call, source.bucket, 'x-amz-source-expected-bucket-owner')
  const object = sourceObject(bucket, source)
  checkReadable(call, object, 'x-amz-copy-source-')
  if (object.storageClass === 'GLACIER' || object.storageClass === 'DEEP_ARCHIVE') {
    throw new AwsError(
      'ObjectNotInActiveTierError',
      403,
      'The source object of the COPY operation is not in the active tier and is only stored in Amazon Glacier.',
    )
  }
  checkUsableKey(call, object.encryption)
  const headers =
    bucket.versioning === undefined ? [] : [['x-amz-copy-source-version-id', object.versionId] as const]
  return { object, headers }
}

function sourceObject(bucket: Bucket, { key, versionId }: CopySource): StoredObject {
  try {
    return currentObject(bucket, key, versionId)
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'MethodNotAllowed') throw error
    throw new AwsError(
      'InvalidRequest',
      400,
      'The source of a copy request may not specifically refer to a delete marker by version id.',
    )
  }
}
