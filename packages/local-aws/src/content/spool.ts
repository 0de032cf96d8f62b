import {
  close,
  ftruncateSync,
  mkdtempSync,
  openSync,
  read,
  rmdirSync,
  rmSync,
  unlinkSync,
  write,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const readAt = promisify(read)
const writeAt = promisify(write)

/** Blocks of a file, to be read. */
export interface BlockReader {
  readonly blockBytes: number
  /** The file's name in its folder, where it has one. */
  readonly file?: string
  /** @throws Error when the file does not have as much */
  readonly read: (block: number, start: number, length: number) => Promise<Uint8Array>
}

/** Blocks in a file that has no name: nobody else can open it, and it is gone with the process, however that ends. */
export interface Spool extends BlockReader {
  /** How many blocks are taken. */
  readonly taken: () => number
  readonly take: () => number
  readonly giveBack: (blocks: Iterable<number>) => void
  /** Gives back every block that is not among those. */
  readonly keepOnly: (blocks: ReadonlySet<number>) => void
  readonly write: (block: number, bytes: Uint8Array) => Promise<void>
  readonly writeAtOnce: (block: number, bytes: Uint8Array) => void
}

/** For when nothing holds a spool any more: its space is given back before the process ends. */
const abandoned = new FinalizationRegistry((descriptor: number) => close(descriptor, () => {}))

/** The file is made in a private folder of the system's temporary one when the first block is written. */
export function createSpool(blockBytes: number): Spool {
  let descriptor: number | undefined
  /** Blocks below it were taken before. */
  let end = 0
  const free = new Set<number>()

  const giveBack = (blocks: Iterable<number>): void => {
    for (const block of blocks) free.add(block)
    const before = end
    while (free.delete(end - 1)) end -= 1
    if (end === before || descriptor === undefined) return
    try {
      // At once: behind the back of a write to the same place it would take that with it.
      ftruncateSync(descriptor, end * blockBytes)
    } catch {
      // What cannot be given back now is written over later.
    }
  }
  const opened = (): number => {
    if (descriptor !== undefined) return descriptor
    descriptor = openNameless()
    abandoned.register(spool, descriptor)
    return descriptor
  }
  const spool: Spool = {
    blockBytes,
    taken: () => end - free.size,
    take: () => {
      const [block] = free
      if (block !== undefined) {
        free.delete(block)
        return block
      }
      end += 1
      return end - 1
    },
    giveBack,
    keepOnly: (blocks) => {
      giveBack(Array.from({ length: end }, (_, block) => block).filter((block) => !blocks.has(block)))
    },
    write: async (block, bytes) => {
      const file = opened()
      let done = 0
      while (done < bytes.length) {
        const position = block * blockBytes + done
        const { bytesWritten } = await writeAt(file, bytes, done, bytes.length - done, position)
        done += bytesWritten
      }
    },
    writeAtOnce: (block, bytes) => {
      const file = opened()
      for (let done = 0; done < bytes.length;) {
        done += writeSync(file, bytes, done, bytes.length - done, block * blockBytes + done)
      }
    },
    read: async (block, start, length) => {
      if (descriptor === undefined) throw new Error('nothing was written')
      const bytes = Buffer.allocUnsafeSlow(length)
      let done = 0
      while (done < length) {
        const position = block * blockBytes + start + done
        const { bytesRead } = await readAt(descriptor, bytes, done, length - done, position)
        if (bytesRead === 0) throw new Error('the file ends early')
        done += bytesRead
      }
      return bytes
    },
  }
  return spool
}

/** A file that only its descriptor leads to. */
function openNameless(): number {
  const folder = mkdtempSync(join(tmpdir(), 'local-aws-'))
  const path = join(folder, 'objects')
  const descriptor = openSync(path, 'wx+', 0o600)
  try {
    unlinkSync(path)
    rmdirSync(folder)
  } catch {
    // Where an open file keeps its name, it keeps it as long as the process runs.
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  }
  return descriptor
}
