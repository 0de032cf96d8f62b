import { orderedDecimal, parseDecimal } from './decimal.ts'
import type { Value } from './value.ts'

/**
 * A text of a key's value that is to other such texts, by its code units, as DynamoDB orders the values: strings by
 * the bytes of their UTF-8, numbers by size, bytes by themselves. `undefined` for what can be no key.
 */
export function orderedValue(value: Value): string | undefined {
  switch (value.type) {
    case 'S':
      return isPlainText(value.value) ? value.value : Buffer.from(value.value).toString('latin1')
    case 'N':
      return orderedDecimal(parseDecimal(value.value))
    case 'B':
      return Buffer.from(value.value, 'base64').toString('latin1')
    default:
      return undefined
  }
}

/** Below zero, zero or above it; `undefined` where the two have no order. */
export function compareValues(a: Value, b: Value): number | undefined {
  if (a.type !== b.type) return undefined
  const [textA, textB] = [orderedValue(a), orderedValue(b)]
  if (textA === undefined || textB === undefined) return undefined
  return textA < textB ? -1 : textA > textB ? 1 : 0
}

/** Of ASCII the code units are the bytes. */
function isPlainText(text: string): boolean {
  return Buffer.byteLength(text) === text.length
}
