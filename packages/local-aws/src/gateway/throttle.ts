/** Takes one request: `false` when there were too many. */
export type Throttle = (key: string, now: Date) => boolean

const maxKeys = 1000

/**
 * Lets `perSecond` requests a second through for each key, and as many at once after a quiet second: a bucket
 * that holds one second's requests and fills steadily.
 */
export function createThrottle(perSecond: number): Throttle {
  const buckets = new Map<string, { left: number; at: number }>()
  return (key, now) => {
    const bucket = buckets.get(key) ?? { left: perSecond, at: now.getTime() }
    // A clock that is set back fills nothing, and takes nothing away.
    const seconds = Math.max(0, now.getTime() - bucket.at) / 1000
    bucket.left = Math.min(perSecond, bucket.left + seconds * perSecond)
    bucket.at = now.getTime()
    if (!buckets.has(key) && buckets.size >= maxKeys) buckets.clear()
    buckets.set(key, bucket)
    if (bucket.left < 1) return false
    bucket.left -= 1
    return true
  }
}
