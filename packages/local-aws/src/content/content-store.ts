import { AwsError } from '../base/index.ts'
import { blocksOf, firstPieces } from './blocks.ts'
import { type Content, emptyContent, type SpooledPiece } from './content.ts'
import { createSpoolShelf, type Shelf, type ShelfWriter } from './shelf.ts'

/** How much is read and written at once. */
export const blockBytes = 128 * 1024
/** How much is taken at least between two looks at what may be given back. */
const sweepEvery = 64 * 1024 * 1024

/** Where bodies are, by their length. */
export interface ContentPlaces {
  /** The longest body that is kept in memory, in bytes. */
  readonly longestInMemory: number
  /** All bodies in memory together, in bytes; what comes then is on the shelf, however short. */
  readonly mostInMemory: number
  readonly shelf: Shelf
}

function inMemoryFirst(): ContentPlaces {
  return {
    longestInMemory: blockBytes,
    mostInMemory: 64 * 1024 * 1024,
    shelf: createSpoolShelf(blockBytes),
  }
}

/** Takes a body, piece by piece. */
export interface ContentWriter {
  /** @throws AwsError `InsufficientStorage` */
  readonly write: (bytes: Uint8Array) => Promise<void>
  /** What was written. It is held until `settle`. @throws AwsError `InsufficientStorage` */
  readonly finish: () => Promise<Content>
  /**
   * Called in any case, once: from then on what was written is kept while an object or a part has it; where it
   * was not `wanted`, none has it, and it is gone.
   */
  readonly settle: (wanted: boolean) => void
}

/** Where the bytes of objects are: in memory while they are few, in a file else. */
export interface ContentStore {
  /** @throws AwsError `InsufficientStorage` when there is no room for so many bytes */
  readonly checkRoom: (bytes: number) => void
  readonly writer: () => ContentWriter
  /**
   * Takes a body that is there already, with nothing awaited. It is kept while anything holds this very content.
   *
   * @throws AwsError `InsufficientStorage`
   */
  readonly put: (pieces: Iterable<Uint8Array>) => Content
  /** The bytes, in pieces of up to 128 KiB; they are kept until they were read or are not wanted any more. */
  readonly read: (content: Content) => AsyncIterable<Uint8Array>
  /** Keeps the bytes whatever becomes of the object, until the function is called that is returned. */
  readonly hold: (content: Content) => () => void
  /** Keeps the bytes, whatever becomes of the object, for as long as anything holds this very content. */
  readonly keepWhileHeld: (content: Content) => void
  /** Gives back what no object, part, writer or reader has any more. */
  readonly sweep: () => void
  /** How many bytes are taken, in memory and in the file. */
  readonly taken: () => number
}

/**
 * @param options.maxBytes how much is kept at most
 * @param options.kept what objects and parts have
 * @param options.places default: up to 128 KiB in memory, what is longer in a file without a name
 */
export function createContentStore({
  maxBytes,
  kept,
  places: { longestInMemory, mostInMemory, shelf } = inMemoryFirst(),
}: {
  readonly maxBytes: number
  readonly kept: () => Iterable<Content>
  readonly places?: ContentPlaces | undefined
}): ContentStore {
  let inMemory = 0
  /** How much has been taken since it was last looked at what may be given back. */
  let sinceSweep = 0
  const held = new Set<Content>()
  const reading = new Set<WeakRef<Content>>()
  const watched = new WeakSet<Content>()
  const watching = new Set<WeakRef<Content>>()

  const taken = (): number => inMemory + shelf.taken()
  const sweep = (): void => {
    const shelved = new Set<SpooledPiece>()
    const bytes = new Set<Uint8Array>()
    const mark = ({ pieces }: Content): void => {
      for (const piece of pieces) {
        if (piece instanceof Uint8Array) bytes.add(piece)
        else shelved.add(piece)
      }
    }
    for (const content of kept()) mark(content)
    for (const content of held) mark(content)
    for (const references of [reading, watching]) {
      for (const reference of references) {
        const content = reference.deref()
        if (content === undefined) references.delete(reference)
        else mark(content)
      }
    }
    shelf.keepOnly(shelved)
    inMemory = [...bytes].reduce((sum, { length }) => sum + length, 0)
    sinceSweep = 0
  }
  const checkRoom = (bytes: number): void => {
    if (taken() + bytes > maxBytes) sweep()
    if (taken() + bytes > maxBytes) throw insufficientStorage(maxBytes)
  }
  /** Sweeps now and then, so that what is given back is a good part of what is looked at. */
  const grow = (bytes: number): void => {
    checkRoom(bytes)
    sinceSweep += bytes
    if (sinceSweep > sweepEvery && sinceSweep > taken() / 2) sweep()
  }

  const writer = (): ContentWriter => {
    /** Copies of what came, while it may stay in memory. */
    let few: Uint8Array[] | undefined = []
    let length = 0
    let block: Buffer | undefined
    let filled = 0
    let content: Content | undefined
    let onShelf: ShelfWriter | undefined

    const flush = async (): Promise<void> => {
      if (block === undefined || filled === 0) return
      grow(blockBytes)
      onShelf ??= shelf.begin()
      await onDisk(onShelf.write(block.subarray(0, filled)), maxBytes)
      filled = 0
    }
    const put = async (bytes: Uint8Array): Promise<void> => {
      block ??= Buffer.allocUnsafeSlow(blockBytes)
      for (let at = 0; at < bytes.length;) {
        const part = bytes.subarray(at, at + blockBytes - filled)
        block.set(part, filled)
        filled += part.length
        at += part.length
        if (filled === blockBytes) await flush()
      }
    }
    const spill = async (): Promise<void> => {
      const before = few ?? []
      few = undefined
      for (const bytes of before) await put(bytes)
    }
    return {
      write: async (bytes) => {
        length += bytes.length
        if (few !== undefined && length <= longestInMemory) {
          few.push(Uint8Array.from(bytes))
          return
        }
        await spill()
        await put(bytes)
      },
      finish: async () => {
        if (length === 0) return emptyContent
        if (few !== undefined && inMemory + length <= mostInMemory) {
          grow(length)
          inMemory += length
          const [only, ...more] = few
          const bytes = only !== undefined && more.length === 0 ? only : Buffer.concat(few)
          content = { length, pieces: [bytes] }
        } else {
          await spill()
          await flush()
          onShelf ??= shelf.begin()
          content = { length, pieces: [await onDisk(onShelf.finish(), maxBytes)] }
        }
        // Until it settles it may be one of thousands.
        few = undefined
        block = undefined
        held.add(content)
        return content
      },
      settle: (wanted) => {
        onShelf?.settle(wanted)
        if (content === undefined) return
        held.delete(content)
        if (!wanted && onShelf === undefined) inMemory -= length
      },
    }
  }

  const keepWhileHeld = (content: Content): void => {
    if (content.length === 0 || watched.has(content)) return
    watched.add(content)
    watching.add(new WeakRef(content))
  }
  const put = (pieces: Iterable<Uint8Array>): Content => {
    const rest = pieces[Symbol.iterator]()
    const { few, length, isAll } = firstPieces(rest, longestInMemory)
    if (length === 0) return emptyContent
    let content: Content
    if (isAll && inMemory + length <= mostInMemory) {
      grow(length)
      inMemory += length
      content = { length, pieces: [Uint8Array.from(Buffer.concat(few))] }
    } else {
      try {
        const blocks = blocksOf(few, rest, blockBytes, () => grow(blockBytes))
        const piece = onDiskAtOnce(() => shelf.put(blocks), maxBytes)
        content = { length: piece.length, pieces: [piece] }
      } finally {
        rest.return?.()
      }
    }
    keepWhileHeld(content)
    return content
  }

  return {
    checkRoom,
    writer,
    put,
    read: (content) => {
      const reference = new WeakRef(content)
      reading.add(reference)
      return readPieces(content, () => reading.delete(reference))
    },
    hold: (content) => {
      // Another object, so that each holder has its own.
      const own = { ...content }
      held.add(own)
      return () => held.delete(own)
    },
    keepWhileHeld,
    sweep,
    taken,
  }
}

/** @param done called with the content itself: whoever reads has it till the end */
async function* readPieces(
  content: Content,
  done: (content: Content) => void,
): AsyncGenerator<Uint8Array, void> {
  try {
    for (const piece of content.pieces) {
      if (piece instanceof Uint8Array) {
        yield piece
        continue
      }
      let { start, length: left } = piece
      for (const block of piece.blocks) {
        const length = Math.min(left, blockBytes - start)
        yield await piece.spool.read(block, start, length)
        left -= length
        start = 0
      }
    }
  } finally {
    done(content)
  }
}

async function onDisk<Done>(writing: Promise<Done>, maxBytes: number): Promise<Done> {
  try {
    return await writing
  } catch (error) {
    throw diskRefused(error, maxBytes)
  }
}

function onDiskAtOnce<Done>(write: () => Done, maxBytes: number): Done {
  try {
    return write()
  } catch (error) {
    // Else it is that there is no room, or of whoever hands the body over.
    throw error instanceof Error && 'syscall' in error ? diskRefused(error, maxBytes) : error
  }
}

/** The file system says in its own words that it is full, or that a quota or a limit is reached. */
function diskRefused(error: unknown, maxBytes: number): AwsError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
  return insufficientStorage(maxBytes, `the folder of objects cannot be written: ${code}`)
}

function insufficientStorage(maxBytes: number, reason?: string): AwsError {
  return new AwsError(
    'InsufficientStorage',
    507,
    'The local AWS has no room for what you are sending. Delete objects or uploads, or start it with more.',
    {
      details: { MaxStoredBytes: String(maxBytes) },
      ...(reason === undefined ? {} : { reason }),
    },
  )
}
