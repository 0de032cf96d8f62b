import { AwsError } from '../../base/index.ts'
import { hasObjectLock } from './retention.ts'
import {
  child,
  findBucket,
  headerNotImplemented,
  malformedXml,
  plainResponse,
  readDocument,
  s3Need,
  type S3Operation,
  xmlResponse,
} from '../wire/index.ts'

const elements = [
  'VersioningConfiguration',
  'VersioningConfiguration/Status',
  'VersioningConfiguration/MfaDelete',
] as const

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html */
export const getBucketVersioning: S3Operation = {
  name: 'GetBucketVersioning',
  method: 'GET',
  on: 'bucket',
  part: 'versioning',
  needs: (call, { bucket }) => [s3Need(call, 's3:GetBucketVersioning', bucket)],
  run: (call, target) =>
    xmlResponse(call, 'VersioningConfiguration', { Status: findBucket(call, target.bucket).versioning }),
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html */
export const putBucketVersioning: S3Operation = {
  name: 'PutBucketVersioning',
  method: 'PUT',
  on: 'bucket',
  part: 'versioning',
  elements,
  differs: 'no MFA delete',
  needs: (call, { bucket }) => [s3Need(call, 's3:PutBucketVersioning', bucket)],
  run: (call, target) => {
    const bucket = findBucket(call, target.bucket)
    const document = readDocument(call, elements)
    const status = child(document, 'Status')?.text.trim()
    if ((child(document, 'MfaDelete')?.text.trim() ?? 'Disabled') !== 'Disabled') {
      throw headerNotImplemented('MfaDelete')
    }
    if (status !== 'Enabled' && status !== 'Suspended') throw malformedXml()
    if (status === 'Suspended' && hasObjectLock(bucket)) {
      throw new AwsError(
        'InvalidBucketState',
        409,
        'An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.',
      )
    }
    bucket.versioning = status
    return plainResponse(call, 200)
  },
}
