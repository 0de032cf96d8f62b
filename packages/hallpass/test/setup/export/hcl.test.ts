import fc from 'fast-check'
import { expect, it } from 'vitest'
import { hclString } from '../../../src/format/quote.ts'
import { hclDocument, HclCall, HclExpression, renderBlock } from '../../../src/setup/export/hcl.ts'
import { markedReferences, textParts } from '../../../src/setup/export/marked-text.ts'

it('nothing in a text is an expression to Terraform', () => {
  expect(hclString('${aws:userid} %{if} "x" $ %')).toBe('"$${aws:userid} %%{if} \\"x\\" $ %"')
})

it('a text is found again in what is quoted', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(JSON.parse(hclString(text).replaceAll('$${', '${').replaceAll('%%{', '%{'))).toBe(text)
    }),
  )
})

it('marks are found again between any texts', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (before, after) => {
      fc.pre(!`${before}${after}`.includes('\u{1}'))
      const parts = textParts(`${before}${markedReferences.roleArn('Lab')}${after}`)
      expect(parts).toEqual(
        [before, { kind: 'role-arn', role: 'Lab' } as const, after].filter((part) => part !== ''),
      )
    }),
  )
})

it('puts equals signs under each other, but not over a value of several lines', () => {
  const value = hclDocument({ a: 1, long: ['x', 'y'], bb: { c: markedReferences.userArn } }, () => 'user.arn')
  expect(
    renderBlock({
      header: 'resource "a" "b"',
      arguments: [
        ['x', new HclExpression('y')],
        ['value', new HclCall('f', value)],
      ],
    }),
  ).toBe(
    [
      'resource "a" "b" {',
      '  x = y',
      '  value = f({',
      '    a = 1',
      '    long = [',
      '      "x",',
      '      "y",',
      '    ]',
      '    bb = { c = user.arn }',
      '  })',
      '}',
    ].join('\n'),
  )
})
