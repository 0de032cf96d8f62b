import { describe, expect, it } from 'vitest'
import { HallpassError, errorCodes } from '../../src/base/errors.ts'
import { retry, sleepFor } from '../../src/wire/retry.ts'
import { failureOf } from './failure.ts'

/** Fails with these errors in turn, then succeeds; and what it waited. */
function plan(errors: readonly Error[], options: { maxAttempts?: number; random?: number } = {}) {
  const waits: number[] = []
  let attempts = 0
  const result = retry(
    async () => {
      const error = errors[attempts++]
      if (error) throw error
      return 'answer'
    },
    {
      maxAttempts: options.maxAttempts,
      random: () => options.random ?? 1,
      sleep: async (milliseconds) => void waits.push(milliseconds),
    },
  )
  return { result, waits, attempts: () => attempts }
}

const transient = ['NetworkUnreachable', 'NetworkTimeout', 'AwsUnavailable', 'Throttled'] as const

describe('retry', () => {
  for (const code of errorCodes.filter((candidate) => !transient.some((other) => other === candidate))) {
    it(`does not ask again after ${code}`, async () => {
      const { result, attempts } = plan([new HallpassError(code, 'no')])
      expect((await failureOf(result)).code).toBe(code)
      expect(attempts()).toBe(1)
    })
  }

  it('does not ask again after an error that is not ours', async () => {
    const { result, attempts } = plan([new TypeError('a mistake')])
    await expect(result).rejects.toThrow('a mistake')
    expect(attempts()).toBe(1)
  })

  for (const code of transient) {
    it(`asks again after ${code}`, async () => {
      const { result, attempts } = plan([new HallpassError(code, 'later')])
      expect(await result).toBe('answer')
      expect(attempts()).toBe(2)
    })
  }

  it('gives up after three attempts with the last error', async () => {
    const errors = [1, 2, 3, 4].map((number) => new HallpassError('Throttled', `attempt ${number}`))
    const { result, attempts } = plan(errors)
    expect((await failureOf(result)).message).toBe('attempt 3')
    expect(attempts()).toBe(3)
  })

  it('makes one attempt where one is allowed', async () => {
    const { result, waits } = plan([new HallpassError('Throttled', 'once')], { maxAttempts: 1 })
    await failureOf(result)
    expect(waits).toEqual([])
  })

  it('doubles the longest wait with each failure, up to 20 seconds', async () => {
    const errors = Array.from({ length: 9 }, () => new HallpassError('AwsUnavailable', 'later'))
    const { result, waits } = plan(errors, { maxAttempts: 10 })
    await result
    expect(waits).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 12_800, 20_000])
  })

  it('waits longer when AWS asked for less', async () => {
    const { result, waits } = plan([new HallpassError('Throttled', 'later')])
    await result
    expect(waits).toEqual([500])
  })

  it('waits a random part of that time, from nothing on', async () => {
    const error = new HallpassError('Throttled', 'later')
    const none = plan([error], { random: 0 })
    const half = plan([error], { random: 0.5 })
    await Promise.all([none.result, half.result])
    expect([none.waits, half.waits]).toEqual([[0], [250]])
  })
})

describe('sleepFor', () => {
  it('ends at once when the signal was aborted before', async () => {
    expect((await failureOf(sleepFor(60_000, AbortSignal.abort('enough')))).code).toBe('Aborted')
  })

  it('ends at once when the signal is aborted in the middle', async () => {
    const controller = new AbortController()
    const sleeping = failureOf(sleepFor(60_000, controller.signal))
    controller.abort('enough')
    expect(await sleeping).toMatchObject({ code: 'Aborted', cause: 'enough' })
  })

  it('resolves when the time is over', async () => {
    await expect(sleepFor(1)).resolves.toBeUndefined()
  })
})
