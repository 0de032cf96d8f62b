import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HallpassError } from '../../src/base/errors.ts'
import { checkSessionName } from '../../src/issue/session-name.ts'

function refusal(name: string): HallpassError {
  try {
    checkSessionName(name)
  } catch (error) {
    if (error instanceof HallpassError) return error
  }
  throw new Error(`${JSON.stringify(name)} was not refused`)
}

describe('a session name', () => {
  it.each([
    ['', 'at least 2 characters'],
    ['a', 'at least 2 characters'],
    ['x'.repeat(65), '65 characters'],
    ['Ada Lovelace', 'a space'],
    ['student:1', ':'],
    ['Zoë', 'U+00EB'],
    ['a\nb', 'U+000A'],
    ['١٢٣', 'U+0661'],
  ])('%j is refused, and the message says why', (name, why) => {
    const error = refusal(name)
    expect(error.code).toBe('InvalidInput')
    expect(error.message).toContain(why)
  })

  it.each([
    ['Ada Lovelace', 'Ada.Lovelace'],
    ['Zoë Müller', 'Zoe.Muller'],
    ['student:1', 'student-1'],
  ])('%j is refused with %j as a name that would be taken', (name, suggestion) => {
    expect(refusal(name).hint).toContain(suggestion)
    expect(checkSessionName(suggestion)).toBe(suggestion)
  })

  it.each(['ab', 'identified@domain.ext', 'a_b+c=d,e.f@g-h', 'x'.repeat(64)])('%j is taken', (name) => {
    expect(checkSessionName(name)).toBe(name)
  })

  it('any text is either taken as it is or refused with a hint', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (name) => {
        if (/^[\w+=,.@-]{2,64}$/.test(name)) expect(checkSessionName(name)).toBe(name)
        else expect(refusal(name).hint).toMatch(/letters, digits/)
      }),
    )
  })
})
