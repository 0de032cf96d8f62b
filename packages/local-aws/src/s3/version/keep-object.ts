import type { Bucket, StoredObject } from '../../model/index.ts'
import type { Call } from '../../protocol/index.ts'
import { defaultRetention } from './retention.ts'
import { pushVersion, withoutVersion } from './history.ts'

/** Makes an object the current one of its key, as the bucket's versioning wants it. */
export function keepObject(
  call: Call,
  bucket: Bucket,
  key: string,
  object: Omit<StoredObject, 'versionId' | 'place'>,
): StoredObject {
  const retention = object.retention ?? defaultRetention(bucket, object.lastModified)
  const kept: StoredObject = {
    ...object,
    ...(retention === undefined ? {} : { retention }),
    ...nextVersion(call, bucket),
  }
  pushVersion(bucket, key)
  if (kept.versionId === 'null') withoutVersion(bucket, key, 'null')
  bucket.objects.set(key, kept)
  return kept
}

/**
 * The id of what is written next, `null` unless the bucket is versioned, and its place in the bucket's history.
 * An id begins with the place, so that a list goes on behind a version that has been deleted.
 */
export function nextVersion(call: Call, bucket: Bucket): Pick<StoredObject, 'versionId' | 'place'> {
  bucket.versionsMade += 1
  const place = bucket.versionsMade
  if (bucket.versioning !== 'Enabled') return { versionId: 'null', place }
  const id = Buffer.from(call.randomBytes(24))
  id.writeUIntBE(place, 0, placeBytes)
  return { versionId: id.toString('base64url'), place }
}

const placeBytes = 6

/**
 * When a version of a key was made that is deleted now, among those of its bucket: 1 is the first. One that is
 * called `null` and of which nothing is known was made before all others.
 */
export function placeOfDeleted(bucket: Bucket, key: string, versionId: string): number {
  if (versionId === 'null') return bucket.deletedNulls.get(key) ?? 0
  const id = Buffer.from(versionId, 'base64url')
  // One that was never made here is taken for newer than all, so that nothing is left out.
  return id.length < placeBytes ? Infinity : id.readUIntBE(0, placeBytes)
}
