import type { AuthorizationNeed, Call } from '../../protocol/index.ts'
import {
  canonicalUserId,
  findBucket,
  invalidArgument,
  s3Need,
  type S3Operation,
  type S3Xml,
  xmlResponse,
} from '../wire/index.ts'
import { listParameters } from './list-parameters.ts'
import { checksumInfo, type Listing, listObjects } from './listing.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html */
export const listObjectsV1: S3Operation = {
  name: 'ListObjects',
  method: 'GET',
  on: 'bucket',
  heeds: [
    '?marker',
    '?delimiter',
    '?encoding-type',
    '?max-keys',
    '?prefix',
    'x-amz-optional-object-attributes',
  ],
  needs: listNeeds,
  run: (call, target) => {
    const bucket = findBucket(call, target.bucket)
    const { prefix, delimiter, most, encode } = listParameters(call)
    const marker = call.params.get('marker') ?? ''
    const listing = listObjects(bucket, { prefix, delimiter, most, after: marker })
    return xmlResponse(call, 'ListBucketResult', {
      Name: bucket.name,
      Prefix: encode(prefix),
      Marker: encode(marker),
      // Without a delimiter the last key is the next marker, and S3 leaves it to the client to know.
      NextMarker: delimiter !== '' && listing.next !== undefined ? encode(listing.next) : undefined,
      MaxKeys: most,
      Delimiter: delimiter === '' ? undefined : encode(delimiter),
      EncodingType: call.params.get('encoding-type'),
      IsTruncated: listing.next !== undefined,
      ...entriesXml(listing, encode, bucket.account),
    })
  },
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export const listObjectsV2: S3Operation = {
  name: 'ListObjectsV2',
  method: 'GET',
  on: 'bucket',
  part: 'list-type=2',
  heeds: [
    '?continuation-token',
    '?fetch-owner',
    '?start-after',
    '?delimiter',
    '?encoding-type',
    '?max-keys',
    '?prefix',
    'x-amz-optional-object-attributes',
  ],
  needs: listNeeds,
  run: (call, target) => {
    const bucket = findBucket(call, target.bucket)
    const { prefix, delimiter, most, encode } = listParameters(call)
    const token = call.params.get('continuation-token')
    const startAfter = call.params.get('start-after')
    const after = token === undefined ? (startAfter ?? '') : readToken(token)
    const listing = listObjects(bucket, { prefix, delimiter, most, after })
    const owner = call.params.get('fetch-owner') === 'true' ? bucket.account : undefined
    return xmlResponse(call, 'ListBucketResult', {
      Name: bucket.name,
      Prefix: encode(prefix),
      StartAfter: startAfter === undefined ? undefined : encode(startAfter),
      ContinuationToken: token,
      NextContinuationToken: listing.next === undefined ? undefined : makeToken(listing.next),
      KeyCount: listing.objects.length + listing.commonPrefixes.length,
      MaxKeys: most,
      Delimiter: delimiter === '' ? undefined : encode(delimiter),
      EncodingType: call.params.get('encoding-type'),
      IsTruncated: listing.next !== undefined,
      ...entriesXml(listing, encode, owner),
    })
  },
}

function listNeeds(call: Call, { bucket }: { readonly bucket: string }): readonly AuthorizationNeed[] {
  const { params } = call
  return [
    s3Need(call, 's3:ListBucket', bucket, [
      ['s3:prefix', params.get('prefix')],
      ['s3:delimiter', params.get('delimiter')],
      ['s3:max-keys', params.get('max-keys')],
    ]),
  ]
}

function entriesXml(listing: Listing, encode: (key: string) => string, owner: string | undefined): S3Xml {
  return {
    Contents: listing.objects.map(([key, object]) => ({
      Key: encode(key),
      LastModified: object.lastModified,
      ETag: `"${object.etag}"`,
      ...checksumInfo(object),
      Size: object.content.length,
      Owner: owner === undefined ? undefined : { ID: canonicalUserId(owner) },
      StorageClass: object.storageClass,
    })),
    CommonPrefixes: listing.commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  }
}

function makeToken(next: string): string {
  return Buffer.from(`next:${next}`).toString('base64url')
}

function readToken(token: string): string {
  const text = Buffer.from(token, 'base64url').toString()
  if (!text.startsWith('next:')) {
    throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token)
  }
  return text.slice('next:'.length)
}
