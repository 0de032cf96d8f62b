import {
  invalidArgument,
  canonicalUserId,
  findBucket,
  s3Need,
  type S3Operation,
  xmlResponse,
} from '../wire/index.ts'
import { listParameters } from './list-parameters.ts'
import { checksumInfo, listObjects } from './listing.ts'

/**
 * Nothing is versioned here: every object has one version, called `null`, as in a bucket on which versioning
 * was never turned on. Tools that empty a bucket ask for versions.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
 */
export const listObjectVersions: S3Operation = {
  name: 'ListObjectVersions',
  method: 'GET',
  on: 'bucket',
  part: 'versions',
  heeds: [
    '?key-marker',
    '?version-id-marker',
    '?delimiter',
    '?encoding-type',
    '?max-keys',
    '?prefix',
    'x-amz-optional-object-attributes',
  ],
  differs: 'one version of each object, called `null`',
  needs: (call, { bucket }) => [
    s3Need(call, 's3:ListBucketVersions', bucket, [
      ['s3:prefix', call.params.get('prefix')],
      ['s3:delimiter', call.params.get('delimiter')],
      ['s3:max-keys', call.params.get('max-keys')],
    ]),
  ],
  run: (call, target) => {
    const bucket = findBucket(call, target.bucket)
    const { prefix, delimiter, most, encode } = listParameters(call)
    const after = call.params.get('key-marker') ?? ''
    const version = call.params.get('version-id-marker') ?? 'null'
    if (version !== 'null' || (after === '' && call.params.has('version-id-marker'))) {
      throw invalidArgument('Invalid version id specified', 'version-id-marker', version)
    }
    const listing = listObjects(bucket, { prefix, delimiter, most, after })
    return xmlResponse(call, 'ListVersionsResult', {
      Name: bucket.name,
      Prefix: encode(prefix),
      KeyMarker: encode(after),
      VersionIdMarker: '',
      NextKeyMarker: listing.next === undefined ? undefined : encode(listing.next),
      NextVersionIdMarker: listing.next === undefined ? undefined : 'null',
      MaxKeys: most,
      Delimiter: delimiter === '' ? undefined : encode(delimiter),
      EncodingType: call.params.get('encoding-type'),
      IsTruncated: listing.next !== undefined,
      Version: listing.objects.map(([key, object]) => ({
        Key: encode(key),
        VersionId: 'null',
        IsLatest: true,
        LastModified: object.lastModified,
        ETag: `"${object.etag}"`,
        ...checksumInfo(object),
        Size: object.body.length,
        Owner: { ID: canonicalUserId(bucket.account) },
        StorageClass: object.storageClass,
      })),
      CommonPrefixes: listing.commonPrefixes.map((common) => ({ Prefix: encode(common) })),
    })
  },
}
