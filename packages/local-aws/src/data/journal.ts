import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'

import { syncFolder } from '../content/index.ts'
import { createRecordLines, createRecordReader, DataError, type Json, noRecords } from '../snapshot/index.ts'

/** A file of records, which only grows until it is replaced. */
export interface Journal {
  /** In bytes. */
  readonly size: () => number
  /**
   * Adds a record: when it returns, the kernel has it. When it throws, nothing was added.
   *
   * @throws the system's error
   */
  readonly append: (record: Json) => void
  /**
   * Puts a file with those records in its place: that one or the one before is there, whole, whatever happens.
   * When it returns, the disk has it.
   *
   * @throws the system's error
   */
  readonly replace: (records: Iterable<Json>) => void
  /**
   * Gives it another name, whole. When it returns, the disk has it.
   *
   * @throws the system's error
   */
  readonly moveTo: (path: string) => void
  readonly close: () => void
}

const unfinished = '.unfinished'

/**
 * Reads a journal and opens it to go on. Of a record that its process did not write to the end, the end of the file
 * is cut off: nobody was told that it was done.
 *
 * @param take called for each record, with where it ends, in bytes
 * @returns `undefined` when there is no file
 * @throws DataError `Damaged` for a record that was written and is not as it was, `NotOurs` for what is no file,
 * or has no record; the system's error
 */
export function openJournal(path: string, take: (record: Json, end: number) => void): Journal | undefined {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return undefined
  // A pipe would be waited for, for ever; a link would be replaced, and what it leads to stay behind.
  if (!stat.isFile()) throw noFile(path)
  const file = openSync(path, 'r+')
  try {
    const reader = createRecordReader(path)
    const piece = Buffer.allocUnsafeSlow(pieceBytes)
    for (;;) {
      const length = readSync(file, piece, 0, piece.length, null)
      if (length === 0) break
      for (const record of reader.take(piece.subarray(0, length))) take(record, reader.end())
    }
    // One of ours has its first record before it has its name.
    if (reader.end() === 0 && reader.rest() > 0) throw noRecords(path)
    rmSync(path + unfinished, { force: true })
    if (reader.rest() > 0) ftruncateSync(file, reader.end())
    return journalOf(path, { file, size: reader.end(), sum: reader.sum() })
  } catch (error) {
    closeSync(file)
    throw error
  }
}

/** How much is read, or collected before it is written, at once. */
const pieceBytes = 1024 * 1024

/** A new journal. @throws the system's error */
export function createJournal(path: string, records: Iterable<Json>): Journal {
  return journalOf(path, writeWhole(path, records))
}

interface Place {
  readonly file: number
  readonly size: number
  readonly sum: number
}

function journalOf(begunAt: string, opened: Place): Journal {
  let path = begunAt
  let { file, size } = opened
  let lines = createRecordLines(opened.sum)
  return {
    size: () => size,
    append: (record) => {
      const line = lines.line(record)
      try {
        writeAll(file, line, size)
      } catch (error) {
        lines.takeBack()
        try {
          ftruncateSync(file, size)
        } catch {
          // What is left of it has no end, and is written over by the next one.
        }
        throw error
      }
      size += line.length
    },
    replace: (records) => {
      const next = writeWhole(path, records)
      closeSync(file)
      file = next.file
      size = next.size
      lines = createRecordLines(next.sum)
    },
    moveTo: (to) => {
      renameSync(path, to)
      path = to
      syncFolder(dirname(to))
    },
    close: () => closeSync(file),
  }
}

function writeWhole(path: string, records: Iterable<Json>): Place {
  const file = openSync(path + unfinished, 'w+', 0o600)
  try {
    const { line, sum } = createRecordLines()
    let size = 0
    let waiting: Buffer[] = []
    let length = 0
    const flush = (): void => {
      writeAll(file, Buffer.concat(waiting), size)
      size += length
      waiting = []
      length = 0
    }
    for (const record of records) {
      const bytes = line(record)
      waiting.push(bytes)
      length += bytes.length
      if (length >= pieceBytes) flush()
    }
    flush()
    fsyncSync(file)
    renameSync(path + unfinished, path)
    syncFolder(dirname(path))
    return { file, size, sum: sum() }
  } catch (error) {
    closeSync(file)
    rmSync(path + unfinished, { force: true })
    throw error
  }
}

function writeAll(file: number, bytes: Buffer, position: number): void {
  for (let done = 0; done < bytes.length;) {
    done += writeSync(file, bytes, done, bytes.length - done, position + done)
  }
}

/** What stands where a file of ours should be. */
export function noFile(path: string): DataError {
  return new DataError(
    'NotOurs',
    `${path} is no file: a local AWS has one there`,
    `ls -ld ${path}; move it away, or name another directory`,
  )
}

/** Whether it is the system's error of that code. */
export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
