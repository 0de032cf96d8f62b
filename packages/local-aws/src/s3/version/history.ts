import type { Bucket, DeleteMarker } from '../../model/index.ts'

/** Moves the current object of a key, if there is one, to the front of what lies behind it. */
export function pushVersion(bucket: Bucket, key: string, marker?: DeleteMarker): void {
  const current = bucket.objects.get(key)
  bucket.objects.delete(key)
  const versions = [marker, current].filter((version) => version !== undefined)
  if (versions.length > 0) bucket.history.set(key, [...versions, ...(bucket.history.get(key) ?? [])])
}

/** Takes a version out of what lies behind the current object. */
export function withoutVersion(bucket: Bucket, key: string, versionId: string): void {
  const left = (bucket.history.get(key) ?? []).filter((version) => version.versionId !== versionId)
  if (left.length === 0) bucket.history.delete(key)
  else bucket.history.set(key, left)
}

/** Makes the latest version the current object, unless that is a delete marker. */
export function promoteLatest(bucket: Bucket, key: string): void {
  const [latest, ...earlier] = bucket.history.get(key) ?? []
  if (latest?.content === undefined || bucket.objects.has(key)) return
  bucket.objects.set(key, latest)
  if (earlier.length === 0) bucket.history.delete(key)
  else bucket.history.set(key, earlier)
}
