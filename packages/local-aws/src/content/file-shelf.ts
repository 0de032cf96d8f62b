import { createHash, randomBytes } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { type FileHandle, open, rename } from 'node:fs/promises'
import { join } from 'node:path'

import type { SpooledPiece } from './content.ts'
import type { Shelf } from './shelf.ts'
import type { BlockReader } from './spool.ts'

/** A file for each body, which gets its name once it is whole. */
export interface FileShelf extends Shelf {
  /** Part of a file, by its name, be it there or not. */
  readonly piece: (file: string, start: number, length: number) => SpooledPiece
  /**
   * As `put`, by a name that tells nothing but these bytes: putting them again is to have them once.
   *
   * @returns the piece, and what deletes it, where it was not there before
   */
  readonly putOnce: (bytes: Uint8Array) => { readonly piece: SpooledPiece; readonly takeBack: () => void }
  /** What is wrong with the file of a piece: it is missing, or shorter. */
  readonly lack: (piece: SpooledPiece) => string | undefined
  /** Whether no body is there, be it wanted or not. */
  readonly isEmpty: () => boolean
  /** When it returns, the disk has every body that is whole, and its name. @throws the system's error */
  readonly sync: () => void
  /** Deletes every body, and the folder where nothing else is in it. */
  readonly clear: () => void
}

const unfinished = '.unfinished'
/** The names that bodies get. What else is in the folder is somebody else's, and stays. */
const ownName = /^[\da-f]{32}(?:\.unfinished)?$/

/**
 * Bodies in a folder, a file each. What an earlier process did not finish is gone; what nothing has any more is
 * deleted when it is swept.
 *
 * @param mayForget asked before files are deleted: whether nothing that is written down elsewhere names one of them still
 */
export function openFileShelf(folder: string, blockBytes: number, mayForget: () => boolean): FileShelf {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const files = new Map<string, { readonly length: number; readonly spool: BlockReader }>()
  const writing = new Set<string>()
  /** Of which the disk may lack bytes, among them those that an earlier process wrote. */
  const unsynced = new Set<string>()
  let taken = 0
  const add = (name: string, length: number): BlockReader => {
    const spool = blockReader(join(folder, name), blockBytes, name)
    files.set(name, { length, spool })
    unsynced.add(name)
    return spool
  }
  const remove = (name: string): void => {
    rmSync(join(folder, name), { force: true })
    taken -= files.get(name)?.length ?? 0
    files.delete(name)
    unsynced.delete(name)
  }
  const putAs = (name: string, blocks: Iterable<Uint8Array>): SpooledPiece => {
    const path = join(folder, name)
    const file = openSync(path + unfinished, 'wx', 0o600)
    let length = 0
    try {
      for (const block of blocks) {
        for (let done = 0; done < block.length;) {
          done += writeSync(file, block, done, block.length - done, length + done)
        }
        length += block.length
        taken += block.length
      }
    } catch (error) {
      taken -= length
      closeSync(file)
      rmSync(path + unfinished, { force: true })
      throw error
    }
    closeSync(file)
    renameSync(path + unfinished, path)
    taken -= files.get(name)?.length ?? 0
    return whole(add(name, length), length, blockBytes)
  }
  for (const name of readdirSync(folder)) {
    const stat = ownName.test(name) ? lstatSync(join(folder, name)) : undefined
    if (stat?.isFile() !== true) continue
    if (name.endsWith(unfinished)) rmSync(join(folder, name), { force: true })
    else {
      add(name, stat.size)
      taken += stat.size
    }
  }
  return {
    taken: () => taken,
    begin: () => {
      const name = randomBytes(16).toString('hex')
      const path = join(folder, name)
      let file: FileHandle | undefined
      let length = 0
      writing.add(name)
      return {
        write: async (block) => {
          file ??= await open(path + unfinished, 'wx', 0o600)
          let done = 0
          while (done < block.length) {
            const { bytesWritten } = await file.write(block, done, block.length - done, length + done)
            done += bytesWritten
          }
          length += block.length
          taken += block.length
        },
        finish: async () => {
          await file?.close()
          file = undefined
          await rename(path + unfinished, path)
          return whole(add(name, length), length, blockBytes)
        },
        settle: (wanted) => {
          writing.delete(name)
          if (wanted) return
          void file?.close()
          rmSync(path + unfinished, { force: true })
          if (!files.has(name)) taken -= length
          remove(name)
        },
      }
    },
    put: (blocks) => putAs(randomBytes(16).toString('hex'), blocks),
    putOnce: (bytes) => {
      const name = createHash('sha256').update(bytes).digest('hex').slice(0, 32)
      const wasThere = files.has(name)
      // Again where it is there: the disk may have lost its bytes, and kept its name.
      const piece = putAs(name, inBlocks(bytes, blockBytes))
      return {
        piece,
        takeBack: () => {
          if (!wasThere) remove(name)
        },
      }
    },
    keepOnly: (pieces) => {
      if (!mayForget()) return
      const used = new Set(writing)
      for (const { spool } of pieces) if (spool.file !== undefined) used.add(spool.file)
      for (const name of files.keys()) {
        try {
          if (!used.has(name)) remove(name)
        } catch {
          // It takes room as before, and is deleted when it can be.
        }
      }
    },
    piece: (name, start, length) => {
      const first = Math.floor(start / blockBytes)
      const last = Math.ceil((start + length) / blockBytes)
      return {
        spool: files.get(name)?.spool ?? blockReader(join(folder, name), blockBytes, name),
        blocks: Array.from({ length: last - first }, (_, index) => first + index),
        start: start - first * blockBytes,
        length,
      }
    },
    isEmpty: () => files.size === 0,
    sync: () => {
      if (unsynced.size === 0) return
      for (const name of unsynced) syncFile(join(folder, name))
      syncFolder(folder)
      unsynced.clear()
    },
    clear: () => {
      for (const name of files.keys()) remove(name)
      try {
        rmdirSync(folder)
      } catch {
        // Somebody else's files are in it.
      }
    },
    lack: ({ spool: { file = '' }, blocks: [first = 0], start, length }) => {
      const there = files.get(file)
      if (there === undefined) return `${join(folder, file)} is missing`
      const wanted = first * blockBytes + start + length
      return there.length < wanted
        ? `${join(folder, file)} has ${there.length} bytes of ${wanted}`
        : undefined
    },
  }
}

function* inBlocks(bytes: Uint8Array, blockBytes: number): Generator<Uint8Array, void> {
  for (let at = 0; at < bytes.length; at += blockBytes) yield bytes.subarray(at, at + blockBytes)
}

/** What somebody deleted is missed where it is read. */
function syncFile(path: string): void {
  let file: number
  try {
    file = openSync(path, 'r+')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return
    throw error
  }
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** So that new names in it are on the disk, too. */
export function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, 'r')
    try {
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
  } catch {
    // Windows does not open folders, and does not need it.
  }
}

function whole(spool: BlockReader, length: number, blockBytes: number): SpooledPiece {
  const blocks = Array.from({ length: Math.ceil(length / blockBytes) }, (_, index) => index)
  return { spool, blocks, start: 0, length }
}

function blockReader(path: string, blockBytes: number, file: string): BlockReader {
  return {
    blockBytes,
    file,
    read: async (block, start, length) => {
      const handle = await open(path)
      try {
        const bytes = Buffer.allocUnsafeSlow(length)
        let done = 0
        while (done < length) {
          const { bytesRead } = await handle.read(
            bytes,
            done,
            length - done,
            block * blockBytes + start + done,
          )
          if (bytesRead === 0) throw new Error('the file ends early')
          done += bytesRead
        }
        return bytes
      } finally {
        await handle.close()
      }
    },
  }
}
