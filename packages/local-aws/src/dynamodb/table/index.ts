/**
 * Tables: where they are, what they are found by, and what is in them.
 *
 * @module
 */
export {
  arnOf,
  checkTableName,
  type Context,
  findTable,
  indexNamed,
  openTable,
  placeOf,
  tableNamed,
  tableNeed,
} from './find-table.ts'
export { isTooLong, mostHashBytes, mostRangeBytes } from './key-bounds.ts'
export { keyText, partitionText, segmentTexts, sortPrefix, sortText } from './key-text.ts'
export {
  entriesOf,
  forgetDerived,
  indexText,
  indexesOf,
  itemAt,
  primaryOf,
  projectedItem,
  projectedNames,
  replaceItem,
  type Size,
  sizesOf,
} from './stored-items.ts'
