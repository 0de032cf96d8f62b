import type { Call } from '../../protocol/index.ts'
import {
  canonicalUserId,
  checksumElements,
  checksumHeader,
  findBucket,
  invalidArgument,
  type S3Operation,
  s3Need,
  xmlResponse,
} from '../wire/index.ts'
import { algorithmOf, findUpload } from './upload.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html */
export const listParts: S3Operation = {
  name: 'ListParts',
  method: 'GET',
  on: 'object',
  part: 'uploadId',
  heeds: ['?max-parts', '?part-number-marker'],
  needs: (call, { bucket, key }) => [s3Need(call, 's3:ListMultipartUploadParts', `${bucket}/${key}`)],
  run: (call, target) => {
    const { account } = findBucket(call, target.bucket)
    const upload = findUpload(call, target)
    const most = Math.min(1000, numberOf(call, 'max-parts', 1000))
    const after = numberOf(call, 'part-number-marker', 0)
    const parts = [...upload.parts].filter(([number]) => number > after).toSorted(([a], [b]) => a - b)
    const page = parts.slice(0, most)
    const algorithm = algorithmOf(upload)
    return xmlResponse(call, 'ListPartsResult', {
      Bucket: target.bucket,
      Key: upload.key,
      UploadId: upload.id,
      PartNumberMarker: after,
      NextPartNumberMarker: page.at(-1)?.[0] ?? 0,
      MaxParts: most,
      IsTruncated: page.length < parts.length,
      ChecksumAlgorithm: upload.checksumAlgorithm,
      ChecksumType: upload.checksumAlgorithm === undefined ? undefined : upload.checksumType,
      Part: page.map(([number, part]) => {
        const checksums = new Map([[checksumHeader(algorithm), part.checksum]])
        const { ChecksumType: _, ...elements } = checksumElements({ checksums, checksumType: '' })
        return {
          PartNumber: number,
          LastModified: part.lastModified,
          ETag: `"${part.etag}"`,
          Size: part.content.length,
          ...elements,
        }
      }),
      Initiator: { ID: upload.initiator, DisplayName: upload.initiator.replace(/^.*\//, '') },
      Owner: { ID: canonicalUserId(account) },
      StorageClass: upload.described.storageClass,
    })
  },
}

function numberOf(call: Call, name: string, otherwise: number): number {
  const text = call.params.get(name)
  if (text === undefined) return otherwise
  if (!/^\d{1,10}$/.test(text) || Number(text) > 2_147_483_647) {
    throw invalidArgument(`Argument ${name} must be an integer between 0 and 2147483647`, name, text)
  }
  return Number(text)
}
