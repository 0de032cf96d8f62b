/**
 * The bytes of objects: in memory while they are few, else in a file, written and read piece by piece; and
 * the checksums over them.
 *
 * @module
 */
export {
  bytesOf,
  concatenate,
  type Content,
  contentOf,
  emptyContent,
  isContent,
  type Piece,
  slice,
  type SpooledPiece,
} from './content.ts'
export {
  blockBytes,
  type ContentPlaces,
  type ContentStore,
  type ContentWriter,
  createContentStore,
} from './content-store.ts'
export { type CombinedAlgorithm, combinedChecksum } from './crc-combine.ts'
export { createDigest, type Digest, type DigestAlgorithm, digestAlgorithms } from './digest.ts'
export { type FileShelf, openFileShelf, syncFolder } from './file-shelf.ts'
export { digested, known, type Received, receivedAtOnce, receivedBytes } from './received.ts'
