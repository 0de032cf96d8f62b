import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTokenBucket } from '../../src/each/token-bucket.ts'

/** A clock that stands still but for the sleeps on it. */
function stillClock() {
  let nowMs = 0
  return {
    monotonicMs: () => nowMs,
    pass: (ms: number) => (nowMs += ms),
    sleep: (ms: number): Promise<void> => {
      nowMs += ms
      return Promise.resolve()
    },
  }
}

/** When each of so many calls is let through. */
async function timesOf(count: number, ratePerSecond: number): Promise<number[]> {
  const bucket = createTokenBucket({ ratePerSecond, ...stillClock() })
  const times: number[] = []
  for (let call = 0; call < count; call++) times.push((await bucket.take()).givenAtMs)
  return times
}

describe('a token bucket', () => {
  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses a rate of %s', (ratePerSecond) => {
    expect(() => createTokenBucket({ ratePerSecond })).toThrow(TypeError)
  })

  it('never lets more through in any span than its rate and a tenth of a second beside', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3000 }),
        fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 200 }),
        async (ratePerSecond, pauses) => {
          const clock = stillClock()
          const bucket = createTokenBucket({ ratePerSecond, ...clock })
          const times: number[] = []
          for (const pause of pauses) {
            clock.pass(pause)
            times.push((await bucket.take()).givenAtMs)
          }
          const burst = Math.max(1, ratePerSecond / 10)
          for (const [first, from] of times.entries()) {
            for (const [last, to] of times.entries()) {
              if (last < first) continue
              expect(last - first + 1).toBeLessThanOrEqual(
                burst + ((to - from) / 1000) * ratePerSecond + 1e-6,
              )
            }
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  it('lets a tenth of a second of calls through at once and then keeps to its rate', async () => {
    const times = await timesOf(1050, 500)
    expect(times.filter((ms) => ms === 0)).toHaveLength(50)
    expect(times.at(-1)).toBeCloseTo(2000, -1)
  })

  it('lets one call through at a time when it is slow', async () => {
    expect(await timesOf(3, 0.5)).toEqual([0, 2000, 4000])
  })

  it('serves first who came first', async () => {
    const bucket = createTokenBucket({ ratePerSecond: 10, ...stillClock() })
    const order: number[] = []
    await Promise.all([1, 2, 3, 4].map((name) => bucket.take().then(() => order.push(name))))
    expect(order).toEqual([1, 2, 3, 4])
  })

  it('ends a wait with Aborted, and those behind get their turn', async () => {
    const bucket = createTokenBucket({ ratePerSecond: 10, ...stillClock() })
    await bucket.take()
    const calledOff = new AbortController()
    const waiting = bucket.take(calledOff.signal)
    const behind = bucket.take()
    calledOff.abort()
    await expect(waiting).rejects.toMatchObject({ code: 'Aborted' })
    expect(await behind).toEqual({ givenAtMs: 100 })
    await expect(bucket.take(calledOff.signal)).rejects.toMatchObject({ code: 'Aborted' })
  })
})

describe('a token bucket that is told of throttling', () => {
  it('halves its rate once for all calls that were on their way together', async () => {
    const bucket = createTokenBucket({ ratePerSecond: 400, ...stillClock() })
    const permits = [await bucket.take(), await bucket.take(), await bucket.take()]
    for (const permit of permits) bucket.throttled(permit)
    expect(bucket.ratePerSecond()).toBe(200)
  })

  it('halves it again when calls made at the lower rate are throttled too, but never below one a second', async () => {
    const clock = stillClock()
    const bucket = createTokenBucket({ ratePerSecond: 400, ...clock })
    bucket.throttled(await bucket.take())
    bucket.throttled(await bucket.take())
    expect(bucket.ratePerSecond()).toBeLessThan(102)
    for (let time = 0; time < 20; time++) bucket.throttled(await bucket.take())
    expect(bucket.ratePerSecond()).toBeGreaterThanOrEqual(1)
  })

  it('makes the calls that wait already wait for the lower rate', async () => {
    const clock = stillClock()
    const bucket = createTokenBucket({ ratePerSecond: 1000, ...clock })
    bucket.throttled(await bucket.take())
    const times: number[] = []
    for (let call = 0; call < 51; call++) times.push((await bucket.take()).givenAtMs)
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(90)
  })

  it('recovers a twentieth of the full rate a second, up to the full rate', async () => {
    const clock = stillClock()
    const bucket = createTokenBucket({ ratePerSecond: 400, ...clock })
    bucket.throttled(await bucket.take())
    clock.pass(1000)
    expect(bucket.ratePerSecond()).toBe(220)
    clock.pass(4000)
    expect(bucket.ratePerSecond()).toBe(300)
    clock.pass(60_000)
    expect(bucket.ratePerSecond()).toBe(400)
  })
})
