import { HallpassError } from '../base/index.ts'
import { sleepFor, type Sleep } from '../wire/index.ts'

export interface TokenBucketOptions {
  /** Calls a second at most. Over 0. */
  readonly ratePerSecond: number
  /** A clock that only goes forward, in milliseconds. Default `performance.now`. */
  readonly monotonicMs?: (() => number) | undefined
  readonly sleep?: Sleep | undefined
}

/** The right to one call. */
export interface Permit {
  /** When it was given, by the bucket's clock. */
  readonly givenAtMs: number
}

/** A limit that any number of callers share. Made by {@link createTokenBucket}. */
export interface TokenBucket {
  /** Waits for one's turn: first come, first served. Rejects with `Aborted` when `signal` is. */
  take(signal?: AbortSignal): Promise<Permit>
  /** Tells that AWS throttled the call that was made with this permit. */
  throttled(permit: Permit): void
  /** Calls a second, as it is now. */
  ratePerSecond(): number
}

/** Seconds from nothing to the full rate; so after one halving the full rate is back in half of that. */
const recoverySeconds = 20
const slowestPerSecond = 1

/**
 * A token bucket: `ratePerSecond` on average, a tenth of a second's worth at once at most. When AWS throttles,
 * the rate is halved, once for all calls that were on their way together; then a twentieth of the full rate comes
 * back each second. (Additive increase, multiplicative decrease: several issuers that share an account find
 * their shares without knowing of each other.)
 */
export function createTokenBucket(options: TokenBucketOptions): TokenBucket {
  const { ratePerSecond: fullRate, sleep = sleepFor } = options
  if (!(fullRate > 0 && Number.isFinite(fullRate))) throw new TypeError('ratePerSecond has to be over 0')
  const monotonicMs = options.monotonicMs ?? (() => performance.now())
  const slowest = Math.min(slowestPerSecond, fullRate)
  const room = (): number => Math.max(1, rate / 10)
  let rate = fullRate
  let tokens = room()
  let refilledAtMs = monotonicMs()
  let slowedAtMs = Number.NEGATIVE_INFINITY
  let lastInLine: Promise<unknown> = Promise.resolve()

  const refill = (): number => {
    const nowMs = monotonicMs()
    const seconds = Math.max(0, nowMs - refilledAtMs) / 1000
    refilledAtMs = nowMs
    tokens = Math.min(room(), tokens + seconds * rate)
    rate = Math.min(fullRate, rate + (seconds * fullRate) / recoverySeconds)
    return nowMs
  }
  const takeOne = async (signal: AbortSignal | undefined): Promise<Permit> => {
    for (;;) {
      if (signal?.aborted) {
        throw new HallpassError('Aborted', 'called off while waiting for its turn', { cause: signal.reason })
      }
      const givenAtMs = refill()
      if (tokens >= 1) {
        tokens -= 1
        return { givenAtMs }
      }
      await sleep(Math.max(1, ((1 - tokens) / rate) * 1000), signal)
    }
  }
  return {
    take: (signal) => {
      const mine = lastInLine.then(() => takeOne(signal))
      lastInLine = mine.catch(() => {})
      return mine
    },
    throttled: ({ givenAtMs }) => {
      if (givenAtMs <= slowedAtMs) return
      slowedAtMs = refill()
      rate = Math.max(slowest, rate / 2)
      tokens = 0
    },
    ratePerSecond: () => {
      refill()
      return rate
    },
  }
}
