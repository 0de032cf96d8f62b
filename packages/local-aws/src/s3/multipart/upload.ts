import { AwsError } from '../../base/index.ts'
import type { Upload } from '../../model/index.ts'
import type { AuthorizationNeed, Call } from '../../protocol/index.ts'
import {
  type ChecksumAlgorithm,
  checksumAlgorithm,
  findBucket,
  invalidArgument,
  type S3Target,
  s3Need,
} from '../wire/index.ts'

/**
 * The upload that a request is about.
 *
 * @throws AwsError `NoSuchUpload`, also for one of another key
 */
export function findUpload(call: Call, target: S3Target): Upload {
  const id = call.params.get('uploadId') ?? ''
  const upload = findBucket(call, target.bucket).uploads.get(id)
  if (upload === undefined || upload.key !== target.key) {
    throw new AwsError(
      'NoSuchUpload',
      404,
      'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
      { details: { UploadId: id } },
    )
  }
  return upload
}

/** The number of the part that a request is about. @throws AwsError `InvalidArgument` */
export function partNumberOf(call: Call): number {
  const text = call.params.get('partNumber') ?? ''
  if (!/^\d{1,5}$/.test(text) || Number(text) < 1 || Number(text) > 10_000) {
    throw invalidArgument('Part number must be an integer between 1 and 10000, inclusive', 'partNumber', text)
  }
  return Number(text)
}

/** The checksum that each part of an upload has: S3's own where none was asked for. */
export function algorithmOf({ checksumAlgorithm: name = 'CRC64NVME' }: Upload): ChecksumAlgorithm {
  return checksumAlgorithm('x-amz-checksum-algorithm', name)
}

/** Whoever may put an object may upload its parts. */
export function putNeeds(call: Call, { bucket, key }: S3Target): readonly AuthorizationNeed[] {
  return [s3Need(call, 's3:PutObject', `${bucket}/${key}`)]
}
