import { AwsError } from '../../base/index.ts'
import { type Content, digested, type Received, receivedBytes, slice } from '../../content/index.ts'
import type { Upload, UploadedPart } from '../../model/index.ts'
import { type Call, checkNotReplaced } from '../../protocol/index.ts'
import {
  checkUsableKey,
  copySource,
  copySourceHeaders,
  encryptionHeaders,
  hexMd5,
  sealedTag,
  readNeeds,
  readSource,
} from '../object/index.ts'
import {
  announcedChecksums,
  type ChecksumAlgorithm,
  checksumElements,
  checksumHeader,
  invalidArgument,
  plainResponse,
  type S3Operation,
  sentChecksum,
  xmlResponse,
} from '../wire/index.ts'
import { algorithmOf, findUpload, partNumberOf, putNeeds } from './upload.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html */
export const uploadPart: S3Operation = {
  name: 'UploadPart',
  method: 'PUT',
  on: 'object',
  part: 'uploadId&partNumber',
  needs: putNeeds,
  receives: (call, target) => {
    partNumberOf(call)
    const upload = findUpload(call, target)
    checkUsableKey(call, upload.described.encryption)
    checkAlgorithm(upload, announcedChecksums(call.headers).at(0))
    return [algorithmOf(upload)]
  },
  run: (call, target) => {
    const upload = findUpload(call, target)
    checkUsableKey(call, upload.described.encryption)
    const number = partNumberOf(call)
    checkAlgorithm(upload, sentChecksum(call.headers)?.algorithm)
    const part = keepPart(upload, number, call.received ?? receivedBytes(call.request.body), call.now)
    return plainResponse(call, 200, [
      ['ETag', `"${part.etag}"`],
      ...encryptionHeaders(upload.described),
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
  needs: (call, target) => {
    const source = copySource(call)
    return [...readNeeds(call, source, source.versionId), ...putNeeds(call, target)]
  },
  run: (call, target) => {
    const upload = findUpload(call, target)
    checkUsableKey(call, upload.described.encryption)
    const number = partNumberOf(call)
    const source = copySource(call)
    const { object, headers } = readSource(call, source)
    const algorithm = algorithmOf(upload)
    const copied = rangeOf(call, object.content)
    return digested(copied, ['MD5', algorithm], call.state.contents, (received) => {
      checkNotReplaced(call)
      // It may have ended while the source was read.
      const part = keepPart(findUpload(call, target), number, received, call.now)
      const checksums = new Map([[checksumHeader(algorithm), part.checksum]])
      const { ChecksumType: _, ...elements } = checksumElements({ checksums, checksumType: '' })
      const content = { LastModified: part.lastModified, ETag: `"${part.etag}"`, ...elements }
      return xmlResponse(call, 'CopyPartResult', content, [
        ...encryptionHeaders(upload.described),
        ...headers,
      ])
    })
  },
}

function keepPart(upload: Upload, number: number, received: Received, now: Date): UploadedPart {
  const part: UploadedPart = {
    content: received.content,
    etag: sealedTag(hexMd5(received.digest), upload.described.encryption),
    lastModified: now,
    checksum: received.digest(algorithmOf(upload)),
  }
  upload.parts.set(number, part)
  return part
}

function checkAlgorithm(upload: Upload, sent: ChecksumAlgorithm | undefined): void {
  if (sent === undefined || upload.checksumAlgorithm === undefined || sent === upload.checksumAlgorithm)
    return
  throw new AwsError(
    'InvalidRequest',
    400,
    `Checksum Type mismatch occurred, expected checksum Type: ${upload.checksumAlgorithm.toLowerCase()}, actual checksum Type: ${sent.toLowerCase()}`,
  )
}

/** The bytes of `x-amz-copy-source-range`, which unlike a GET's has to lie within the object. */
function rangeOf(call: Call, content: Content): Content {
  const header = call.headers.get('x-amz-copy-source-range')
  if (header === undefined) return content
  const [, from = '', to = ''] = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(header) ?? []
  if (from === '' || Number(from) > Number(to)) {
    throw invalidArgument(
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
      'x-amz-copy-source-range',
      header,
    )
  }
  if (Number(to) >= content.length) {
    throw invalidArgument(
      `Range specified is not valid for source object of size: ${content.length}`,
      'x-amz-copy-source-range',
      header,
    )
  }
  return slice(content, Number(from), Number(to) + 1)
}
