import { AwsError } from '../../base/index.ts'
import { findBucket, plainResponse, s3Need, type S3Operation, xmlResponse } from '../wire/index.ts'
import { bucketArn } from './bucket-arn.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html */
export const headBucket: S3Operation = {
  name: 'HeadBucket',
  method: 'HEAD',
  on: 'bucket',
  needs: (call, { bucket }) => [s3Need(call, 's3:ListBucket', bucket)],
  run: (call, target) => {
    const { region } = findBucket(call, target.bucket)
    return plainResponse(call, 200, [
      ['x-amz-bucket-arn', bucketArn(target.bucket)],
      ['x-amz-bucket-region', region],
      ['x-amz-access-point-alias', 'false'],
      ['Content-Type', 'application/xml'],
    ])
  },
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html */
export const getBucketLocation: S3Operation = {
  name: 'GetBucketLocation',
  method: 'GET',
  on: 'bucket',
  part: 'location',
  needs: (call, { bucket }) => [s3Need(call, 's3:GetBucketLocation', bucket)],
  run: (call, target) => {
    const { region } = findBucket(call, target.bucket)
    return xmlResponse(call, 'LocationConstraint', region === 'us-east-1' ? '' : region)
  },
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html */
export const deleteBucket: S3Operation = {
  name: 'DeleteBucket',
  method: 'DELETE',
  on: 'bucket',
  needs: (call, { bucket }) => [s3Need(call, 's3:DeleteBucket', bucket)],
  run: (call, target) => {
    const bucket = findBucket(call, target.bucket)
    if (bucket.objects.size + bucket.history.size > 0) {
      const versions = bucket.versioning === undefined ? '' : '. You must delete all versions in the bucket.'
      throw new AwsError('BucketNotEmpty', 409, `The bucket you tried to delete is not empty${versions}`, {
        details: { BucketName: bucket.name },
      })
    }
    call.state.buckets.delete(bucket.name)
    return plainResponse(call, 204)
  },
}
