/** The checksums of a whole that follow from those of its parts. */
export type CombinedAlgorithm = 'CRC32' | 'CRC32C' | 'CRC64NVME'

/** Reflected, without the highest power. */
const fields: Readonly<Record<CombinedAlgorithm, { readonly bits: number; readonly polynomial: bigint }>> = {
  CRC32: { bits: 32, polynomial: 0xedb88320n },
  CRC32C: { bits: 32, polynomial: 0x82f63b78n },
  CRC64NVME: { bits: 64, polynomial: 0x9a6c9329ac4bc9b5n },
}

/**
 * The CRC of all parts in a row, without a look at what is in them: the CRC before a part is moved on by the
 * part's length, that is multiplied by x to the power of its bits, and the part's own is added.
 *
 * @param parts their checksums in base64 and their lengths in bytes
 * @returns in base64
 * @see https://github.com/madler/zlib/blob/master/crc32.c `crc32_combine`, which does it for one CRC
 */
export function combinedChecksum(
  algorithm: CombinedAlgorithm,
  parts: Iterable<{ readonly checksum: string; readonly length: number }>,
): string {
  const field = fields[algorithm]
  // Parts are mostly of one length.
  const moves = new Map<number, bigint>()
  let crc = 0n
  for (const { checksum, length } of parts) {
    const move = moves.get(length) ?? powerOfX(8n * BigInt(length), field)
    moves.set(length, move)
    crc = multiply(crc, move, field) ^ BigInt(`0x0${Buffer.from(checksum, 'base64').toString('hex')}`)
  }
  return Buffer.from(crc.toString(16).padStart(field.bits / 4, '0'), 'hex').toString('base64')
}

type Field = (typeof fields)[CombinedAlgorithm]

/** In a reflected field the highest bit is 1, the next one x. */
function powerOfX(exponent: bigint, field: Field): bigint {
  const one = 1n << BigInt(field.bits - 1)
  let power = one
  let square = one >> 1n
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) power = multiply(power, square, field)
    square = multiply(square, square, field)
  }
  return power
}

function multiply(a: bigint, b: bigint, { bits, polynomial }: Field): bigint {
  let product = 0n
  let shifted = b
  for (let bit = 1n << BigInt(bits - 1); bit > 0n; bit >>= 1n) {
    if (a & bit) product ^= shifted
    shifted = shifted & 1n ? (shifted >> 1n) ^ polynomial : shifted >> 1n
  }
  return product
}
