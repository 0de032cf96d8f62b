import { AwsError, type RawResponse } from '../../base/index.ts'
import { slice } from '../../content/index.ts'
import type { Bucket, StoredObject } from '../../model/index.ts'
import type { AuthorizationNeed, Call } from '../../protocol/index.ts'
import { currentObject, findVersion, versionHeader } from '../version/index.ts'
import {
  contentResponse,
  findBucket,
  invalidArgument,
  type S3Operation,
  type S3Target,
  s3Need,
  withoutBody,
} from '../wire/index.ts'
import { byteRange, type ByteRange } from './byte-range.ts'
import { checkUsableKey } from './encryption.ts'
import { describe } from './object-headers.ts'
import { lockHeadersOf } from './object-lock.ts'
import { checkReadable } from './preconditions.ts'

/** Query parameters of a GET that replace headers of the answer. */
const overrides = [
  'Cache-Control',
  'Content-Disposition',
  'Content-Encoding',
  'Content-Language',
  'Content-Type',
  'Expires',
] as const

const heeds = [
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-unmodified-since',
  'range',
  'x-amz-checksum-mode',
  '?partNumber',
  '?versionId',
  ...overrides.map((name) => `?response-${name.toLowerCase()}`),
]

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
export const getObject: S3Operation = {
  name: 'GetObject',
  method: 'GET',
  on: 'object',
  heeds,
  differs: 'one range; nothing is restored from the archive',
  needs: readNeeds,
  run: readObject,
}

/** What GetObject answers. @throws AwsError what {@link found} throws, `InvalidObjectState` for what is archived */
export function readObject(call: Call, target: S3Target): RawResponse {
  const { bucket, object } = found(call, target)
  if (object.storageClass === 'GLACIER' || object.storageClass === 'DEEP_ARCHIVE') {
    throw new AwsError(
      'InvalidObjectState',
      403,
      "The operation is not valid for the object's storage class",
      {
        details: { StorageClass: object.storageClass },
      },
    )
  }
  checkUsableKey(call, object.encryption)
  return read(call, target, bucket, object)
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html */
export const headObject: S3Operation = {
  name: 'HeadObject',
  method: 'HEAD',
  on: 'object',
  heeds,
  differs: 'as GetObject',
  needs: readNeeds,
  run: (call, target) => {
    const { bucket, object } = found(call, target)
    // Only checksums need the key: all else that is answered is not encrypted.
    if (wantsChecksums(call)) checkUsableKey(call, object.encryption)
    return withoutBody(read(call, target, bucket, object))
  },
}

/**
 * Reading needs s3:GetObject, or s3:GetObjectVersion where a version is named. Whoever asks for a key that does not exist needs s3:ListBucket too: without it
 * S3 does not tell what is missing from what is forbidden.
 */
export function readNeeds(
  call: Call,
  target: S3Target,
  versionId: string | undefined = call.params.get('versionId'),
): readonly AuthorizationNeed[] {
  const { bucket, key } = target
  const action = versionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion'
  const missing = call.state.buckets.has(bucket) && storedObject(call, target, versionId) === undefined
  return [
    s3Need(call, action, `${bucket}/${key}`, [
      ...existingTags(call, target, versionId),
      ['s3:VersionId', versionId],
    ]),
    ...(missing ? [s3Need(call, 's3:ListBucket', bucket)] : []),
  ]
}

/** `s3:ExistingObjectTag/…` of an object that is there. */
export function existingTags(
  call: Call,
  target: S3Target,
  versionId: string | undefined = call.params.get('versionId'),
): ReadonlyArray<readonly [key: string, value: string]> {
  const { tags = new Map<string, string>() } = storedObject(call, target, versionId) ?? {}
  return [...tags].map(([name, value]) => [`s3:ExistingObjectTag/${name}`, value])
}

/** The object that a request is about, before anything is known to be allowed; no delete marker is one. */
function storedObject(
  { state }: Call,
  { bucket: name, key }: S3Target,
  versionId: string | undefined,
): StoredObject | undefined {
  const bucket = state.buckets.get(name)
  if (bucket === undefined || versionId === undefined) return bucket?.objects.get(key)
  const version = findVersion(bucket, key, versionId)
  return version?.content === undefined ? undefined : version
}

/** @throws AwsError `NoSuchBucket`, and what {@link currentObject} throws */
export function found(
  call: Call,
  target: S3Target,
): { readonly bucket: Bucket; readonly object: StoredObject } {
  const bucket = findBucket(call, target.bucket)
  return { bucket, object: currentObject(bucket, target.key, call.params.get('versionId')) }
}

function read(call: Call, { key }: S3Target, bucket: Bucket, object: StoredObject): RawResponse {
  checkReadable(call, object)
  const range = rangeOf(call, object)
  const content = range ? slice(object.content, range.first, range.last + 1) : object.content
  const headers = new Map([...describe(object), ...lockHeadersOf(call, object, `${bucket.name}/${key}`)])
  for (const name of overrides) {
    const value = call.params.get(`response-${name.toLowerCase()}`)
    if (value === undefined) continue
    // Whoever may read anonymously may not choose what the answer calls itself.
    if (call.caller.principal.type === 'anonymous') {
      throw new AwsError(
        'InvalidRequest',
        400,
        'Request specific response headers cannot be used for anonymous GET requests.',
      )
    }
    headers.set(name, value.replace(/[\r\n\0]/g, ''))
  }
  headers.set('Content-Length', String(content.length))
  if (range) headers.set('Content-Range', `bytes ${range.first}-${range.last}/${object.content.length}`)
  if (object.partSizes && call.params.has('partNumber')) {
    headers.set('x-amz-mp-parts-count', String(object.partSizes.length))
  }
  if (wantsChecksums(call)) {
    for (const [name, value] of checksumsOf(call, object, range)) headers.set(name, value)
  }
  const answered = [...versionHeader(bucket, object.versionId), ...headers]
  return contentResponse(call, range ? 206 : 200, answered, content)
}

function wantsChecksums({ headers }: Call): boolean {
  return headers.get('x-amz-checksum-mode')?.toUpperCase() === 'ENABLED'
}

/** The checksums of what is answered: with the whole object's a client would find a range wrong. */
function checksumsOf(
  call: Call,
  { checksums, checksumType, partChecksums }: StoredObject,
  range: ByteRange | undefined,
): ReadonlyArray<readonly [string, string]> {
  const type = ['x-amz-checksum-type', checksumType] as const
  if (!range) return checksums.size === 0 ? [] : [...checksums, type]
  const ofPart = partChecksums?.[Number(call.params.get('partNumber')) - 1]
  return ofPart === undefined ? [] : [...[...checksums.keys()].map((name) => [name, ofPart] as const), type]
}

/** The bytes that `Range` or `partNumber` asks for; an object that came in one request has one part. */
function rangeOf(call: Call, object: StoredObject): ByteRange | undefined {
  const range = call.headers.get('range')
  const text = call.params.get('partNumber')
  if (text === undefined) return byteRange(range, object.content.length)
  if (range !== undefined) {
    throw new AwsError(
      'InvalidRequest',
      400,
      'Cannot specify both Range header and partNumber query parameter',
    )
  }
  if (!/^\d{1,5}$/.test(text) || Number(text) < 1 || Number(text) > 10_000) {
    throw invalidArgument('Part number must be an integer between 1 and 10000, inclusive', 'partNumber', text)
  }
  const sizes = object.partSizes ?? [object.content.length]
  const size = sizes[Number(text) - 1]
  if (size === undefined) {
    throw new AwsError('InvalidPartNumber', 416, 'The requested partnumber is not satisfiable')
  }
  if (size === 0) return undefined
  const first = sizes.slice(0, Number(text) - 1).reduce((sum, one) => sum + one, 0)
  return { first, last: first + size - 1 }
}
