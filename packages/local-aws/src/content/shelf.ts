import type { SpooledPiece } from './content.ts'
import { createSpool } from './spool.ts'

/** Where bodies are that are too long for memory. */
export interface Shelf {
  /** How many bytes are taken. */
  readonly taken: () => number
  readonly begin: () => ShelfWriter
  /**
   * Takes a body that is there already, with nothing awaited. It is kept while something has it.
   *
   * @param blocks all but the last are full
   */
  readonly put: (blocks: Iterable<Uint8Array>) => SpooledPiece
  /** Gives back what is in none of those, and is not being written. */
  readonly keepOnly: (pieces: Iterable<SpooledPiece>) => void
}

/** Takes one body. */
export interface ShelfWriter {
  /** The next block; all but the last are full. */
  readonly write: (block: Uint8Array) => Promise<void>
  /** All that was written. */
  readonly finish: () => Promise<SpooledPiece>
  /** Called in any case, once: what was written is kept while something has it; where it is not `wanted`, nothing does. */
  readonly settle: (wanted: boolean) => void
}

/** One file without a name, gone with the process. */
export function createSpoolShelf(blockBytes: number): Shelf {
  const spool = createSpool(blockBytes)
  const writing = new Set<readonly number[]>()
  return {
    taken: () => spool.taken() * blockBytes,
    begin: () => {
      const blocks: number[] = []
      let length = 0
      writing.add(blocks)
      return {
        write: (bytes) => {
          const block = spool.take()
          blocks.push(block)
          length += bytes.length
          return spool.write(block, bytes)
        },
        finish: async () => ({ spool, blocks, start: 0, length }),
        settle: (wanted) => {
          writing.delete(blocks)
          if (!wanted) spool.giveBack(blocks)
        },
      }
    },
    put: (bytes) => {
      const blocks: number[] = []
      let length = 0
      // To make room for a block may be to sweep.
      writing.add(blocks)
      try {
        for (const one of bytes) {
          const block = spool.take()
          blocks.push(block)
          length += one.length
          spool.writeAtOnce(block, one)
        }
      } catch (error) {
        spool.giveBack(blocks)
        throw error
      } finally {
        writing.delete(blocks)
      }
      return { spool, blocks, start: 0, length }
    },
    keepOnly: (pieces) => {
      const used = new Set([...writing].flat())
      for (const { blocks } of pieces) for (const block of blocks) used.add(block)
      spool.keepOnly(used)
    },
  }
}
