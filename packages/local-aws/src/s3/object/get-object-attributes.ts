import type { StoredObject } from '../../model/index.ts'
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

const attributes: Readonly<Record<string, (object: StoredObject) => S3XmlValue>> = {
  ETag: ({ etag }) => etag,
  Checksum: (object) => (object.checksums.size === 0 ? undefined : checksumElements(object)),
  ObjectParts: ({ partSizes }) => (partSizes === undefined ? undefined : { PartsCount: partSizes.length }),
  StorageClass: ({ storageClass }) => storageClass,
  ObjectSize: ({ content }) => content.length,
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html */
export const getObjectAttributes: S3Operation = {
  name: 'GetObjectAttributes',
  method: 'GET',
  on: 'object',
  part: 'attributes',
  heeds: ['?versionId', 'x-amz-object-attributes'],
  differs: 'of the parts only how many there are',
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
      Object.fromEntries(chosen.map(([name, valueOf]) => [name, valueOf(object)])),
      [['Last-Modified', object.lastModified.toUTCString()], ...versionHeader(bucket, object.versionId)],
    )
  },
}
