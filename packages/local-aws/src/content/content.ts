import type { BlockReader } from './spool.ts'

/** The bytes of an object: pieces in a row. Neither they nor what they hold ever changes. */
export interface Content {
  readonly length: number
  readonly pieces: readonly Piece[]
}

/** Bytes in memory, or in blocks of a file. */
export type Piece = Uint8Array | SpooledPiece

export interface SpooledPiece {
  readonly spool: BlockReader
  readonly blocks: readonly number[]
  /** Where it begins in the first block. */
  readonly start: number
  readonly length: number
}

/** Whether a value is the bytes of an object: the only thing in the state that is no plain data. */
export function isContent(value: object): value is Content {
  return 'pieces' in value && 'length' in value && Array.isArray(value.pieces)
}

export const emptyContent: Content = { length: 0, pieces: [] }

/** Bytes that are in memory already, copied: they may be part of a larger buffer. */
export function contentOf(bytes: Uint8Array): Content {
  return bytes.length === 0 ? emptyContent : { length: bytes.length, pieces: [Uint8Array.from(bytes)] }
}

/** All of them in a row; nothing is copied. */
export function concatenate(contents: readonly Content[]): Content {
  return {
    length: contents.reduce((sum, { length }) => sum + length, 0),
    pieces: contents.flatMap(({ pieces }) => pieces),
  }
}

/** The bytes from `first` to before `end`; nothing is copied. */
export function slice(content: Content, first: number, end: number): Content {
  if (first === 0 && end === content.length) return content
  const pieces: Piece[] = []
  let at = 0
  for (const piece of content.pieces) {
    const from = Math.max(first - at, 0)
    const to = Math.min(end - at, piece.length)
    if (from < to) pieces.push(part(piece, from, to))
    at += piece.length
  }
  return { length: pieces.reduce((sum, { length }) => sum + length, 0), pieces }
}

function part(piece: Piece, from: number, to: number): Piece {
  if (piece instanceof Uint8Array) return piece.subarray(from, to)
  const { spool, blocks, start } = piece
  const size = spool.blockBytes
  const first = Math.floor((start + from) / size)
  const last = Math.ceil((start + to) / size)
  return { spool, blocks: blocks.slice(first, last), start: start + from - first * size, length: to - from }
}

/** The bytes themselves, where all of them are in memory. */
export function bytesOf({ pieces }: Content): Uint8Array | undefined {
  const inMemory: Uint8Array[] = []
  for (const piece of pieces) {
    if (!(piece instanceof Uint8Array)) return undefined
    inMemory.push(piece)
  }
  const [only] = inMemory
  return inMemory.length === 1 && only !== undefined ? only : Buffer.concat(inMemory)
}
