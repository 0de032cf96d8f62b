import { decimalSize } from './decimal.ts'
import type { Item, Value } from './value.ts'

/** What an item may have at most, in bytes. */
export const mostItemBytes = 400 * 1024

/**
 * How many bytes an item counts as, its names among them.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemSize(item: Item): number {
  let size = 0
  for (const [name, value] of item) size += Buffer.byteLength(name) + valueSize(value)
  return size
}

export function valueSize(value: Value): number {
  switch (value.type) {
    case 'S':
      return Buffer.byteLength(value.value)
    case 'N':
      return decimalSize(value.value)
    case 'B':
      return bytesIn(value.value)
    case 'BOOL':
    case 'NULL':
      return 1
    case 'SS':
      return value.value.reduce((size, member) => size + Buffer.byteLength(member), 0)
    case 'NS':
      return value.value.reduce((size, member) => size + decimalSize(member), 0)
    case 'BS':
      return value.value.reduce((size, member) => size + bytesIn(member), 0)
    case 'L':
      return value.value.reduce((size, member) => size + 1 + valueSize(member), 3)
    default:
      return 3 + value.value.size + itemSize(value.value)
  }
}

/** How many bytes there are in base64. */
export function bytesIn(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0
  return (base64.length / 4) * 3 - padding
}
