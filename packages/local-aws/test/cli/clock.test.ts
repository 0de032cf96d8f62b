import { describe, expect, it } from 'vitest'

import { parseClock } from '../../src/base/clock.ts'
import { parseDuration } from '../../src/base/duration.ts'

const now = new Date('2026-11-22T12:00:00Z')

describe('a clock on the command line', () => {
  it.each(['', 'noon', '2026-11-22', '2026-11-22T12:00:00', '+2', '2h', '+2x', '--2h', '+999999d', 'NaN'])(
    'cannot be set to %j',
    (text) => {
      expect(parseClock(text, now)).toBeUndefined()
    },
  )

  it.each([
    ['2026-11-22T12:00:01Z', 1000],
    ['2026-11-22T11:59:00.5Z', -59_500],
    ['2026-11-22T12:00+01:00', -3_600_000],
    ['+2h', 7_200_000],
    ['-30m', -1_800_000],
    ['+0s', 0],
  ])('set to %s is %i ms ahead', (text, aheadMs) => {
    expect(parseClock(text, now)).toBe(aheadMs)
  })
})

describe('a duration', () => {
  it.each(['', '10', 's', '-1s', '1.5s', '10 s', '1w', '9999999999s'])('is not %j', (text) => {
    expect(parseDuration(text)).toBeUndefined()
  })

  it.each([
    ['500ms', 500],
    ['10s', 10_000],
    ['2m', 120_000],
    ['12h', 43_200_000],
    ['90d', 7_776_000_000],
  ])('%s is %i ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms)
  })
})
