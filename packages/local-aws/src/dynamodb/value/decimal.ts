import { validationException } from '../errors/index.ts'

/** A number, exactly: `0.digits` times ten to the power of `point`. Zero has no digits. */
export interface Decimal {
  readonly isNegative: boolean
  /** Neither begins nor ends in a zero. */
  readonly digits: string
  readonly point: number
}

const mostDigits = 38
/** `point` of the largest magnitude, 9.99…E+125, and of the smallest, 1E-130. */
const largestPoint = 126
const smallestPoint = -129

const zero: Decimal = { isNegative: false, digits: '', point: 0 }

/**
 * Reads a number as DynamoDB takes it: 38 significant digits, magnitudes from 1E-130 to 9.99…E+125.
 *
 * @throws AwsError `ValidationException`
 */
export function parseDecimal(text: string): Decimal {
  const found = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text)
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = found ?? []
  if (found === null || whole.length + fraction.length === 0) {
    const problem = 'The parameter cannot be converted to a numeric value'
    throw validationException(text === '' ? problem : (quote) => `${problem}: ${quote(text.slice(0, 256))}`)
  }
  return bounded(trimmed(sign === '-', whole + fraction, whole.length + Number(exponent)))
}

/** A number as DynamoDB answers it: without an exponent, and without zeros that say nothing. */
export function formatDecimal({ isNegative, digits, point }: Decimal): string {
  if (digits === '') return '0'
  const sign = isNegative ? '-' : ''
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  if (point >= digits.length) return `${sign}${digits}${'0'.repeat(point - digits.length)}`
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
}

/** @throws AwsError `ValidationException` for a sum that has too many digits, or is too large or too small */
export function addDecimals(a: Decimal, b: Decimal): Decimal {
  if (a.digits === '') return b
  if (b.digits === '') return a
  const lowest = Math.min(a.point - a.digits.length, b.point - b.digits.length)
  const sum = scaled(a, lowest) + scaled(b, lowest)
  const digits = String(sum < 0n ? -sum : sum)
  return bounded(trimmed(sum < 0n, digits, digits.length + lowest))
}

export function negated(decimal: Decimal): Decimal {
  return decimal.digits === '' ? decimal : { ...decimal, isNegative: !decimal.isNegative }
}

/** Below zero, zero or above it, as `a` is less than, equal to or more than `b`. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const [signA, signB] = [signOf(a), signOf(b)]
  if (signA !== signB || signA === 0) return signA - signB
  if (a.point !== b.point) return signA * (a.point - b.point)
  if (a.digits === b.digits) return 0
  // Of equal length they compare as texts do, and what is longer goes on where the other has zeros.
  return a.digits < b.digits ? -signA : signA
}

/** A text that is to other such texts, by its code units, as the number is to other numbers. */
export function orderedDecimal({ isNegative, digits, point }: Decimal): string {
  if (digits === '') return '1'
  const text = `${String(point - smallestPoint).padStart(3, '0')}${digits}`
  if (!isNegative) return `2${text}`
  // What is larger without its sign comes first: every digit is turned round, and an end comes after any digit.
  return `0${text.replace(/\d/g, (digit) => String(9 - Number(digit)))}~`
}

/** How many bytes a number takes of its item's 400 KB, as AWS says about. */
export function decimalSize(text: string): number {
  const digits = text
    .replace(/^-/, '')
    .replace('.', '')
    .replace(/^0+|0+$/g, '').length
  return text === '0' ? 1 : Math.ceil(digits / 2) + (text.startsWith('-') ? 2 : 1)
}

function signOf({ isNegative, digits }: Decimal): -1 | 0 | 1 {
  if (digits === '') return 0
  return isNegative ? -1 : 1
}

function scaled({ isNegative, digits, point }: Decimal, lowest: number): bigint {
  const value = BigInt(digits + '0'.repeat(point - digits.length - lowest))
  return isNegative ? -value : value
}

function trimmed(isNegative: boolean, digits: string, point: number): Decimal {
  let start = 0
  while (digits[start] === '0') start += 1
  let end = digits.length
  while (end > start && digits[end - 1] === '0') end -= 1
  return start === end ? zero : { isNegative, digits: digits.slice(start, end), point: point - start }
}

function bounded(decimal: Decimal): Decimal {
  if (decimal.digits.length > mostDigits) {
    throw validationException('Attempting to store more than 38 significant digits in a Number')
  }
  if (decimal.digits === '') return decimal
  if (decimal.point > largestPoint) {
    throw validationException(
      'Number overflow. Attempting to store a number with magnitude larger than supported range',
    )
  }
  if (decimal.point < smallestPoint) {
    throw validationException(
      'Number underflow. Attempting to store a number with magnitude smaller than supported range',
    )
  }
  return decimal
}
