import { noSuchKey } from './errors.ts'
import { findBucket, s3Need } from './need.ts'
import type { S3Operation } from './operation.ts'
import { xmlResponse } from './respond.ts'

/**
 * Objects here have no tags; Terraform and `aws s3 cp` ask.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTagging.html
 */
export const getObjectTagging: S3Operation = {
  name: 'GetObjectTagging',
  needs: (call, { bucket, key }) => [s3Need(call, 's3:GetObjectTagging', `${bucket}/${key}`)],
  run: (call, target) => {
    if (!findBucket(call, target.bucket).objects.has(target.key)) throw noSuchKey(target.key)
    return xmlResponse(call, 'Tagging', { TagSet: {} })
  },
}
