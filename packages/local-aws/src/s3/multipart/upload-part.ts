import { createHash } from 'node:crypto'
import { AwsError } from '../../base/index.ts'
import type { Upload, UploadedPart } from '../../model/index.ts'
import type { Call } from '../../protocol/index.ts'
import { copySource, copySourceHeaders, readNeeds, readSource } from '../object/index.ts'
import {
  checksum,
  checksumElements,
  checksumHeader,
  invalidArgument,
  plainResponse,
  type S3Operation,
  sentChecksum,
  xmlResponse,
} from '../wire/index.ts'
import { algorithmOf, findUpload, partNumberOf, putNeeds } from './upload.ts'

/** All parts of an upload together: this S3 lives in memory. */
const mostBytes = 1024 * 1024 * 1024

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html */
export const uploadPart: S3Operation = {
  name: 'UploadPart',
  method: 'PUT',
  on: 'object',
  part: 'uploadId&partNumber',
  differs: 'up to 16 MiB a part, 1 GiB all parts',
  needs: putNeeds,
  run: (call, target) => {
    const upload = findUpload(call, target)
    const number = partNumberOf(call)
    checkAlgorithm(call, upload)
    const part = keepPart(upload, number, call.request.body, call.now)
    return plainResponse(call, 200, [
      ['ETag', `"${part.etag}"`],
      ['x-amz-server-side-encryption', 'AES256'],
      [checksumHeader(algorithmOf(upload)), part.checksum],
    ])
  },
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html */
export const uploadPartCopy: S3Operation = {
  name: 'UploadPartCopy',
  method: 'PUT',
  on: 'object',
  part: 'uploadId&partNumber',
  header: 'x-amz-copy-source',
  heeds: ['x-amz-copy-source-range', ...copySourceHeaders],
  differs: '1 GiB all parts',
  needs: (call, target) => {
    const source = copySource(call)
    return [...readNeeds(call, source, source.versionId), ...putNeeds(call, target)]
  },
  run: (call, target) => {
    const upload = findUpload(call, target)
    const number = partNumberOf(call)
    const source = copySource(call)
    const { object, headers } = readSource(call, source)
    const part = keepPart(upload, number, rangeOf(call, object.body), call.now)
    const checksums = new Map([[checksumHeader(algorithmOf(upload)), part.checksum]])
    const { ChecksumType: _, ...elements } = checksumElements({ checksums, checksumType: '' })
    const content = { LastModified: part.lastModified, ETag: `"${part.etag}"`, ...elements }
    return xmlResponse(call, 'CopyPartResult', content, headers)
  },
}

function keepPart(upload: Upload, number: number, body: Uint8Array, now: Date): UploadedPart {
  let total = body.length
  for (const [other, { body: kept }] of upload.parts) if (other !== number) total += kept.length
  if (total > mostBytes) {
    throw new AwsError('EntityTooLarge', 400, 'Your proposed upload exceeds the maximum allowed size', {
      details: { ProposedSize: String(total), MaxSizeAllowed: String(mostBytes) },
    })
  }
  const part: UploadedPart = {
    body: Uint8Array.from(body),
    etag: createHash('md5').update(body).digest('hex'),
    lastModified: now,
    checksum: checksum(algorithmOf(upload), body),
  }
  upload.parts.set(number, part)
  return part
}

function checkAlgorithm(call: Call, upload: Upload): void {
  const sent = sentChecksum(call.headers)?.algorithm
  if (sent === undefined || upload.checksumAlgorithm === undefined || sent === upload.checksumAlgorithm)
    return
  throw new AwsError(
    'InvalidRequest',
    400,
    `Checksum Type mismatch occurred, expected checksum Type: ${upload.checksumAlgorithm.toLowerCase()}, actual checksum Type: ${sent.toLowerCase()}`,
  )
}

/** The bytes of `x-amz-copy-source-range`, which unlike a GET's has to lie within the object. */
function rangeOf(call: Call, body: Uint8Array): Uint8Array {
  const header = call.headers.get('x-amz-copy-source-range')
  if (header === undefined) return body
  const [, from = '', to = ''] = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(header) ?? []
  if (from === '' || Number(from) > Number(to)) {
    throw invalidArgument(
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
      'x-amz-copy-source-range',
      header,
    )
  }
  if (Number(to) >= body.length) {
    throw invalidArgument(
      `Range specified is not valid for source object of size: ${body.length}`,
      'x-amz-copy-source-range',
      header,
    )
  }
  return body.subarray(Number(from), Number(to) + 1)
}
