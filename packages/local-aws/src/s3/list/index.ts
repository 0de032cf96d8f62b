/**
 * Listing what is in a bucket.
 *
 * @module
 */
export { listObjectVersions } from './list-object-versions.ts'
export { listParameters } from './list-parameters.ts'
export { listObjectsV1, listObjectsV2 } from './list-objects.ts'
