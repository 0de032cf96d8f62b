import { getBucketAcl, getObjectAcl, putBucketAcl, putObjectAcl } from './acl/index.ts'
import {
  bucketSettings,
  createBucket,
  deleteBucket,
  deleteBucketPolicy,
  deleteBucketTagging,
  getBucketLocation,
  getBucketPolicy,
  getBucketPolicyStatus,
  getBucketTagging,
  headBucket,
  keptSettings,
  listBuckets,
  putBucketPolicy,
  putBucketTagging,
} from './bucket/index.ts'
import {
  getObjectLegalHold,
  getObjectRetention,
  putObjectLegalHold,
  putObjectRetention,
} from './lock/index.ts'
import { listObjectsV1, listObjectsV2, listObjectVersions } from './list/index.ts'
import {
  copyObject,
  deleteObject,
  deleteObjects,
  deleteObjectTagging,
  getObject,
  getObjectAttributes,
  getObjectTagging,
  headObject,
  putObject,
  putObjectTagging,
} from './object/index.ts'
import {
  abortMultipartUpload,
  completeMultipartUpload,
  createMultipartUpload,
  listMultipartUploads,
  listParts,
  uploadPart,
  uploadPartCopy,
} from './multipart/index.ts'
import { getBucketVersioning, putBucketVersioning } from './version/index.ts'
import type { S3Operation } from './wire/index.ts'

/**
 * Every S3 operation that the local AWS has. Routing, the refusal of what is missing and the documentation all
 * come from here and from `missingOperations`.
 */
export const s3Operations: readonly S3Operation[] = [
  listBuckets,
  createBucket,
  headBucket,
  deleteBucket,
  getBucketLocation,
  getBucketPolicy,
  getBucketPolicyStatus,
  putBucketPolicy,
  deleteBucketPolicy,
  getBucketTagging,
  putBucketTagging,
  deleteBucketTagging,
  getBucketVersioning,
  putBucketVersioning,
  getBucketAcl,
  putBucketAcl,
  getObjectAcl,
  putObjectAcl,
  getObjectAttributes,
  ...bucketSettings,
  ...keptSettings,
  listObjectsV1,
  listObjectsV2,
  listObjectVersions,
  getObject,
  headObject,
  putObject,
  copyObject,
  deleteObject,
  deleteObjects,
  getObjectTagging,
  putObjectTagging,
  deleteObjectTagging,
  getObjectRetention,
  putObjectRetention,
  getObjectLegalHold,
  putObjectLegalHold,
  createMultipartUpload,
  uploadPart,
  uploadPartCopy,
  completeMultipartUpload,
  abortMultipartUpload,
  listParts,
  listMultipartUploads,
]
