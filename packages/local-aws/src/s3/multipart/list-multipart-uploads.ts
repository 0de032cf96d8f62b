import type { Upload } from '../../model/index.ts'
import { listParameters } from '../list/index.ts'
import { canonicalUserId, findBucket, type S3Operation, s3Need, xmlResponse } from '../wire/index.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html */
export const listMultipartUploads: S3Operation = {
  name: 'ListMultipartUploads',
  method: 'GET',
  on: 'bucket',
  part: 'uploads',
  heeds: ['?delimiter', '?encoding-type', '?key-marker', '?max-uploads', '?prefix', '?upload-id-marker'],
  needs: (call, { bucket }) => [s3Need(call, 's3:ListBucketMultipartUploads', bucket)],
  run: (call, target) => {
    const bucket = findBucket(call, target.bucket)
    const { prefix, delimiter, most, encode } = listParameters(call, 'max-uploads')
    const keyMarker = call.params.get('key-marker') ?? ''
    const idMarker = call.params.get('upload-id-marker') ?? ''
    const rest = [...bucket.uploads.values()]
      .toSorted(order)
      .filter(({ key }) => key.startsWith(prefix))
      .filter(
        (upload) =>
          upload.key > keyMarker ||
          (upload.key === keyMarker && idMarker !== '' && isAfter(upload, idMarker, bucket.uploads)),
      )
    const groups = new Set<string>()
    const page: Upload[] = []
    let last: { readonly key: string; readonly id: string } | undefined
    let truncated = false
    for (const upload of rest) {
      const end = delimiter === '' ? -1 : upload.key.indexOf(delimiter, prefix.length)
      const group = end < 0 ? undefined : upload.key.slice(0, end + delimiter.length)
      if (group !== undefined && (groups.has(group) || group === keyMarker)) continue
      if (page.length + groups.size === most) {
        truncated = true
        break
      }
      if (group === undefined) page.push(upload)
      else groups.add(group)
      last = { key: group ?? upload.key, id: group === undefined ? upload.id : '' }
    }
    return xmlResponse(call, 'ListMultipartUploadsResult', {
      Bucket: bucket.name,
      KeyMarker: encode(keyMarker),
      UploadIdMarker: idMarker,
      NextKeyMarker: truncated && last ? encode(last.key) : undefined,
      NextUploadIdMarker: truncated && last ? last.id : undefined,
      Prefix: encode(prefix),
      Delimiter: delimiter === '' ? undefined : encode(delimiter),
      EncodingType: call.params.get('encoding-type'),
      MaxUploads: most,
      IsTruncated: truncated,
      Upload: page.map((upload) => ({
        UploadId: upload.id,
        Key: encode(upload.key),
        Initiated: upload.initiatedAt,
        StorageClass: upload.described.storageClass,
        Owner: { ID: canonicalUserId(bucket.account) },
        Initiator: { ID: upload.initiator, DisplayName: upload.initiator.replace(/^.*\//, '') },
        ChecksumAlgorithm: upload.checksumAlgorithm,
        ChecksumType: upload.checksumAlgorithm === undefined ? undefined : upload.checksumType,
      })),
      CommonPrefixes: [...groups].map((group) => ({ Prefix: encode(group) })),
    })
  },
}

/** By key, and for the same key by when they were begun. */
function order(one: Upload, other: Upload): number {
  return (
    compare(one.key, other.key) ||
    one.initiatedAt.getTime() - other.initiatedAt.getTime() ||
    compare(one.id, other.id)
  )
}

function compare(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}

function isAfter(upload: Upload, marker: string, uploads: ReadonlyMap<string, Upload>): boolean {
  const marked = uploads.get(marker)
  return marked === undefined ? upload.id > marker : order(upload, marked) > 0
}
