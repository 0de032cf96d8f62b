import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import {
  addDecimals,
  compareDecimals,
  formatDecimal,
  negated,
  orderedDecimal,
  parseDecimal,
} from '../../src/dynamodb/value/index.ts'

/** A number as a whole one and how many of its digits stand behind the point. */
const number = fc.record({
  whole: fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
  places: fc.nat({ max: 19 }),
})

type Exact = typeof number extends fc.Arbitrary<infer Value> ? Value : never

const most = 19
/** Counted in units of 10^-19, so that all of them are whole. */
const units = ({ whole, places }: Exact): bigint => whole * 10n ** BigInt(most - places)
const written = ({ whole, places }: Exact): string => `${whole}E-${places}`
/** The shortest text of so many units, by arithmetic of whole numbers alone. */
const plain = (value: bigint): string => {
  const sign = value < 0n ? '-' : ''
  const digits = String(value < 0n ? -value : value).padStart(most + 1, '0')
  const text = `${digits.slice(0, -most)}.${digits.slice(-most)}`.replace(/\.?0+$/, '')
  return `${sign}${text}`
}

describe('a number of DynamoDB', () => {
  it.each([
    ['0', '0'],
    ['-0', '0'],
    ['-0.000', '0'],
    ['+1', '1'],
    ['007', '7'],
    ['1.50', '1.5'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['1e3', '1000'],
    ['1.23E-5', '0.0000123'],
    ['-12.34e1', '-123.4'],
    ['1E-130', `0.${'0'.repeat(129)}1`],
    ['9.9999999999999999999999999999999999999E+125', `${'9'.repeat(38)}${'0'.repeat(88)}`],
    [`${'0'.repeat(100)}1${'0'.repeat(100)}.${'0'.repeat(100)}`, `1${'0'.repeat(100)}`],
  ])('%s is %s', (sent, shown) => {
    expect(formatDecimal(parseDecimal(sent))).toBe(shown)
  })

  it.each(['', ' ', 'x', '1e', '1e1.5', '--1', '1_000', 'Infinity', 'NaN', '0x1', '1,5', '.', '-', ' 1'])(
    '“%s” is none',
    (sent) => {
      expect(() => parseDecimal(sent)).toThrow('The parameter cannot be converted to a numeric value')
    },
  )

  it.each([
    ['1e126', 'Number overflow.'],
    ['-1e999999999999', 'Number overflow.'],
    ['1e-131', 'Number underflow.'],
    [`1.${'0'.repeat(37)}1`, 'Attempting to store more than 38 significant digits in a Number'],
  ])('%s is refused: %s', (sent, refused) => {
    expect(() => parseDecimal(sent)).toThrow(refused)
  })

  it('is written exactly, and read back as the same', () => {
    fc.assert(
      fc.property(number, (exact) => {
        const shown = formatDecimal(parseDecimal(written(exact)))
        expect(shown).toBe(plain(units(exact)))
        expect(parseDecimal(shown)).toEqual(parseDecimal(written(exact)))
      }),
    )
  })

  it('is added exactly, and what is added and taken away again leaves it as it was', () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        const [one, two] = [parseDecimal(written(a)), parseDecimal(written(b))]
        const sum = addDecimals(one, two)
        expect(formatDecimal(sum)).toBe(plain(units(a) + units(b)))
        expect(addDecimals(two, one)).toEqual(sum)
        expect(addDecimals(sum, negated(two))).toEqual(one)
      }),
    )
    const [third, tiny] = [parseDecimal('0.1'), parseDecimal('0.2')]
    expect(formatDecimal(addDecimals(third, tiny))).toBe('0.3')
    expect(() => addDecimals(parseDecimal('1e100'), parseDecimal('1'))).toThrow(
      'more than 38 significant digits',
    )
    expect(() => addDecimals(parseDecimal(`${'9'.repeat(38)}e88`), parseDecimal('1e88'))).toThrow(
      'Number overflow.',
    )
  })

  it('has an order, which its text as a key has too', () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        const expected = units(a) < units(b) ? -1 : units(a) > units(b) ? 1 : 0
        const [one, two] = [parseDecimal(written(a)), parseDecimal(written(b))]
        expect(Math.sign(compareDecimals(one, two))).toBe(expected)
        // An end stands behind each key.
        const [textOne, textTwo] = [`${orderedDecimal(one)}\0`, `${orderedDecimal(two)}\0`]
        expect(textOne < textTwo ? -1 : textOne > textTwo ? 1 : 0).toBe(expected)
      }),
    )
  })
})
