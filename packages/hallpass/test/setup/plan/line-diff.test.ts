import fc from 'fast-check'
import { expect, it } from 'vitest'
import { lineDiff } from '../../../src/setup/plan/line-diff.ts'

const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 })

it('holds both texts, each line of them once and in order', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = lineDiff(before, after)
      const without = (mark: string) =>
        lines.filter((line) => !line.startsWith(mark)).map((line) => line.slice(2))
      expect(without('+ ')).toEqual(before)
      expect(without('- ')).toEqual(after)
    }),
  )
})

it('says nothing of lines that stay', () => {
  fc.assert(
    fc.property(text, (same) => {
      expect(lineDiff(same, same)).toEqual(same.map((line) => `  ${line}`))
    }),
  )
})

it('keeps what both have', () => {
  expect(lineDiff(['{', 'old', '}'], ['{', 'new', '}'])).toEqual(['  {', '- old', '+ new', '  }'])
})
