import fc from 'fast-check'
import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'

import { accessKeyId, accountOfAccessKeyId, uniqueId } from '../../src/base/ids.ts'

const account = fc.integer({ min: 0, max: 999_999_999_999 }).map((number) => String(number).padStart(12, '0'))

describe('ids', () => {
  it('refuse an account that is none', () => {
    expect(() => accessKeyId('AKIA', '1', randomBytes)).toThrow(TypeError)
    expect(accountOfAccessKeyId('AKIA1')).toBeUndefined()
  })

  it('of access keys hold their account, and are 20 characters', () => {
    fc.assert(
      fc.property(account, fc.constantFrom('AKIA', 'ASIA'), (number, prefix) => {
        const id = accessKeyId(prefix === 'AKIA' ? 'AKIA' : 'ASIA', number, randomBytes)
        expect(id).toMatch(new RegExp(`^${prefix}[A-Z2-7]{16}$`))
        expect(accountOfAccessKeyId(id)).toBe(number)
      }),
    )
  })

  it('hold the account where a key id issued by AWS holds it', () => {
    // The example of Tal Be'ery's "A short note on AWS KEY ID".
    expect(accountOfAccessKeyId('ASIAQNZGKIQY56JQ7WML')).toBe('029608264753')
  })

  it('of entities are 21 characters', () => {
    for (const prefix of ['AIDA', 'AROA', 'AGPA', 'ANPA'] as const) {
      expect(uniqueId(prefix, randomBytes)).toMatch(new RegExp(`^${prefix}[A-Z2-7]{17}$`))
    }
  })
})
