/**
 * Buckets: making, listing and deleting them, their policies and their settings.
 *
 * @module
 */
export {
  deleteBucketPolicy,
  getBucketPolicy,
  getBucketPolicyStatus,
  putBucketPolicy,
} from './bucket-policy.ts'
export { bucketSettings } from './bucket-settings.ts'
export { deleteBucket, getBucketLocation, headBucket } from './bucket.ts'
export { deleteBucketTagging, getBucketTagging, putBucketTagging } from './bucket-tagging.ts'
export { createBucket } from './create-bucket.ts'
export { keptSettings } from './kept-settings.ts'
export { listBuckets } from './list-buckets.ts'
