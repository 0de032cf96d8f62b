import { describe, expect, it } from 'vitest'
import { HallpassError, type ErrorCode } from '../../src/base/errors.ts'
import { createFailureWatch, type FailureWatch } from '../../src/each/failure-watch.ts'

/** How many failures with this code in a row it takes to stop, up to 100. */
function failuresUntilStopped(watch: FailureWatch, code: ErrorCode): number {
  for (let count = 1; count <= 100; count++) {
    const error = new HallpassError(code, 'failed')
    if (watch.saw({ outcome: 'failed', error }) === error) return count
  }
  return Number.POSITIVE_INFINITY
}

describe('what ends the serving of everyone', () => {
  it.each([
    ['NoCredentials', 1, 1],
    ['InvalidClientTokenId', 1, 1],
    ['ExpiredToken', 1, 1],
    ['SignatureDoesNotMatch', 1, 1],
    ['OutputUnwritable', 1, 1],
    ['ProfileFileMalformed', 1, 1],
    ['NetworkUnreachable', 1, 25],
    ['AwsUnavailable', 1, 25],
    ['AccessDenied', 5, 25],
    ['DurationOverRoleMaximum', 5, 25],
    ['Throttled', 5, 25],
    ['InvalidInput', Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    ['ProfileNotOwned', Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  ] as const)('%s: %d in a row before anyone was served, %d afterwards', (code, before, afterwards) => {
    expect(failuresUntilStopped(createFailureWatch(), code)).toBe(before)
    const later = createFailureWatch()
    later.saw({ outcome: 'issued' })
    expect(failuresUntilStopped(later, code)).toBe(afterwards)
  })

  it('is not failures with different reasons', () => {
    const watch = createFailureWatch()
    for (let count = 0; count < 20; count++) {
      const code = count % 2 ? 'AccessDenied' : 'PackedPolicyTooLarge'
      expect(watch.saw({ outcome: 'failed', error: new HallpassError(code, 'failed') })).toBeUndefined()
    }
  })

  it('is not failures with successes in between', () => {
    const watch = createFailureWatch()
    for (let count = 0; count < 200; count++) {
      watch.saw({ outcome: 'issued' })
      for (const again of [1, 2, 3]) {
        const error = new HallpassError('AccessDenied', `failed ${again}`)
        expect(watch.saw({ outcome: 'failed', error })).toBeUndefined()
      }
    }
  })
})
