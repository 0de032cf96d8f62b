import { describe, expect, it } from 'vitest'
import { errorCodes, HallpassError } from '../../src/base/errors.ts'
import { retry } from '../../src/wire/retry.ts'

const retryable = (code: HallpassError['code']): boolean => new HallpassError(code, 'failed').retryable

describe('a HallpassError', () => {
  it.each([
    'AccessDenied',
    'InvalidInput',
    'ExpiredToken',
    'RoleFull',
    'ResponseInvalid',
    'Aborted',
  ] as const)('%s is not worth another try', (code) => expect(retryable(code)).toBe(false))

  it.each(['Throttled', 'NetworkTimeout', 'AwsUnavailable', 'NotYetEffective', 'ProfileFileLocked'] as const)(
    '%s is worth another try',
    (code) => expect(retryable(code)).toBe(true),
  )

  it('that is tried again by ourselves is one that says so', async () => {
    const triedAgain: string[] = []
    for (const code of errorCodes) {
      let calls = 0
      const attempt = (): Promise<never> => {
        calls++
        return Promise.reject(new HallpassError(code, 'failed'))
      }
      await retry(attempt, { maxAttempts: 2, sleep: () => Promise.resolve() }).catch(() => {})
      if (calls > 1) triedAgain.push(code)
    }
    expect(triedAgain.length).toBeGreaterThan(3)
    expect(triedAgain.filter((code) => !errorCodes.some((one) => one === code && retryable(one)))).toEqual([])
  })
})
