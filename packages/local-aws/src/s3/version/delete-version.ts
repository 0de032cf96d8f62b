import type { Bucket } from '../../model/index.ts'
import type { Call } from '../../protocol/index.ts'
import { findVersion, versionsOf } from './find-version.ts'
import { promoteLatest, pushVersion, withoutVersion } from './history.ts'
import { nextVersion } from './keep-object.ts'
import { checkNotLocked } from './retention.ts'

/** What a deletion did. */
export interface DeletedVersion {
  /** The version that is gone, or the delete marker that was made; `undefined` where nothing is versioned. */
  readonly versionId: string | undefined
  /** Whether a delete marker was made, or one was deleted. */
  readonly isMarker: boolean
}

/**
 * Deletes a key without naming a version: in a versioned bucket it is hidden behind a delete marker.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeletingObjectVersions.html
 */
export function hideObject(call: Call, bucket: Bucket, key: string): DeletedVersion {
  if (bucket.versioning === undefined) {
    bucket.objects.delete(key)
    return { versionId: undefined, isMarker: false }
  }
  const { versionId, place } = nextVersion(call, bucket)
  if (versionId === 'null') {
    if (bucket.objects.get(key)?.versionId === 'null') bucket.objects.delete(key)
    withoutVersion(bucket, key, 'null')
  }
  pushVersion(bucket, key, { versionId, place, lastModified: call.now })
  return { versionId, isMarker: true }
}

/**
 * Deletes one version for good. To delete one that is not there succeeds.
 *
 * @param bypass whether governance of an object lock is to be passed over
 * @throws AwsError `AccessDenied` for one that is kept
 */
export function deleteVersion(
  call: Call,
  bucket: Bucket,
  key: string,
  versionId: string,
  bypass: boolean,
): DeletedVersion {
  const found = findVersion(bucket, key, versionId)
  if (found?.content !== undefined) checkNotLocked(found, call.now, bypass)
  if (bucket.objects.get(key)?.versionId === versionId) bucket.objects.delete(key)
  else withoutVersion(bucket, key, versionId)
  promoteLatest(bucket, key)
  // A list goes on behind it only where something is left of its key.
  if (versionsOf(bucket, key).length === 0) bucket.deletedNulls.delete(key)
  else if (versionId === 'null' && found !== undefined) bucket.deletedNulls.set(key, found.place)
  return { versionId, isMarker: found !== undefined && found.content === undefined }
}
