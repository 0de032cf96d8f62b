import { neverShareStatement } from './never.ts'
import type { Preset } from './preset.ts'

/**
 * For many people in one bucket. The prefix is `aws:userid`, role id and session name: every session has it
 * and nobody can choose it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export const s3OwnPrefix: Preset = {
  name: 's3-own-prefix',
  summary:
    'One bucket for everybody, and in it one folder for each session: list, read, write and remove what is under the ' +
    "session's own user id (aws sts get-caller-identity --query UserId), and see nothing of anybody else's. Not: anything about the bucket itself, other buckets, or their names.",
  bucket: 'needed',
  statements: ({ partition }, bucket = '') => [
    {
      Sid: 'LocateBucket',
      Effect: 'Allow',
      Action: ['s3:GetBucketLocation'],
      Resource: `arn:${partition}:s3:::${bucket}`,
    },
    {
      Sid: 'ListOwnFolder',
      Effect: 'Allow',
      Action: ['s3:ListBucket'],
      Resource: `arn:${partition}:s3:::${bucket}`,
      // With the slash: without it ada would list what is ada2's.
      Condition: { StringLike: { 's3:prefix': '${aws:userid}/*' } },
    },
    {
      Sid: 'UseOwnFolder',
      Effect: 'Allow',
      Action: [
        's3:AbortMultipartUpload',
        's3:DeleteObject',
        's3:GetObject',
        's3:ListMultipartUploadParts',
        's3:PutObject',
      ],
      Resource: `arn:${partition}:s3:::${bucket}/\${aws:userid}/*`,
    },
    neverShareStatement,
  ],
}
