import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { queryParameters } from '../../src/query/query-parameters.ts'

describe('queryParameters', () => {
  it('refuses half of a surrogate pair, which has no bytes', () => {
    expect(() => queryParameters({ Name: '\uD800' })).toThrow(TypeError)
  })

  const cases = [
    { values: {}, encoded: '' },
    { values: { A: undefined, B: [], C: '' }, encoded: 'C=' },
    { values: { DurationSeconds: 900, Force: true }, encoded: 'DurationSeconds=900&Force=true' },
    {
      values: { TransitiveTagKeys: ['a', 'b'] },
      encoded: 'TransitiveTagKeys.member.1=a&TransitiveTagKeys.member.2=b',
    },
    { values: { PolicyArns: [{ arn: 'x' }] }, encoded: 'PolicyArns.member.1.arn=x' },
    { values: { Tags: [{ Key: 'k', Value: 'v' }] }, encoded: 'Tags.member.1.Key=k&Tags.member.1.Value=v' },
    { values: { A: { B: { C: 'd' } } }, encoded: 'A.B.C=d' },
    { values: { Policy: '{"a": "*"}' }, encoded: 'Policy=%7B%22a%22%3A%20%22%2A%22%7D' },
    {
      values: { RoleSessionName: 'identified@domain.ext' },
      encoded: 'RoleSessionName=identified%40domain.ext',
    },
    { values: { Name: "+ !'()*~ü" }, encoded: 'Name=%2B%20%21%27%28%29%2A~%C3%BC' },
  ]
  for (const { values, encoded } of cases) {
    it(`writes ${JSON.stringify(values)} as ${encoded}`, () => {
      expect(queryParameters(values)).toBe(encoded)
    })
  }

  it('is read back as it was by whoever reads forms', () => {
    const names = fc.stringMatching(/^[A-Za-z]\w{0,8}$/)
    fc.assert(
      fc.property(
        fc.dictionary(names, fc.string({ unit: 'binary' }), { noNullPrototype: true }),
        (values) => {
          expect(Object.fromEntries(new URLSearchParams(queryParameters(values)))).toEqual(values)
        },
      ),
    )
  })
})
