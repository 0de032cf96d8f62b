import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/**
 * SHA-256 of a text, as 64 hexadecimal digits: what files are named by. Not from `node:crypto`, which takes longer to
 * load than a kept session takes to read.
 */
export function digest(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)))
}
