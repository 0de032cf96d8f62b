import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  checkDuration,
  formatDuration,
  parseDuration,
  sessionDurationBounds,
} from '../../src/issue/duration.ts'

describe('a duration', () => {
  it.each(['', 'h', '1d', '1.5h', '-1h', '1h30', ' ', '1m1h', 'forever', '1e3', '٣h'])(
    '%j is refused',
    (text) => {
      expect(() => parseDuration(text, '--duration')).toThrow(
        expect.objectContaining({ code: 'InvalidInput' }),
      )
    },
  )

  it.each([
    ['1h', 3600],
    ['90m', 5400],
    ['1h30m', 5400],
    ['3600', 3600],
    ['900s', 900],
    [' 12h ', 43_200],
  ])('%j is %i seconds', (text, seconds) => {
    expect(parseDuration(text, '--duration')).toBe(seconds)
  })

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999 }), (seconds) => {
        expect(parseDuration(formatDuration(seconds), '--duration')).toBe(seconds)
      }),
    )
  })

  it.each([0, 899, 43_201, 1.5, Number.NaN, Infinity, -900])('of %d seconds is out of bounds', (seconds) => {
    expect(() => checkDuration(seconds, sessionDurationBounds, 'the duration')).toThrow(
      expect.objectContaining({ code: 'InvalidInput' }),
    )
  })

  it.each([900, 3600, 43_200])('of %d seconds is within bounds', (seconds) => {
    expect(checkDuration(seconds, sessionDurationBounds, 'the duration')).toBe(seconds)
  })
})
