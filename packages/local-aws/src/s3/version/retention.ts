import { AwsError } from '../../base/index.ts'
import type { Bucket, Retention, StoredObject } from '../../model/index.ts'
import { child } from '../wire/index.ts'

const dayMs = 86_400_000

/** Whether versions of objects in the bucket can be kept from being deleted. */
export function hasObjectLock(bucket: Bucket): boolean {
  return bucket.settings.has('object-lock')
}

/** @throws AwsError `InvalidRequest` for a bucket that was not made for it */
export function needObjectLock(bucket: Bucket): void {
  if (hasObjectLock(bucket)) return
  throw new AwsError('InvalidRequest', 400, 'Bucket is missing Object Lock Configuration')
}

/** How long a new version is kept where its request does not say so; `undefined` where the bucket has no rule. */
export function defaultRetention(bucket: Bucket, now: Date): Retention | undefined {
  const rule = bucket.settings.get('object-lock')?.children.find(({ name }) => name === 'Rule')
  const period = rule === undefined ? undefined : child(rule, 'DefaultRetention')
  if (period === undefined) return undefined
  const text = (name: string) => child(period, name)?.text.trim()
  const mode = text('Mode') === 'COMPLIANCE' ? 'COMPLIANCE' : 'GOVERNANCE'
  const until = new Date(now.getTime() + Number(text('Days') ?? 0) * dayMs)
  until.setUTCFullYear(until.getUTCFullYear() + Number(text('Years') ?? 0))
  return { mode, until }
}

/** What keeps a version from being deleted now; an end that has passed keeps nothing. */
export function activeRetention({ retention }: StoredObject, now: Date): Retention | undefined {
  return retention !== undefined && retention.until > now ? retention : undefined
}

/**
 * Refuses to delete a version that is kept.
 *
 * @param bypass whether governance is to be passed over, which the caller was found allowed to
 * @throws AwsError `AccessDenied`
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
 */
export function checkNotLocked(object: StoredObject, now: Date, bypass: boolean): void {
  const kept = activeRetention(object, now)
  const passed = kept === undefined || (bypass && kept.mode === 'GOVERNANCE')
  if (passed && object.legalHold !== true) return
  throw new AwsError('AccessDenied', 403, 'Access Denied because object protected by object lock.')
}
