import { createHash } from 'node:crypto'
import { AwsError, type RawResponse } from '../../base/index.ts'
import { combinedChecksum, concatenate } from '../../content/index.ts'
import type { Bucket, StoredObject, Upload, UploadedPart } from '../../model/index.ts'
import type { Call } from '../../protocol/index.ts'
import { checkUsableKey, checkWritable, encryptionHeaders } from '../object/index.ts'
import { keepObject, versionHeader, versionsOf } from '../version/index.ts'
import {
  checksum,
  type ChecksumAlgorithm,
  checksumAlgorithms,
  checksumElements,
  checksumHeader,
  child,
  findBucket,
  malformedXml,
  readDocument,
  type S3Operation,
  type S3Target,
  sentChecksum,
  type XmlElement,
  xmlResponse,
} from '../wire/index.ts'
import { algorithmOf, findUpload, putNeeds } from './upload.ts'

/** Every part but the last has at least as much. */
const leastPartBytes = 5 * 1024 * 1024

const part = 'CompleteMultipartUpload/Part'
const elements = [
  'CompleteMultipartUpload',
  part,
  `${part}/ETag`,
  `${part}/PartNumber`,
  ...checksumAlgorithms.map((algorithm) => `${part}/Checksum${algorithm}`),
] as const

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html */
export const completeMultipartUpload: S3Operation = {
  name: 'CompleteMultipartUpload',
  method: 'POST',
  on: 'object',
  part: 'uploadId',
  heeds: ['if-match', 'if-none-match', 'x-amz-checksum-type', 'x-amz-mp-object-size'],
  elements,
  checksumsOf: 'object',
  needs: putNeeds,
  run: (call, target) => {
    const bucket = findBucket(call, target.bucket)
    const named = readDocument(call, elements).children
    if (named.length === 0) throw malformedXml()
    const before = call.params.get('uploadId') ?? ''
    const done = bucket.uploads.has(before) ? undefined : completedBefore(bucket, target.key, before, named)
    if (done !== undefined) {
      checkUsableKey(call, done.encryption)
      return completed(call, target, bucket, done)
    }
    const upload = findUpload(call, target)
    checkUsableKey(call, upload.described.encryption)
    const parts = partsOf(named, upload)
    checkSizes(parts)
    checkWritable(call.headers, target.key, bucket.objects.get(target.key))
    const made = objectOf(upload, parts, call.now)
    checkWhole(call, upload, made)
    const object = keepObject(call, bucket, target.key, made)
    bucket.uploads.delete(upload.id)
    return completed(call, target, bucket, object)
  },
}

function completed(call: Call, target: S3Target, bucket: Bucket, object: StoredObject): RawResponse {
  return xmlResponse(
    call,
    'CompleteMultipartUploadResult',
    {
      Location: `http://${call.headers.get('host') ?? ''}/${target.bucket}/${encodeURI(target.key)}`,
      Bucket: target.bucket,
      Key: target.key,
      ETag: `"${object.etag}"`,
      ...checksumElements(object),
    },
    [...encryptionHeaders(object), ...versionHeader(bucket, object.versionId)],
  )
}

/** The object of an upload that was completed with the same parts: whoever did not get the answer asks again. */
function completedBefore(
  bucket: Bucket,
  key: string,
  uploadId: string,
  named: readonly XmlElement[],
): StoredObject | undefined {
  const parts = named.map((element) => etagIn(element))
  if (!parts.every((one) => /^[0-9a-f]{32}$/.test(one))) return undefined
  const etag = etagOf(parts)
  return versionsOf(bucket, key)
    .filter((version): version is StoredObject => version.content !== undefined)
    .find((object) => object.uploadId === uploadId && object.etag === etag)
}

type NewObject = Omit<StoredObject, 'versionId' | 'place'>

/** The parts that the request names, in order; without a gap where each was agreed to have a checksum. */
function partsOf(named: readonly XmlElement[], upload: Upload): readonly UploadedPart[] {
  // Every part has S3's own, whichever numbers there are.
  const { checksumAlgorithm: agreed = 'CRC64NVME' } = upload
  let before = 0
  return named.map((element) => {
    const number = Number(child(element, 'PartNumber')?.text.trim() ?? '')
    if (!Number.isInteger(number) || number < 1 || number > 10_000) throw malformedXml()
    checkNamedChecksum(element, upload, number)
    if (number <= before || (agreed !== 'CRC64NVME' && number !== before + 1)) {
      throw new AwsError(
        'InvalidPartOrder',
        400,
        'The list of parts was not in ascending order. Parts must be ordered by part number.',
        { details: { UploadId: upload.id } },
      )
    }
    before = number
    const found = upload.parts.get(number)
    if (found !== undefined && names(element, found, algorithmOf(upload))) return found
    throw new AwsError(
      'InvalidPart',
      400,
      "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
      {
        details: {
          UploadId: upload.id,
          PartNumber: String(number),
          ETag: child(element, 'ETag')?.text ?? '',
        },
      },
    )
  })
}

/** A checksum of the parts' checksums is only made of those that the request names. */
function checkNamedChecksum(element: XmlElement, upload: Upload, number: number): void {
  const { checksumAlgorithm: name, checksumType } = upload
  if (name === undefined || checksumType !== 'COMPOSITE' || child(element, `Checksum${name}`)) return
  throw new AwsError(
    'InvalidRequest',
    400,
    `The upload was created using a ${name.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${number} in the request.`,
  )
}

function checkSizes(parts: readonly UploadedPart[]): void {
  const small = parts.slice(0, -1).find(({ content }) => content.length < leastPartBytes)
  if (small === undefined) return
  throw new AwsError('EntityTooSmall', 400, 'Your proposed upload is smaller than the minimum allowed size', {
    details: {
      ProposedSize: String(small.content.length),
      MinSizeAllowed: String(leastPartBytes),
      ETag: small.etag,
    },
  })
}

/** Whether tag and checksum of a part are what the request says. */
function names(element: XmlElement, found: UploadedPart, algorithm: string): boolean {
  const sums = element.children.filter(({ name }) => name.startsWith('Checksum'))
  return (
    etagIn(element) === found.etag &&
    sums.every(({ name, text }) => name === `Checksum${algorithm}` && text.trim() === found.checksum)
  )
}

function etagIn(element: XmlElement): string {
  return (child(element, 'ETag')?.text ?? '').trim().replace(/^"|"$/g, '')
}

/** The tag of an object of parts with those tags. */
function etagOf(parts: readonly string[]): string {
  const tags = createHash('md5')
  for (const etag of parts) tags.update(etag, 'hex')
  return `${tags.digest('hex')}-${parts.length}`
}

function objectOf(upload: Upload, parts: readonly UploadedPart[], now: Date): NewObject {
  const algorithm = algorithmOf(upload)
  return {
    content: concatenate(parts.map(({ content }) => content)),
    etag: etagOf(parts.map(({ etag }) => etag)),
    lastModified: now,
    checksums: new Map([[checksumHeader(algorithm), checksumOf(parts, algorithm, upload.checksumType)]]),
    checksumType: upload.checksumType,
    uploadId: upload.id,
    partSizes: parts.map((one) => one.content.length),
    ...(upload.checksumAlgorithm === undefined ? {} : { partChecksums: parts.map((one) => one.checksum) }),
    ...upload.described,
  }
}

/** Of the whole, or of the checksums of its parts. A whole has a CRC, which follows from those of its parts. */
function checksumOf(
  parts: readonly UploadedPart[],
  algorithm: ChecksumAlgorithm,
  type: Upload['checksumType'],
): string {
  if (
    type === 'FULL_OBJECT' &&
    (algorithm === 'CRC32' || algorithm === 'CRC32C' || algorithm === 'CRC64NVME')
  ) {
    return combinedChecksum(
      algorithm,
      parts.map((one) => ({ checksum: one.checksum, length: one.content.length })),
    )
  }
  const sums = Buffer.concat(parts.map((one) => Buffer.from(one.checksum, 'base64')))
  return `${checksum(algorithm, sums)}-${parts.length}`
}

/** What the request says of the whole object. */
function checkWhole(call: Call, upload: Upload, object: NewObject): void {
  const size = call.headers.get('x-amz-mp-object-size')
  if (size !== undefined && Number(size) !== object.content.length) {
    throw new AwsError(
      'InvalidRequest',
      400,
      `The provided 'x-amz-mp-object-size' header value ${size} does not match what was computed: ${object.content.length}`,
    )
  }
  const type = call.headers.get('x-amz-checksum-type')?.toUpperCase() ?? upload.checksumType
  if (type !== upload.checksumType) {
    throw new AwsError(
      'InvalidRequest',
      400,
      `The upload was created using the ${upload.checksumType} checksum mode. The complete request must use the same checksum mode.`,
    )
  }
  const sent = sentChecksum(call.headers)
  if (sent === undefined) return
  // Of a composite checksum the number of parts may be left out.
  const own = object.checksums.get(sent.header)
  if (own === sent.value || own === `${sent.value}-${object.partSizes?.length}`) return
  throw new AwsError(
    'BadDigest',
    400,
    `The ${sent.algorithm.toLowerCase()} you specified did not match the calculated checksum.`,
  )
}
