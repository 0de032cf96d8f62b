import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'

import { crc32c, crc64nvme } from './crc.ts'

/** The checksums that are made here, as S3's API spells their names. */
export const digestAlgorithms = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256', 'SHA512', 'MD5'] as const
export type DigestAlgorithm = (typeof digestAlgorithms)[number]

/** A checksum in the making. */
export interface Digest {
  readonly update: (bytes: Uint8Array) => void
  /** In base64; asked for once, at the end. */
  readonly value: () => string
}

export function createDigest(algorithm: DigestAlgorithm): Digest {
  if (algorithm === 'CRC32') return running(0, crc32, fourBytes)
  if (algorithm === 'CRC32C') return running(0, crc32c, fourBytes)
  if (algorithm === 'CRC64NVME') return running(0n, crc64nvme, eightBytes)
  const hash = createHash(algorithm.toLowerCase())
  return {
    update: (bytes) => void hash.update(bytes),
    value: () => hash.digest('base64'),
  }
}

function running<Value>(
  start: Value,
  next: (bytes: Uint8Array, before: Value) => Value,
  bytesOf: (value: Value) => Buffer,
): Digest {
  let value = start
  return {
    update: (bytes) => {
      value = next(bytes, value)
    },
    value: () => bytesOf(value).toString('base64'),
  }
}

function fourBytes(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function eightBytes(value: bigint): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(value)
  return bytes
}
