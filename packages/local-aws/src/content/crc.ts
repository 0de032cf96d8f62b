import { createCrc } from './crc-module.ts'

/** CRC-32C (Castagnoli); continued from that of the bytes `before`. */
export function crc32c(body: Uint8Array, before = 0): number {
  castagnoli ??= createCrc(0x82f63b78n)
  return Number(~castagnoli(body, BigInt(~before >>> 0)) & 0xffffffffn)
}

/**
 * CRC-64/NVME; continued from that of the bytes `before`.
 *
 * @see https://reveng.sourceforge.io/crc-catalogue/all.htm#crc.cat.crc-64-nvme
 */
export function crc64nvme(body: Uint8Array, before = 0n): bigint {
  nvme ??= createCrc(0x9a6c9329ac4bc9b5n)
  return BigInt.asUintN(64, ~nvme(body, ~before))
}

let castagnoli: ReturnType<typeof createCrc> | undefined
let nvme: ReturnType<typeof createCrc> | undefined
