/**
 * S3: buckets, objects and bucket policies, in memory.
 *
 * @module
 */
export { missingOperations } from './missing-operations.ts'
export { s3Operations } from './operations.ts'
export { routeS3, type S3Route } from './route.ts'
export { corsHeaders, preflight } from './cors/index.ts'
export {
  checkPostPolicy,
  expandedFields,
  headersOfFields,
  postNeeds,
  postObject,
  postReceives,
  readForm,
  withinRange,
} from './post/index.ts'
export { serveWebsite, websiteErrorResponse, websiteOfHost } from './website/index.ts'
export { bucketOfHost, isPublicPolicy, s3ErrorResponse, s3Target, splitTarget } from './wire/index.ts'
export { child, readXml, type XmlElement } from './wire/index.ts'
