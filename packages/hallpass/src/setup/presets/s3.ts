import { neverShareStatement } from './never.ts'
import type { Preset } from './preset.ts'

/** For labs about S3. */
export const s3: Preset = {
  name: 's3',
  summary:
    'Make, list, use, empty and remove buckets and objects, with versions, tags, CORS and lifecycle rules: ' +
    "all buckets of the account, or those of a pattern. Not: opening a bucket to others, bucket policies and ACLs, object locks, replication, the account's own settings.",
  bucket: 'optional',
  statements: ({ partition }, bucket) => [
    { Sid: 'FindBuckets', Effect: 'Allow', Action: ['s3:ListAllMyBuckets'], Resource: '*' },
    {
      Sid: 'UseBuckets',
      Effect: 'Allow',
      Action: [
        's3:CreateBucket',
        's3:DeleteBucket',
        's3:GetBucket*',
        's3:GetEncryptionConfiguration',
        's3:GetLifecycleConfiguration',
        's3:ListBucket',
        's3:ListBucketMultipartUploads',
        's3:ListBucketVersions',
        's3:PutBucketCORS',
        's3:PutBucketTagging',
        's3:PutBucketVersioning',
        's3:PutLifecycleConfiguration',
      ],
      Resource: `arn:${partition}:s3:::${bucket ?? '*'}`,
    },
    {
      Sid: 'UseObjects',
      Effect: 'Allow',
      Action: [
        's3:AbortMultipartUpload',
        's3:DeleteObject',
        's3:DeleteObjectTagging',
        's3:DeleteObjectVersion',
        's3:GetObject*',
        's3:ListMultipartUploadParts',
        's3:PutObject',
        's3:PutObjectTagging',
      ],
      Resource: `arn:${partition}:s3:::${bucket ?? '*'}/*`,
    },
    neverShareStatement,
  ],
}
