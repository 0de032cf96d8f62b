import { AwsError } from '../../base/index.ts'
import {
  findBucket,
  plainResponse,
  readTagging,
  type S3Operation,
  s3Need,
  taggingElements,
  tagSetXml,
  xmlResponse,
} from '../wire/index.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketTagging.html */
export const getBucketTagging: S3Operation = {
  name: 'GetBucketTagging',
  method: 'GET',
  on: 'bucket',
  part: 'tagging',
  needs: (call, { bucket }) => [s3Need(call, 's3:GetBucketTagging', bucket)],
  run: (call, target) => {
    const { tags, name } = findBucket(call, target.bucket)
    if (tags.size === 0) {
      throw new AwsError('NoSuchTagSet', 404, 'The TagSet does not exist', { details: { BucketName: name } })
    }
    return xmlResponse(call, 'Tagging', { TagSet: tagSetXml(tags) })
  },
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketTagging.html */
export const putBucketTagging: S3Operation = {
  name: 'PutBucketTagging',
  elements: taggingElements,
  method: 'PUT',
  on: 'bucket',
  part: 'tagging',
  needs: (call, { bucket }) => [s3Need(call, 's3:PutBucketTagging', bucket)],
  run: (call, target) => {
    const bucket = findBucket(call, target.bucket)
    bucket.tags = readTagging(call, 50)
    return plainResponse(call, 204)
  },
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketTagging.html */
export const deleteBucketTagging: S3Operation = {
  name: 'DeleteBucketTagging',
  method: 'DELETE',
  on: 'bucket',
  part: 'tagging',
  needs: (call, { bucket }) => [s3Need(call, 's3:PutBucketTagging', bucket)],
  run: (call, target) => {
    findBucket(call, target.bucket).tags = new Map()
    return plainResponse(call, 204)
  },
}
