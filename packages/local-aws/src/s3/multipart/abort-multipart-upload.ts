import { findBucket, plainResponse, type S3Operation, s3Need } from '../wire/index.ts'
import { findUpload } from './upload.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html */
export const abortMultipartUpload: S3Operation = {
  name: 'AbortMultipartUpload',
  method: 'DELETE',
  on: 'object',
  part: 'uploadId',
  needs: (call, { bucket, key }) => [s3Need(call, 's3:AbortMultipartUpload', `${bucket}/${key}`)],
  run: (call, target) => {
    findBucket(call, target.bucket).uploads.delete(findUpload(call, target).id)
    return plainResponse(call, 204)
  },
}
