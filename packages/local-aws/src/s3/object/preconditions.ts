import { AwsError } from '../../base/index.ts'
import type { StoredObject } from '../../model/index.ts'
import type { Call } from '../../protocol/index.ts'
import { headerNotImplemented, noSuchKey } from '../wire/index.ts'

/**
 * Refuses to read an object unless the request's `If-…` headers allow it.
 *
 * @param prefix `x-amz-copy-source-` for the source of a copy, which never answers 304
 * @throws AwsError `PreconditionFailed` (412) or `NotModified` (304)
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-reads.html
 */
export function checkReadable(
  { headers, now }: Pick<Call, 'headers' | 'now'>,
  object: StoredObject,
  prefix: '' | 'x-amz-copy-source-' = '',
): void {
  const failed = (condition: string) => preconditionFailed(`${prefix}${condition}`)
  const match = headers.get(`${prefix}if-match`)
  const noneMatch = headers.get(`${prefix}if-none-match`)
  if (match !== undefined && !namesTag(match, object.etag)) throw failed('If-Match')
  if (match === undefined && isBefore(headers.get(`${prefix}if-unmodified-since`), object)) {
    throw failed('If-Unmodified-Since')
  }
  const since = headers.get(`${prefix}if-modified-since`)
  const sinceTime = Date.parse(since ?? '')
  // A time that is yet to come is no time at which anybody can have seen the object: S3 passes over it.
  const unchanged = sinceTime <= now.getTime() && !isBefore(since, object)
  if (noneMatch === undefined ? unchanged : namesTag(noneMatch, object.etag)) {
    if (prefix !== '') throw failed(noneMatch === undefined ? 'If-Modified-Since' : 'If-None-Match')
    throw new AwsError('NotModified', 304, 'Not Modified')
  }
}

/**
 * Refuses to write a key unless the request's `If-Match` and `If-None-Match` allow it.
 *
 * @throws AwsError `PreconditionFailed`, or `NoSuchKey` for `If-Match` where there is no object; `NotImplemented`
 * for `If-None-Match` with anything but `*`, for `If-Match` with it, and for both at once, as on AWS
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export function checkWritable(
  headers: ReadonlyMap<string, string>,
  key: string,
  object: StoredObject | undefined,
): void {
  const match = headers.get('if-match')
  const noneMatch = headers.get('if-none-match')
  if (match !== undefined && noneMatch !== undefined) throw headerNotImplemented('If-Match,If-None-Match')
  if (match === '*') throw headerNotImplemented('If-Match')
  if (match !== undefined && !object) throw noSuchKey(key)
  if (match !== undefined && object && !namesTag(match, object.etag)) throw preconditionFailed('If-Match')
  if (noneMatch !== undefined && noneMatch !== '*') throw headerNotImplemented('If-None-Match')
  if (noneMatch === '*' && object) throw preconditionFailed('If-None-Match')
}

/** Whether an `If-Match` or `If-None-Match` names the tag. */
export function namesTag(header: string, etag: string): boolean {
  return header.split(',').some((one) => {
    const tag = one.trim().replace(/^W\//, '')
    return tag === '*' || tag === etag || tag === `"${etag}"`
  })
}

/** HTTP dates have whole seconds. */
function isBefore(date: string | undefined, object: StoredObject): boolean {
  if (date === undefined) return false
  return Date.parse(date) < Math.floor(object.lastModified.getTime() / 1000) * 1000
}

/** `PreconditionFailed`, 412. */
export function preconditionFailed(condition: string): AwsError {
  return new AwsError(
    'PreconditionFailed',
    412,
    'At least one of the pre-conditions you specified did not hold',
    { details: { Condition: condition } },
  )
}
