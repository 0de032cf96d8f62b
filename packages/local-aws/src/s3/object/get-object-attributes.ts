import type { StoredObject } from '../../model/index.ts'
import type { Call } from '../../protocol/index.ts'
import { versionHeader } from '../version/index.ts'
import {
  checksumElements,
  invalidArgument,
  s3Need,
  type S3Operation,
  type S3XmlValue,
  xmlResponse,
} from '../wire/index.ts'
import { existingTags, found, readNeeds } from './get-object.ts'

const attributes: Readonly<Record<string, (object: StoredObject, call: Call) => S3XmlValue>> = {
  ETag: ({ etag }) => etag,
  Checksum: (object) => (object.checksums.size === 0 ? undefined : checksumElements(object)),
  ObjectParts: partsOf,
  StorageClass: ({ storageClass }) => storageClass,
  ObjectSize: ({ content }) => content.length,
}

/** How many parts there are; and which, where the upload named the algorithm of their checksums. */
function partsOf({ partSizes, partChecksums, checksums }: StoredObject, call: Call): S3XmlValue {
  const most = Math.min(1000, numberOf(call, 'x-amz-max-parts', 1000))
  const after = numberOf(call, 'x-amz-part-number-marker', 0)
  if (partSizes === undefined) return undefined
  if (partChecksums === undefined) return { PartsCount: partSizes.length }
  const [element = ''] = Object.keys(checksumElements({ checksums, checksumType: '' }))
  const parts = partSizes.map((Size, index) => ({
    PartNumber: index + 1,
    Size,
    [element]: partChecksums[index],
  }))
  const page = parts.slice(after, after + most)
  return {
    PartsCount: parts.length,
    PartNumberMarker: after,
    NextPartNumberMarker: page.at(-1)?.PartNumber ?? 0,
    MaxParts: most,
    IsTruncated: after + page.length < parts.length,
    Part: page,
  }
}

function numberOf(call: Call, name: string, otherwise: number): number {
  const text = call.headers.get(name)
  if (text === undefined) return otherwise
  if (!/^\d{1,10}$/.test(text) || Number(text) > 2_147_483_647) {
    throw invalidArgument(`Argument ${name} must be an integer between 0 and 2147483647`, name, text)
  }
  return Number(text)
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html */
export const getObjectAttributes: S3Operation = {
  name: 'GetObjectAttributes',
  method: 'GET',
  on: 'object',
  part: 'attributes',
  heeds: ['?versionId', 'x-amz-max-parts', 'x-amz-object-attributes', 'x-amz-part-number-marker'],
  needs: (call, target) => {
    const version = call.params.get('versionId')
    const action = version === undefined ? 's3:GetObjectAttributes' : 's3:GetObjectVersionAttributes'
    return [
      ...readNeeds(call, target),
      s3Need(call, action, `${target.bucket}/${target.key}`, [
        ...existingTags(call, target),
        ['s3:VersionId', version],
      ]),
    ]
  },
  run: (call, target) => {
    const header = call.headers.get('x-amz-object-attributes') ?? ''
    const wanted = header.split(',').map((name) => name.trim())
    if (!wanted.every((name) => Object.hasOwn(attributes, name))) {
      throw invalidArgument('Invalid attribute name specified.', 'x-amz-object-attributes', header)
    }
    const { bucket, object } = found(call, target)
    const chosen = Object.entries(attributes).filter(([name]) => wanted.includes(name))
    return xmlResponse(
      call,
      'GetObjectAttributesResponse',
      Object.fromEntries(chosen.map(([name, valueOf]) => [name, valueOf(object, call)])),
      [['Last-Modified', object.lastModified.toUTCString()], ...versionHeader(bucket, object.versionId)],
    )
  },
}
