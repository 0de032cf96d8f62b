import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json, PolicyDocument } from '../../../src/iam/policy-document.ts'
import { sameDocument } from '../../../src/setup/check/same-document.ts'

const words = fc.uniqueArray(fc.stringMatching(/^[a-z0-9:*/]{1,12}$/), { minLength: 1, maxLength: 4 })
const statement = fc.record(
  {
    Sid: fc.stringMatching(/^[A-Za-z]{1,8}$/),
    Effect: fc.constantFrom('Allow', 'Deny'),
    Action: words,
    Resource: words,
    Condition: fc.record({ StringEquals: fc.record({ 'aws:username': words }) }),
  },
  { requiredKeys: ['Effect', 'Action', 'Resource'] },
)
const statements = fc.array(statement, { minLength: 1, maxLength: 3 })
const documentOf = (Statement: Json): PolicyDocument => ({ Version: '2012-10-17', Statement })

/** The same document as somebody else might write it: other orders, one value in the place of a list of one. */
function rewritten(value: Json | undefined, key = ''): Json | undefined {
  if (Array.isArray(value)) {
    const list: readonly Json[] = value
    const inner = list.map((entry) => rewritten(entry) ?? null)
    if (inner.length === 1) return inner[0]
    return key === 'Statement' ? inner : inner.toReversed()
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, entry]) => [name, rewritten(entry, name)]),
  )
}

describe('two policy documents', () => {
  it('differ when one of them says one thing more', () => {
    fc.assert(
      fc.property(statements, fc.stringMatching(/^[A-Z]{3,9}$/), (all, word) => {
        const more = all.map((one, index) => (index === 0 ? { ...one, Action: [...one.Action, word] } : one))
        return !sameDocument(documentOf(all), documentOf(more))
      }),
    )
  })

  it('differ when an Allow became a Deny', () => {
    const of = (Effect: string): PolicyDocument => ({ Statement: [{ Effect, Action: '*', Resource: '*' }] })
    expect(sameDocument(of('Allow'), of('Deny'))).toBe(false)
  })

  it('are the same however they are written', () => {
    fc.assert(
      fc.property(statements, (all) =>
        sameDocument(documentOf(all), documentOf(rewritten(all, 'Statement') ?? null)),
      ),
    )
  })

  it('are the same with true and with "true"', () => {
    const of = (value: Json): PolicyDocument => ({
      Statement: { Effect: 'Deny', Action: '*', Condition: { Bool: { 'aws:SecureTransport': value } } },
    })
    expect(sameDocument(of(false), of(['false']))).toBe(true)
    expect(sameDocument(of(false), of('true'))).toBe(false)
  })
})
