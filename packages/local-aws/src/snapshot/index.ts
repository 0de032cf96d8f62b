/**
 * Everything that a local AWS knows, copied, put back, and kept in a file: without being told of what there is.
 *
 * @module
 */
export { applyChange, type Change, isAt, isStep, settingChanges, valueAt } from './changes.ts'
export { copyOf } from './copy.ts'
export { DataError, type DataErrorCode, unusable } from './data-error.ts'
export { eachContent } from './each-content.ts'
export { type Json, list, text } from './encode.ts'
export { setOwn } from './plain-data.ts'
export {
  createRecordLines,
  createRecordReader,
  noRecords,
  type RecordLines,
  type RecordReader,
} from './records.ts'
export { checkHeader, formatVersion, readSnapshotFile, strange, writeSnapshotFile } from './snapshot-file.ts'
export { createSnapshots, type FirstKeys, type Snapshot, type Snapshots } from './snapshots.ts'
