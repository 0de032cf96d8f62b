/**
 * The versions of objects: what a versioned bucket keeps when a key is written or deleted again.
 *
 * @module
 */
export { getBucketVersioning, putBucketVersioning } from './bucket-versioning.ts'
export { type DeletedVersion, deleteVersion, hideObject } from './delete-version.ts'
export { checkVersionId, currentObject, findVersion, type Version, versionsOf } from './find-version.ts'
export { keepObject, placeOfDeleted } from './keep-object.ts'
export {
  activeRetention,
  checkNotLocked,
  defaultRetention,
  hasObjectLock,
  needObjectLock,
} from './retention.ts'
export { versionHeader } from './version-header.ts'
