/** The last texts that were added, as many as fit. */
export interface RecentTexts {
  readonly add: (text: string) => void
  readonly newestFirst: () => Iterable<string>
  readonly forget: () => void
}

const pieceBytes = 256 * 1024

interface Piece {
  readonly bytes: Buffer
  /** Where each text ends. */
  readonly ends: number[]
  /** How many of its texts count no more. */
  gone: number
}

/**
 * Keeps the last texts as bytes outside of the heap: it costs as much memory as they are long, and no garbage
 * collector has to look at them.
 *
 * @param most how many, from 1
 * @param mostBytes of memory, as UTF-8; a single longer text is kept all the same, alone
 */
export function createRecentTexts(most: number, mostBytes: number): RecentTexts {
  /** The oldest first. */
  let pieces: Piece[] = []
  /** Of a piece that was dropped, to be used again. */
  let free: Buffer | undefined
  const kept = { count: 0, bytes: 0 }

  const dropOldestPiece = (): void => {
    const piece = pieces.shift()
    if (piece === undefined) return
    kept.count -= piece.ends.length - piece.gone
    kept.bytes -= piece.bytes.length
    if (piece.bytes.length === pieceBytes) free = piece.bytes
  }
  const pieceWithRoomFor = (length: number): Piece => {
    const last = pieces.at(-1)
    if (last !== undefined && last.bytes.length - (last.ends.at(-1) ?? 0) >= length) return last
    const size = Math.max(length, pieceBytes)
    while (pieces.length > 0 && kept.bytes + size > mostBytes) dropOldestPiece()
    const isUsual = size === pieceBytes
    const made: Piece = {
      bytes: (isUsual ? free : undefined) ?? Buffer.allocUnsafeSlow(size),
      ends: [],
      gone: 0,
    }
    if (isUsual) free = undefined
    pieces.push(made)
    kept.bytes += size
    return made
  }
  return {
    add: (text) => {
      const [oldest] = pieces
      if (kept.count === most && oldest !== undefined) {
        oldest.gone += 1
        kept.count -= 1
        if (oldest.gone === oldest.ends.length) dropOldestPiece()
      }
      const { bytes: into, ends } = pieceWithRoomFor(Buffer.byteLength(text))
      const start = ends.at(-1) ?? 0
      ends.push(start + into.write(text, start))
      kept.count += 1
    },
    *newestFirst() {
      for (const { bytes: from, ends, gone } of pieces.toReversed()) {
        for (let index = ends.length - 1; index >= gone; index -= 1) {
          yield from.toString('utf8', ends[index - 1] ?? 0, ends[index])
        }
      }
    },
    forget: () => {
      pieces = []
      free = undefined
      Object.assign(kept, { count: 0, bytes: 0 })
    },
  }
}
