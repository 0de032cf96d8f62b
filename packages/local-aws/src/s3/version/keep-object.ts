import type { Bucket, StoredObject } from '../../model/index.ts'
import type { Call } from '../../protocol/index.ts'
import { pushVersion, withoutVersion } from './history.ts'

/** Makes an object the current one of its key, as the bucket's versioning wants it. */
export function keepObject(
  call: Call,
  bucket: Bucket,
  key: string,
  object: Omit<StoredObject, 'versionId'>,
): StoredObject {
  const kept: StoredObject = { ...object, versionId: newVersionId(call, bucket) }
  pushVersion(bucket, key)
  if (kept.versionId === 'null') withoutVersion(bucket, key, 'null')
  bucket.objects.set(key, kept)
  return kept
}

/** The id of what is written next: `null` unless the bucket is versioned. */
export function newVersionId(call: Call, bucket: Bucket): string {
  return bucket.versioning === 'Enabled' ? Buffer.from(call.randomBytes(24)).toString('base64url') : 'null'
}
