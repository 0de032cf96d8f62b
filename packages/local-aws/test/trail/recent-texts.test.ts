import fc from 'fast-check'
import { expect, it } from 'vitest'

import { createRecentTexts } from '../../src/trail/recent-texts.ts'

const mib = 1024 * 1024

it('has the last texts as they were, the newest first, whatever they are of', () => {
  const texts = fc.array(fc.string({ unit: 'grapheme', maxLength: 300 }), { maxLength: 200 })
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 50 }), (added, most) => {
      const recent = createRecentTexts(most, mib)
      for (const text of added) recent.add(text)
      expect([...recent.newestFirst()]).toEqual(added.slice(-most).toReversed())
    }),
  )
})

it('is not longer than its bytes', () => {
  const recent = createRecentTexts(1_000_000, mib)
  for (let count = 0; count < 2000; count += 1) recent.add(`${count} ${'ü'.repeat(5000)}`)
  const kept = [...recent.newestFirst()]
  expect(kept.length).toBeGreaterThan(50)
  expect(Buffer.byteLength(kept.join(''))).toBeLessThanOrEqual(mib)
  expect(kept[0]).toBe(`1999 ${'ü'.repeat(5000)}`)
})

it('has a text that is longer than everything is allowed to be, alone', () => {
  const recent = createRecentTexts(10, mib)
  recent.add('before')
  recent.add('x'.repeat(2 * mib))
  expect([...recent.newestFirst()]).toEqual(['x'.repeat(2 * mib)])
  recent.add('after')
  expect([...recent.newestFirst()]).toEqual(['after'])
})

it('has nothing once it forgot', () => {
  const recent = createRecentTexts(10, mib)
  recent.add('before')
  recent.forget()
  expect([...recent.newestFirst()]).toEqual([])
  recent.add('after')
  expect([...recent.newestFirst()]).toEqual(['after'])
})
