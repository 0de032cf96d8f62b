import { describe, expect, it } from 'vitest'
import { checksum } from '../../src/s3/wire/checksums.ts'

const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64')

// The check values of the CRC catalogue: each algorithm over the nine digits.
describe('checksums of 123456789', () => {
  it.each([
    ['CRC32', 'cbf43926'],
    ['CRC32C', 'e3069283'],
    ['CRC64NVME', 'ae8b14860a799888'],
    ['MD5', '25f9e794323b453885f5181f1b624d0b'],
    ['SHA1', 'f7c3bc1d808e04732adf679965ccc34ca7ae3441'],
  ] as const)('%s is %s', (algorithm, hex) => {
    expect(checksum(algorithm, Buffer.from('123456789'))).toBe(base64(hex))
  })
})
