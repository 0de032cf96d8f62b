import { crc32 } from 'node:zlib'

import { DataError } from './data-error.ts'
import type { Json } from './encode.ts'

/**
 * Records in a row, a line each: a sum of 8 hex digits, a space, JSON. The sum (CRC-32) is continued from that of
 * the line before, so that a line that is missing is noticed as one that is wrong.
 */
export interface RecordLines {
  /** The line of the next record. */
  readonly line: (record: Json) => Buffer
  /** Takes back the last line: it was not written. */
  readonly takeBack: () => void
  /** The sum of the last record. */
  readonly sum: () => number
}

/** @param sum that of the last line that is there, where one goes on behind it */
export function createRecordLines(sum = 0): RecordLines {
  let current = sum
  let before = sum
  return {
    line: (record) => {
      const json = Buffer.from(JSON.stringify(record))
      before = current
      current = crc32(json, current)
      return Buffer.concat([Buffer.from(`${hex(current)} `), json, lineEnd])
    },
    takeBack: () => {
      current = before
    },
    sum: () => current,
  }
}

/** What reads records as they come. */
export interface RecordReader {
  /** The records that end in these bytes. @throws DataError `Damaged` */
  readonly take: (bytes: Uint8Array) => Generator<Json, void>
  /** Where the last whole record ends, in bytes from the beginning. */
  readonly end: () => number
  /** How many bytes come after it: of a record that was not written to its end. */
  readonly rest: () => number
  /** The sum of the last record. */
  readonly sum: () => number
}

/** @param path the file, for messages */
export function createRecordReader(path: string): RecordReader {
  let sum = 0
  let end = 0
  let records = 0
  /** Of a record whose end did not come yet. */
  let waiting: Uint8Array[] = []
  let hasBegun = false
  /** Told at once: a file of something else may be large, and have no line that ends. */
  const checkBeginning = (bytes: Buffer): void => {
    if (hasBegun) return
    const beginning = Buffer.concat([...waiting, bytes.subarray(0, 9)]).subarray(0, 9)
    if (!/^(?:[\da-f]{8} |[\da-f]{0,8})$/.test(beginning.toString('latin1'))) throw damaged(path, 0, 0)
    hasBegun = beginning.length === 9
  }
  const read = (line: Buffer): Json => {
    const json = line.subarray(9)
    const next = crc32(json, sum)
    if (line.subarray(0, 9).toString('latin1') !== `${hex(next)} `) throw damaged(path, records, end)
    sum = next
    records += 1
    end += line.length + 1
    const record: Json = JSON.parse(json.toString('utf8'))
    return record
  }
  return {
    *take(bytes) {
      let left = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
      checkBeginning(left)
      try {
        for (;;) {
          const to = left.indexOf(10)
          if (to < 0) break
          const piece = left.subarray(0, to)
          const line = waiting.length === 0 ? piece : Buffer.concat([...waiting, piece])
          waiting = []
          left = left.subarray(to + 1)
          yield read(line)
        }
      } finally {
        // A copy: what is left of a large piece would hold all of it.
        if (left.length > 0) waiting.push(Uint8Array.from(left))
      }
    },
    end: () => end,
    rest: () => waiting.reduce((bytes, { length }) => bytes + length, 0),
    sum: () => sum,
  }
}

const lineEnd = Buffer.from('\n')

function hex(sum: number): string {
  return sum.toString(16).padStart(8, '0')
}

/** A file that does not begin with a record. */
export function noRecords(path: string): DataError {
  return new DataError(
    'NotOurs',
    `${path} was not written by a local AWS, or its beginning is damaged`,
    'name another',
  )
}

function damaged(path: string, records: number, end: number): DataError {
  if (records === 0) return noRecords(path)
  return new DataError(
    'Damaged',
    `${path} is damaged: record ${records + 1}, at byte ${end}, is not as it was written`,
    `put back a copy of it; or give up what was written from there on: truncate -s ${end} ${quoted(path)}`,
  )
}

/** As a POSIX shell takes it for one word. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`
}
