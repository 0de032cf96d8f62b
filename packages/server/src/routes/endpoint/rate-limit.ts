import { HallpassError } from 'hallpass'

/** How much somebody may ask of this replica. */
export interface Rate {
  readonly perSecond: number
  /** How much at once, after a pause. */
  readonly burst: number
}

/** Counts requests by who makes them. In memory of one replica: what is lost with it is a second's forbearance. */
export interface RateLimit {
  /** @throws HallpassError `RateLimited` */
  readonly take: (who: string) => void
}

interface Bucket {
  permits: number
  at: number
}

const maxRemembered = 50_000

/** A token bucket for everybody, refilled as time passes. */
export function createRateLimit({ perSecond, burst }: Rate, now: () => Date): RateLimit {
  const buckets = new Map<string, Bucket>()
  return {
    take: (who) => {
      const at = now().getTime()
      const bucket = buckets.get(who) ?? { permits: burst, at }
      bucket.permits = Math.min(burst, bucket.permits + (Math.max(0, at - bucket.at) / 1000) * perSecond)
      bucket.at = at
      // The oldest go first: whoever asked last is at the end.
      buckets.delete(who)
      buckets.set(who, bucket)
      if (buckets.size > maxRemembered) for (const [oldest] of buckets) if (buckets.delete(oldest)) break
      if (bucket.permits < 1) {
        throw new HallpassError('RateLimited', 'too many requests', {
          hint: `at most ${perSecond} a second: wait a moment`,
        })
      }
      bucket.permits -= 1
    },
  }
}
