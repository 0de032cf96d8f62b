import { bytesIn, type Value } from '../value/index.ts'

/** Of a partition key. */
export const mostHashBytes = 2048
/** Of a sort key. */
export const mostRangeBytes = 1024

/** Whether a value is longer than a key's may be. */
export function isTooLong(value: Value, isHash: boolean): boolean {
  if (value.type !== 'S' && value.type !== 'B') return false
  const size = value.type === 'S' ? Buffer.byteLength(value.value) : bytesIn(value.value)
  return size > (isHash ? mostHashBytes : mostRangeBytes)
}
