/**
 * S3: buckets, small objects and bucket policies, in memory.
 *
 * @module
 */
export { s3ErrorResponse } from './respond.ts'
export { routeS3, s3OperationNames, type S3Route } from './route.ts'
