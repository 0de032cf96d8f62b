/**
 * What items are made of: values, numbers exactly, their order and their size.
 *
 * @module
 */
export {
  addDecimals,
  compareDecimals,
  formatDecimal,
  negated,
  orderedDecimal,
  parseDecimal,
} from './decimal.ts'
export { compareValues, orderedValue } from './order.ts'
export { checkDepth, nameProblem, readItem, readValue } from './read-value.ts'
export { bytesIn, itemSize, mostItemBytes } from './size.ts'
export { isEqual, isValueType, type Item, typeNames, type Value, type ValueType } from './value.ts'
export { restoredItem, storedItem, writtenItem, writtenValue } from './write-value.ts'
