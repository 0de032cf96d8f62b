import fc from 'fast-check'
import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'

import { createSeal, deriveSecrets } from '../../src/sessions/seal.ts'

const key = randomBytes(32)
const seal = createSeal<unknown>(key, 'test', randomBytes)

describe('a seal', () => {
  it('does not open what was changed in any byte, cut, or lengthened', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(), fc.integer({ min: 1, max: 255 }), (value, at, change) => {
        const bytes = Buffer.from(seal.seal(value, 'a'), 'base64')
        const index = at % bytes.length
        bytes[index] = (bytes[index] ?? 0) ^ change
        expect(seal.open(bytes.toString('base64'), 'a')).toBeUndefined()
        expect(seal.open(bytes.subarray(0, index).toString('base64'), 'a')).toBeUndefined()
      }),
    )
  })

  it('does not open with another context, purpose or key, nor what is no base64', () => {
    const text = seal.seal('value', 'a')
    expect(seal.open(text, 'b')).toBeUndefined()
    expect(createSeal(key, 'other', randomBytes).open(text, 'a')).toBeUndefined()
    expect(createSeal(randomBytes(32), 'test', randomBytes).open(text, 'a')).toBeUndefined()
    expect(seal.open(`${text}=`, 'a')).toBeUndefined()
    expect(seal.open('', 'a')).toBeUndefined()
  })

  it('opens what it sealed, and seals the same value differently each time', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, context) => {
        const text = seal.seal(value, context)
        expect(JSON.stringify(seal.open(text, context))).toBe(JSON.stringify(value))
        expect(seal.seal(value, context)).not.toBe(text)
      }),
    )
  })
})

it('derived secrets differ by key id and by instance, and stay the same', () => {
  const secretFor = deriveSecrets(key)
  expect(secretFor('ASIAA')).toBe(deriveSecrets(key)('ASIAA'))
  expect(secretFor('ASIAA')).not.toBe(secretFor('ASIAB'))
  expect(secretFor('ASIAA')).not.toBe(deriveSecrets(randomBytes(32))('ASIAA'))
  expect(secretFor('ASIAA')).toHaveLength(40)
})
