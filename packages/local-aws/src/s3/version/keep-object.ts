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

/**
 * The id of what is written next: `null` unless the bucket is versioned. It begins with its place in the
 * bucket's history, so that a list goes on behind a version that has been deleted.
 */
export function newVersionId(call: Call, bucket: Bucket): string {
  if (bucket.versioning !== 'Enabled') return 'null'
  bucket.versionsMade += 1
  const id = Buffer.from(call.randomBytes(24))
  id.writeUIntBE(bucket.versionsMade, 0, placeBytes)
  return id.toString('base64url')
}

const placeBytes = 6

/** When a version was made, among those of its bucket; `undefined` for one that was made without versioning. */
export function placeOfVersion(versionId: string): number | undefined {
  const id = Buffer.from(versionId, 'base64url')
  return versionId === 'null' || id.length < placeBytes ? undefined : id.readUIntBE(0, placeBytes)
}
