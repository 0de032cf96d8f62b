import { AwsError } from '../../base/index.ts'
import type { Bucket, StoredObject } from '../../model/index.ts'
import type { Call } from '../../protocol/index.ts'
import { invalidArgument } from '../wire/index.ts'
import { encryptionHeaderNames, encryptionHeaders, encryptionOf } from './encryption.ts'
import { lockHeaders, lockOfHeaders } from './object-lock.ts'
import { tagsOfHeader } from './tagging-header.ts'

/** Headers that are kept with an object and sent back with it. */
const keptHeaders = [
  'Cache-Control',
  'Content-Disposition',
  'Content-Encoding',
  'Content-Language',
  'Expires',
] as const

const metadataPrefix = 'x-amz-meta-'
const longestMetadata = 2048
const longestRedirect = 2048

const storageClasses = new Set([
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
])

/** The headers that say something about the object a request writes: what an operation that writes heeds. */
export const describingHeaders: readonly string[] = [
  ...keptHeaders.map((name) => name.toLowerCase()),
  'content-type',
  'x-amz-acl',
  'x-amz-grant-full-control',
  'x-amz-grant-read',
  'x-amz-grant-read-acp',
  'x-amz-grant-write-acp',
  'x-amz-meta-',
  ...lockHeaders,
  ...encryptionHeaderNames,
  'x-amz-storage-class',
  'x-amz-tagging',
  'x-amz-website-redirect-location',
]

/** What a request says about the object it puts, apart from its body. */
export type Described = Pick<
  StoredObject,
  | 'contentType'
  | 'metadata'
  | 'headers'
  | 'storageClass'
  | 'redirect'
  | 'tags'
  | 'retention'
  | 'legalHold'
  | 'encryption'
>

/**
 * Reads content type, metadata, tags and the other headers that stay with an object.
 *
 * @throws AwsError `NotImplemented` for encryption with keys of one's own, `AccessControlListNotSupported` for an ACL,
 * `InvalidStorageClass`, `InvalidTag`, `MetadataTooLarge` over 2 KB, and what {@link lockOfHeaders} throws
 */
export function describedBy(call: Call, bucket: Bucket): Described {
  const { headers } = call
  checkAcl(headers)
  const storageClass = headers.get('x-amz-storage-class') ?? 'STANDARD'
  if (!storageClasses.has(storageClass)) {
    throw new AwsError('InvalidStorageClass', 400, 'The storage class you specified is not valid', {
      details: { StorageClassRequested: storageClass },
    })
  }
  return {
    contentType: headers.get('content-type') ?? 'binary/octet-stream',
    metadata: metadataOf(headers),
    headers: keptHeadersOf(headers),
    storageClass,
    redirect: redirectOf(headers),
    tags: tagsOfHeader(call),
    encryption: encryptionOf(call, bucket),
    ...lockOfHeaders(call, bucket),
  }
}

/** The headers of GET and HEAD that describe an object, without its length. */
export function describe(object: StoredObject): ReadonlyArray<readonly [string, string]> {
  return [
    ['Last-Modified', object.lastModified.toUTCString()],
    ['ETag', `"${object.etag}"`],
    ['Accept-Ranges', 'bytes'],
    ['Content-Type', object.contentType],
    ...encryptionHeaders(object),
    ...(object.storageClass === 'STANDARD' ? [] : [['x-amz-storage-class', object.storageClass] as const]),
    ...(object.redirect === undefined ? [] : [['x-amz-website-redirect-location', object.redirect] as const]),
    ...(object.tags.size === 0 ? [] : [['x-amz-tagging-count', String(object.tags.size)] as const]),
    ...object.headers,
    ...[...object.metadata].map(([name, value]) => [metadataPrefix + name, value] as const),
  ]
}

/** Buckets here belong to their owner alone, as new ones on AWS do: of ACLs only what says so is taken. */
function checkAcl(headers: ReadonlyMap<string, string>): void {
  const acl = headers.get('x-amz-acl')
  const grants = ['full-control', 'read', 'read-acp', 'write-acp'].some((name) =>
    headers.has(`x-amz-grant-${name}`),
  )
  if (grants || (acl !== undefined && acl !== 'bucket-owner-full-control' && acl !== 'private')) {
    throw new AwsError('AccessControlListNotSupported', 400, 'The bucket does not allow ACLs')
  }
}

function redirectOf(headers: ReadonlyMap<string, string>): string | undefined {
  const redirect = headers.get('x-amz-website-redirect-location')
  if (redirect === undefined) return undefined
  if (!/^(?:\/|https?:\/\/)/.test(redirect) || redirect.length > longestRedirect) {
    throw invalidArgument(
      'The website redirect location must have a prefix of http:// or https:// or /',
      'x-amz-website-redirect-location',
      redirect,
    )
  }
  return redirect
}

function metadataOf(headers: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const metadata = new Map<string, string>()
  let size = 0
  for (const [name, value] of headers) {
    if (!name.startsWith(metadataPrefix)) continue
    const key = name.slice(metadataPrefix.length)
    metadata.set(key, value)
    size += key.length + value.length
  }
  if (size > longestMetadata) {
    throw new AwsError(
      'MetadataTooLarge',
      400,
      'Your metadata headers exceed the maximum allowed metadata size',
      { details: { Size: String(size), MaxSizeAllowed: String(longestMetadata) } },
    )
  }
  return metadata
}

function keptHeadersOf(headers: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const kept = new Map<string, string>()
  for (const name of keptHeaders) {
    const value = headers.get(name.toLowerCase())
    // How the body came over the wire is no part of the object.
    const stored = name === 'Content-Encoding' ? value?.replace(/\s*aws-chunked\s*,?\s*/, '') : value
    if (stored !== undefined && stored !== '') kept.set(name, stored)
  }
  return kept
}
