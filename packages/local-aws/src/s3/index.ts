/**
 * S3: buckets, objects and bucket policies, in memory.
 *
 * @module
 */
export { missingOperations } from './missing-operations.ts'
export { s3Operations } from './operations.ts'
export { routeS3, type S3Route } from './route.ts'
export { bucketOfHost, s3ErrorResponse } from './wire/index.ts'
