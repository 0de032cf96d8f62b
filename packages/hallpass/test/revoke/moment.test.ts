import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseMoment } from '../../src/revoke/moment.ts'

const now = new Date('2026-11-22T08:37:11.500Z')
const parse = (text: string) => parseMoment(text, now, '--all-before')

describe('a moment', () => {
  it.each([
    '',
    'yesterday',
    '-10m',
    '10',
    '10x',
    '2026-02-30',
    '2026-13-01',
    '2026-11-22T25:00Z',
    '22.11.2026',
  ])('%j is refused, with what to write', (text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'InvalidInput' }))
  })

  it('without a zone is refused, with the zone to add', () => {
    expect(() => parse('2026-11-22T08:00')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('2026-11-22T08:00Z') as unknown }),
    )
  })

  it.each([
    ['10m', '2026-11-22T08:27:11.500Z'],
    ['1h30m', '2026-11-22T07:07:11.500Z'],
    ['2026-11-22', '2026-11-22T00:00:00.000Z'],
    ['2026-11-22T08:37:11Z', '2026-11-22T08:37:11.000Z'],
    ['2026-11-22T09:37+01:00', '2026-11-22T08:37:00.000Z'],
  ])('%j is %s', (text, expected) => {
    expect(parse(text)?.toISOString()).toBe(expected)
  })

  it('now is left to the clock of AWS', () => {
    expect(parse('now')).toBeUndefined()
  })

  it('that a program wrote is taken as it is', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2000-01-01'), max: new Date('2200-01-01'), noInvalidDate: true }),
        (date) => {
          expect(parse(date.toISOString())).toEqual(date)
        },
      ),
    )
  })
})
