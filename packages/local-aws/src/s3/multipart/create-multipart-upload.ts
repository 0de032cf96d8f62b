import { AwsError } from '../../base/index.ts'
import type { Upload } from '../../model/index.ts'
import { describedBy, describingHeaders, encryptionHeaders, writeNeeds } from '../object/index.ts'
import {
  type ChecksumAlgorithm,
  checksumAlgorithm,
  findBucket,
  type S3Operation,
  xmlResponse,
} from '../wire/index.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html */
export const createMultipartUpload: S3Operation = {
  name: 'CreateMultipartUpload',
  method: 'POST',
  on: 'object',
  part: 'uploads',
  heeds: ['x-amz-checksum-algorithm', 'x-amz-checksum-type', ...describingHeaders],
  differs: 'as PutObject; nothing ends an upload but CompleteMultipartUpload and AbortMultipartUpload',
  needs: writeNeeds,
  run: (call, { bucket: name, key }) => {
    const bucket = findBucket(call, name)
    const wanted = call.headers.get('x-amz-checksum-algorithm')
    const algorithm = wanted === undefined ? undefined : checksumAlgorithm('x-amz-checksum-algorithm', wanted)
    const upload: Upload = {
      id: Buffer.from(call.randomBytes(48)).toString('base64url'),
      key,
      initiatedAt: call.now,
      initiator: 'arn' in call.caller.principal ? call.caller.principal.arn : 'anonymous',
      described: describedBy(call, bucket),
      checksumAlgorithm: algorithm,
      checksumType: checksumType(algorithm, call.headers.get('x-amz-checksum-type')),
      parts: new Map(),
    }
    bucket.uploads.set(upload.id, upload)
    return xmlResponse(
      call,
      'InitiateMultipartUploadResult',
      { Bucket: name, Key: key, UploadId: upload.id },
      [
        ...encryptionHeaders(upload.described),
        ...(algorithm === undefined
          ? []
          : ([
              ['x-amz-checksum-algorithm', algorithm],
              ['x-amz-checksum-type', upload.checksumType],
            ] as const)),
      ],
    )
  },
}

/**
 * Of CRCs the one over the whole object can be told from those of its parts, of hashes it cannot: those are
 * composite.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
 */
function checksumType(
  algorithm: ChecksumAlgorithm | undefined,
  wanted: string | undefined,
): 'FULL_OBJECT' | 'COMPOSITE' {
  if (wanted !== undefined && algorithm === undefined) {
    throw new AwsError(
      'InvalidRequest',
      400,
      'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
    )
  }
  const whole = algorithm === undefined || algorithm === 'CRC64NVME'
  const either = algorithm === 'CRC32' || algorithm === 'CRC32C'
  const type = wanted?.toUpperCase() ?? (whole ? 'FULL_OBJECT' : 'COMPOSITE')
  if (type === 'FULL_OBJECT' && (whole || either)) return type
  if (type === 'COMPOSITE' && !whole) return type
  throw new AwsError(
    'InvalidRequest',
    400,
    `The ${type} checksum type cannot be used with the ${(algorithm ?? '').toLowerCase()} checksum algorithm.`,
  )
}
