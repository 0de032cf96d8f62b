import type { RawResponse } from '../base/index.ts'
import type { AuthorizationNeed, Call } from '../protocol/index.ts'
import { byteRange } from './byte-range.ts'
import { invalidArgument, noSuchKey } from './errors.ts'
import { findBucket, s3Need } from './need.ts'
import { describe } from './object-headers.ts'
import type { S3Operation, S3Target } from './operation.ts'
import { checkReadable } from './preconditions.ts'
import { plainResponse } from './respond.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
export const getObject: S3Operation = { name: 'GetObject', needs: readNeeds, run: read }

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html */
export const headObject: S3Operation = {
  name: 'HeadObject',
  needs: readNeeds,
  run: (call, target) => ({ ...read(call, target), body: '' }),
}

/**
 * Reading needs s3:GetObject. Whoever asks for a key that does not exist needs s3:ListBucket too: without it
 * S3 does not tell what is missing from what is forbidden.
 */
export function readNeeds(call: Call, { bucket, key }: S3Target): readonly AuthorizationNeed[] {
  const action = call.params.has('versionId') ? 's3:GetObjectVersion' : 's3:GetObject'
  const missing = call.state.buckets.get(bucket)?.objects.has(key) === false
  return [
    s3Need(call, action, `${bucket}/${key}`),
    ...(missing ? [s3Need(call, 's3:ListBucket', bucket)] : []),
  ]
}

/** Query parameters of a GET that replace headers of the answer. */
const overrides = [
  'Cache-Control',
  'Content-Disposition',
  'Content-Encoding',
  'Content-Language',
  'Content-Type',
  'Expires',
] as const

function read(call: Call, target: S3Target): RawResponse {
  const bucket = findBucket(call, target.bucket)
  checkVersion(call)
  const object = bucket.objects.get(target.key)
  if (!object) throw noSuchKey(target.key)
  checkReadable(call.headers, object)
  const range = byteRange(call.headers.get('range'), object.body.length)
  const body = range ? object.body.subarray(range.first, range.last + 1) : object.body
  const headers = new Map(describe(object))
  for (const name of overrides) {
    const value = call.params.get(`response-${name.toLowerCase()}`)
    if (value !== undefined) headers.set(name, value.replace(/[\r\n\0]/g, ''))
  }
  headers.set('Content-Length', String(body.length))
  if (range) headers.set('Content-Range', `bytes ${range.first}-${range.last}/${object.body.length}`)
  // A checksum is the whole object's: with a part of it a client would find it wrong.
  if (!range && call.headers.get('x-amz-checksum-mode')?.toUpperCase() === 'ENABLED') {
    for (const [name, value] of object.checksums ?? []) headers.set(name, value)
    if (object.checksums?.size) headers.set('x-amz-checksum-type', 'FULL_OBJECT')
  }
  return plainResponse(call, range ? 206 : 200, [...headers], body)
}

/** Nothing is versioned here: the one version of an object is called `null`. */
export function checkVersion(call: Call): void {
  const version = call.params.get('versionId')
  if (version !== undefined && version !== 'null') {
    throw invalidArgument('Invalid version id specified', 'versionId', version)
  }
}
