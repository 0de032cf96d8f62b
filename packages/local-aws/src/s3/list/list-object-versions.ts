import {
  invalidArgument,
  canonicalUserId,
  findBucket,
  s3Need,
  type S3Operation,
  type S3Xml,
  xmlResponse,
} from '../wire/index.ts'
import { listParameters } from './list-parameters.ts'
import { checksumInfo } from './listing.ts'
import { checkVersionId } from '../version/index.ts'
import { listVersions, type VersionEntry } from './version-listing.ts'

/**
 * Lists every version of every key, the latest first, and the delete markers among them. In a bucket that never
 * was versioned each object has one, called `null`.
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
    const versionAfter = call.params.get('version-id-marker') ?? ''
    if (after === '' && call.params.has('version-id-marker')) {
      throw invalidArgument(
        'A version-id marker cannot be specified without a key marker.',
        'version-id-marker',
        versionAfter,
      )
    }
    if (versionAfter !== '') checkVersionId(versionAfter)
    const { entries, commonPrefixes, next } = listVersions(bucket, {
      prefix,
      delimiter,
      most,
      after: { key: after, versionId: versionAfter },
    })
    const described = ({ key, version, isLatest }: VersionEntry): S3Xml => ({
      Key: encode(key),
      VersionId: version.versionId,
      IsLatest: isLatest,
      LastModified: version.lastModified,
      ...(version.content === undefined
        ? {}
        : { ETag: `"${version.etag}"`, ...checksumInfo(version), Size: version.content.length }),
      Owner: { ID: canonicalUserId(bucket.account) },
      StorageClass: version.content === undefined ? undefined : version.storageClass,
    })
    return xmlResponse(call, 'ListVersionsResult', {
      Name: bucket.name,
      Prefix: encode(prefix),
      KeyMarker: encode(after),
      VersionIdMarker: versionAfter,
      NextKeyMarker: next === undefined ? undefined : encode(next.key),
      NextVersionIdMarker: next === undefined || next.versionId === '' ? undefined : next.versionId,
      MaxKeys: most,
      Delimiter: delimiter === '' ? undefined : encode(delimiter),
      EncodingType: call.params.get('encoding-type'),
      IsTruncated: next !== undefined,
      Version: entries.filter(({ version }) => version.content !== undefined).map(described),
      DeleteMarker: entries.filter(({ version }) => version.content === undefined).map(described),
      CommonPrefixes: commonPrefixes.map((common) => ({ Prefix: encode(common) })),
    })
  },
}
