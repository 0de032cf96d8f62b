import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { combinedChecksum, createDigest, type DigestAlgorithm } from '../../src/content/index.ts'

const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64')

function digestOf(algorithm: DigestAlgorithm, ...parts: readonly Uint8Array[]): string {
  const digest = createDigest(algorithm)
  for (const part of parts) digest.update(part)
  return digest.value()
}

// The check values of the CRC catalogue: each algorithm over the nine digits.
describe('checksums of 123456789', () => {
  it.each([
    ['CRC32', 'cbf43926'],
    ['CRC32C', 'e3069283'],
    ['CRC64NVME', 'ae8b14860a799888'],
    ['MD5', '25f9e794323b453885f5181f1b624d0b'],
    ['SHA1', 'f7c3bc1d808e04732adf679965ccc34ca7ae3441'],
  ] as const)('%s is %s, at once and piece by piece', (algorithm, hex) => {
    expect(digestOf(algorithm, Buffer.from('123456789'))).toBe(base64(hex))
    expect(digestOf(algorithm, Buffer.from('1'), Buffer.from('23456'), Buffer.from('789'))).toBe(base64(hex))
  })
})

describe('a checksum of much', () => {
  // The combination knows the parts' checksums alone: it goes another way.
  it.each(['CRC32', 'CRC32C', 'CRC64NVME'] as const)(
    '%s is that of its parts, of whatever lengths',
    (algorithm) => {
      const bytes = Buffer.from(Array.from({ length: 200_003 }, (_, index) => (index * 7919) >> 3))
      const whole = digestOf(algorithm, bytes)
      for (const length of [1, 65_535, 65_536, 65_537, 131_072, 199_999]) {
        const parts = [bytes.subarray(0, length), bytes.subarray(length)]
        expect(digestOf(algorithm, ...parts), String(length)).toBe(whole)
        const described = parts.map((part) => ({ checksum: digestOf(algorithm, part), length: part.length }))
        expect(combinedChecksum(algorithm, described), String(length)).toBe(whole)
      }
    },
  )
})

describe('a checksum of parts in a row', () => {
  it.each(['CRC32', 'CRC32C', 'CRC64NVME'] as const)('%s is that of the whole', (algorithm) => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }), (parts) => {
        const described = parts.map((part) => ({
          checksum: digestOf(algorithm, part),
          length: part.length,
        }))
        expect(combinedChecksum(algorithm, described)).toBe(digestOf(algorithm, Buffer.concat(parts)))
      }),
    )
  })
})
