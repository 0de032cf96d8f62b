import { AwsError } from '../base/index.ts'
import type { StoredObject } from '../model/index.ts'
import type { Call } from '../protocol/index.ts'
import { headerNotImplemented } from './errors.ts'

/** Headers that are kept with an object and sent back with it. */
const keptHeaders = [
  'Cache-Control',
  'Content-Disposition',
  'Content-Encoding',
  'Content-Language',
  'Expires',
] as const

/** Headers that would change what happens to the object in a way the local AWS does not have. */
const unsupported =
  /^x-amz-(?:tagging|website-redirect-location|object-lock-.+|server-side-encryption-(?!bucket-key-enabled$).+|grant-.+)$/

const metadataPrefix = 'x-amz-meta-'
const longestMetadata = 2048

/** What a request says about the object it puts, apart from its body. */
export type Described = Pick<StoredObject, 'contentType' | 'metadata' | 'headers'>

/**
 * Reads content type, metadata and the other headers that stay with an object.
 *
 * @throws AwsError `NotImplemented` for tags, object lock, redirects and encryption with keys,
 * `AccessControlListNotSupported` for an ACL, `MetadataTooLarge` over 2 KB
 */
export function describedBy(call: Call): Described {
  const { headers } = call
  for (const name of headers.keys()) if (unsupported.test(name)) throw headerNotImplemented(name)
  const encryption = headers.get('x-amz-server-side-encryption')
  if (encryption !== undefined && encryption !== 'AES256') {
    throw headerNotImplemented('x-amz-server-side-encryption')
  }
  const acl = headers.get('x-amz-acl')
  if (acl !== undefined && acl !== 'bucket-owner-full-control' && acl !== 'private') {
    throw new AwsError('AccessControlListNotSupported', 400, 'The bucket does not allow ACLs')
  }
  return {
    contentType: headers.get('content-type') ?? 'binary/octet-stream',
    metadata: metadataOf(headers),
    headers: keptHeadersOf(headers),
  }
}

/** The headers of GET and HEAD that describe an object, without its length. */
export function describe(object: StoredObject): ReadonlyArray<readonly [string, string]> {
  return [
    ['Last-Modified', object.lastModified.toUTCString()],
    ['ETag', `"${object.etag}"`],
    ['Accept-Ranges', 'bytes'],
    ['Content-Type', object.contentType],
    ['x-amz-server-side-encryption', 'AES256'],
    ...(object.headers ?? []),
    ...[...object.metadata].map(([name, value]) => [metadataPrefix + name, value] as const),
  ]
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
