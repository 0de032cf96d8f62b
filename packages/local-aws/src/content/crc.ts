/** CRC-32C (Castagnoli), as a number of 32 bits; continued from that of the bytes `before`. */
export function crc32c(body: Uint8Array, before = 0): number {
  const table = (castagnoli ??= makeTable32(0x82f63b78))
  let crc = ~before
  for (const byte of body) crc = (table[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)
  return ~crc >>> 0
}

/** CRC-64/NVME in two halves of 32 bits: with `BigInt` it would take a hundred times as long. */
export type Crc64 = readonly [high: number, low: number]

/**
 * CRC-64/NVME; continued from that of the bytes `before`.
 *
 * @see https://reveng.sourceforge.io/crc-catalogue/all.htm#crc.cat.crc-64-nvme
 */
export function crc64nvme(body: Uint8Array, before: Crc64 = [0, 0]): Crc64 {
  const { high: highTable, low: lowTable } = (nvme ??= makeTable64(0x9a6c9329, 0xac4bc9b5))
  let high = ~before[0]
  let low = ~before[1]
  for (const byte of body) {
    const index = (low ^ byte) & 0xff
    low = ((low >>> 8) | (high << 24)) ^ (lowTable[index] ?? 0)
    high = (high >>> 8) ^ (highTable[index] ?? 0)
  }
  return [~high >>> 0, ~low >>> 0]
}

let castagnoli: Int32Array | undefined
let nvme: { readonly high: Int32Array; readonly low: Int32Array } | undefined

/** @param polynomial reflected */
function makeTable32(polynomial: number): Int32Array {
  return Int32Array.from({ length: 256 }, (_, index) => {
    let value = index
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1
    return value
  })
}

function makeTable64(highPolynomial: number, lowPolynomial: number) {
  const high = new Int32Array(256)
  const low = new Int32Array(256)
  for (let index = 0; index < 256; index++) {
    let [upper, lower] = [0, index]
    for (let bit = 0; bit < 8; bit++) {
      const odd = lower & 1
      lower = (lower >>> 1) | (upper << 31)
      upper >>>= 1
      if (odd) {
        upper ^= highPolynomial
        lower ^= lowPolynomial
      }
    }
    high[index] = upper
    low[index] = lower
  }
  return { high, low }
}
