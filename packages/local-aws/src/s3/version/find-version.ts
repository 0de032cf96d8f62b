import { AwsError } from '../../base/index.ts'
import type { Bucket, DeleteMarker, StoredObject } from '../../model/index.ts'
import { invalidArgument, noSuchKey } from '../wire/index.ts'

export type Version = StoredObject | DeleteMarker

/** Every version of a key, the latest first. */
export function versionsOf(bucket: Bucket, key: string): readonly Version[] {
  const current = bucket.objects.get(key)
  const earlier = bucket.history.get(key) ?? []
  return current === undefined ? earlier : [current, ...earlier]
}

/**
 * The version that an id names, `undefined` where there is none.
 *
 * @throws AwsError `InvalidArgument` for an id that can be nobody's
 */
export function findVersion(bucket: Bucket, key: string, versionId: string): Version | undefined {
  checkVersionId(versionId)
  return versionsOf(bucket, key).find((version) => version.versionId === versionId)
}

/** @throws AwsError `InvalidArgument` for an id that can be nobody's */
export function checkVersionId(versionId: string): void {
  if (versionId !== 'null' && !/^[\w.-]{32}$/.test(versionId)) {
    throw invalidArgument('Invalid version id specified', 'versionId', versionId)
  }
}

/**
 * The object of a key, in the version that is asked for or the latest.
 *
 * @throws AwsError `NoSuchKey`, `NoSuchVersion`; `MethodNotAllowed` for a delete marker that is asked for by its id
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeleteMarker.html
 */
export function currentObject(bucket: Bucket, key: string, versionId: string | undefined): StoredObject {
  const found = versionId === undefined ? versionsOf(bucket, key).at(0) : findVersion(bucket, key, versionId)
  if (found?.content !== undefined) return found
  if (versionId !== undefined && found === undefined) {
    throw new AwsError('NoSuchVersion', 404, 'The specified version does not exist.', {
      details: { Key: key, VersionId: versionId },
    })
  }
  if (found === undefined) throw noSuchKey(key)
  const headers = [
    ['x-amz-delete-marker', 'true'],
    ['x-amz-version-id', found.versionId],
  ] as const
  if (versionId === undefined) {
    const { code, status, message, details } = noSuchKey(key)
    throw new AwsError(code, status, message, { details, headers })
  }
  throw new AwsError('MethodNotAllowed', 405, 'The specified method is not allowed against this resource.', {
    details: { ResourceType: 'DeleteMarker' },
    headers: [...headers, ['Allow', 'DELETE'], ['Last-Modified', found.lastModified.toUTCString()]],
  })
}
