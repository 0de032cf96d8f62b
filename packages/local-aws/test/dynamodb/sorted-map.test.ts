import fc from 'fast-check'
import { expect, it } from 'vitest'

import { createSortedMap } from '../../src/dynamodb/table/sorted-map.ts'

const key = fc.integer({ min: 0, max: 3000 }).map((number) => String(number).padStart(4, '0'))
const change = fc.record({ key, isDeleted: fc.boolean(), value: fc.integer() })

it('a sorted map is as a map whose keys are sorted each time, walked from anywhere in both directions', () => {
  fc.assert(
    fc.property(
      fc.array(key, { maxLength: 2000, size: 'max' }),
      fc.array(change, { maxLength: 2000, size: 'max' }),
      key,
      fc.boolean(),
      (first, changes, from, inclusive) => {
        const plain = new Map(first.map((one) => [one, 0]))
        const sorted = createSortedMap([...plain])
        for (const { key: one, isDeleted, value } of changes) {
          if (isDeleted) {
            plain.delete(one)
            sorted.delete(one)
          } else {
            plain.set(one, value)
            sorted.set(one, value)
          }
        }
        const entries = [...plain].toSorted(([a], [b]) => (a < b ? -1 : 1))
        const above = entries.filter(([one]) => (inclusive ? one >= from : one > from))
        const below = entries.filter(([one]) => (inclusive ? one <= from : one < from)).toReversed()
        expect(sorted.size()).toBe(plain.size)
        expect([...sorted.upwards('', true)]).toEqual(entries)
        expect([...sorted.upwards(from, inclusive)]).toEqual(above)
        expect([...sorted.downwards(from, inclusive)]).toEqual(below)
      },
    ),
    { numRuns: 60 },
  )
})
