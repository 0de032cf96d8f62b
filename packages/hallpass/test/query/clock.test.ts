import { describe, expect, it } from 'vitest'
import { createClock } from '../../src/query/clock.ts'

const minutes = 60_000
const noon = Date.parse('2026-11-22T12:00:00Z')
const answerAt = (time: number | string) => ({
  status: 403,
  headers: { date: typeof time === 'string' ? time : new Date(time).toUTCString() },
  body: '',
})

describe('a clock', () => {
  it('does not take over a time within four minutes, or none at all', () => {
    const clock = createClock(() => new Date(noon))
    const answers = [
      answerAt(noon + 4 * minutes),
      answerAt(noon - 4 * minutes),
      answerAt('yesterday'),
      { ...answerAt(''), headers: {} },
    ]
    for (const answer of answers) expect(clock.correct(answer, new Date(noon))).toBe(false)
    expect(clock.now()).toEqual(new Date(noon))
  })

  for (const offset of [20, -20]) {
    it(`takes over a time that is ${offset} minutes away, and goes on from there`, () => {
      let time = noon
      const clock = createClock(() => new Date(time))
      expect(clock.correct(answerAt(noon + offset * minutes), clock.now())).toBe(true)
      time += minutes
      expect(clock.now()).toEqual(new Date(noon + (offset + 1) * minutes))
    })
  }

  it('says so to every call that was signed before it was corrected', () => {
    const clock = createClock(() => new Date(noon))
    const signedAt = clock.now()
    const answer = answerAt(noon + 20 * minutes)
    expect([clock.correct(answer, signedAt), clock.correct(answer, signedAt)]).toEqual([true, true])
    expect(clock.correct(answer, clock.now())).toBe(false)
  })
})
