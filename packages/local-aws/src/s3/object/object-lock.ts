import { AwsError } from '../../base/index.ts'
import type { Bucket, StoredObject } from '../../model/index.ts'
import type { AuthorizationNeed, Call } from '../../protocol/index.ts'
import { activeRetention, defaultRetention, needObjectLock, versionsOf } from '../version/index.ts'
import { invalidArgument, s3Need, type S3Target, sentChecksum, timeOf } from '../wire/index.ts'

const mode = 'x-amz-object-lock-mode'
const until = 'x-amz-object-lock-retain-until-date'
const hold = 'x-amz-object-lock-legal-hold'

/** The headers that keep what a request writes from being deleted. */
export const lockHeaders: readonly string[] = [hold, mode, until]

/** Says that governance is to be passed over. */
export const bypassHeader = 'x-amz-bypass-governance-retention'

type Lock = Pick<StoredObject, 'retention' | 'legalHold'>

/**
 * How a request wants to have kept what it writes.
 *
 * @throws AwsError `InvalidArgument`; `InvalidRequest` in a bucket without object lock
 */
export function lockOfHeaders({ headers, now }: Call, bucket: Bucket): Lock {
  const wanted = headers.get(mode)
  const end = headers.get(until)
  const held = headers.get(hold)
  if (wanted === undefined && end === undefined && held === undefined) return {}
  needObjectLock(bucket)
  if ((wanted === undefined) !== (end === undefined)) {
    const missing = wanted === undefined ? mode : until
    throw invalidArgument(`${until} and ${mode} must both be supplied`, missing, '')
  }
  if (held !== undefined && held !== 'ON' && held !== 'OFF') {
    throw invalidArgument("Legal Hold must be either of 'ON' or 'OFF'", hold, held)
  }
  if (wanted !== undefined && wanted !== 'GOVERNANCE' && wanted !== 'COMPLIANCE') {
    throw invalidArgument('Unknown wormMode directive.', mode, wanted)
  }
  return {
    ...(wanted === undefined || end === undefined
      ? {}
      : { retention: { mode: wanted, until: futureDate(end, until, now) } }),
    ...(held === undefined ? {} : { legalHold: held === 'ON' }),
  }
}

/**
 * A date until which something is kept.
 *
 * @param name of the header or element that says it
 * @throws AwsError `InvalidArgument` for none, and for one that has passed
 */
export function futureDate(text: string, name: string, now: Date): Date {
  const date = new Date(timeOf(text))
  if (Number.isNaN(date.getTime())) {
    throw invalidArgument('The retain until date must be provided in ISO 8601 format', name, text)
  }
  if (date <= now) throw invalidArgument('The retain until date must be in the future!', name, text)
  return date
}

/** What keeps an object is wanted to be kept whole: S3 takes it only with a digest of its own. */
export function checkHasDigest({ action, headers }: Call, bucket: Bucket, lock: Lock): void {
  // A form has no place for one.
  if (action === 'PostObject') return
  const kept = lock.retention ?? lock.legalHold ?? defaultRetention(bucket, new Date(0))
  if (kept === undefined || headers.has('content-md5') || headers.has('x-amz-trailer')) return
  if (sentChecksum(headers) !== undefined) return
  throw new AwsError(
    'InvalidRequest',
    400,
    'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters',
  )
}

/** What a request needs that says how long something is kept. */
export function lockNeeds(call: Call, resource: string): readonly AuthorizationNeed[] {
  const keys = lockKeys(call.headers.get(mode), call.headers.get(until), call)
  return [
    ...(call.headers.has(mode) ? [s3Need(call, 's3:PutObjectRetention', resource, keys)] : []),
    ...(call.headers.has(hold)
      ? [
          s3Need(call, 's3:PutObjectLegalHold', resource, [
            ['s3:object-lock-legal-hold', call.headers.get(hold)],
          ]),
        ]
      : []),
  ]
}

/** What conditions see of a retention. */
export function lockKeys(
  wanted: string | undefined,
  end: string | undefined,
  { now }: Pick<Call, 'now'>,
): ReadonlyArray<readonly [key: string, value: string | undefined]> {
  const days = Math.ceil((timeOf(end ?? '') - now.getTime()) / 86_400_000)
  return [
    ['s3:object-lock-mode', wanted],
    ['s3:object-lock-retain-until-date', end],
    ['s3:object-lock-remaining-retention-days', Number.isNaN(days) ? undefined : String(days)],
  ]
}

/** Whether the request asks to pass over governance. */
export function wantsBypass({ headers }: Call): boolean {
  return headers.get(bypassHeader)?.toLowerCase() === 'true'
}

/** Passing over what governs a version is a permission of its own. */
export function bypassNeeds(
  call: Call,
  { bucket: name, key }: S3Target,
  versionId: string | undefined,
): readonly AuthorizationNeed[] {
  const bucket = call.state.buckets.get(name)
  if (!wantsBypass(call) || bucket === undefined) return []
  // An id that can be nobody's has nothing to pass over: it is refused where its version is looked for.
  const found =
    versionId === undefined
      ? bucket.objects.get(key)
      : versionsOf(bucket, key).find((version) => version.versionId === versionId)
  if (found?.content === undefined || activeRetention(found, call.now)?.mode !== 'GOVERNANCE') return []
  return [s3Need(call, 's3:BypassGovernanceRetention', `${name}/${key}`, [['s3:VersionId', versionId]])]
}

/** How an object is kept, as far as the caller may know. */
export function lockHeadersOf(
  call: Call,
  { retention, legalHold }: StoredObject,
  resource: string,
): ReadonlyArray<readonly [string, string]> {
  const may = (action: `s3:${string}`) => call.refusalOf(s3Need(call, action, resource)) === undefined
  return [
    ...(retention !== undefined && may('s3:GetObjectRetention')
      ? [[mode, retention.mode] as const, [until, retention.until.toISOString()] as const]
      : []),
    ...(legalHold !== undefined && may('s3:GetObjectLegalHold')
      ? [[hold, legalHold ? 'ON' : 'OFF'] as const]
      : []),
  ]
}
