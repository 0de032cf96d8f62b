import { crc32, deflateSync } from 'node:zlib'
import { encode } from 'uqr'

const pixelsPerModule = 8
/** What the standard wants around a code. */
const border = 4
const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)

/**
 * A QR code as a PNG image of one bit per pixel, eight pixels to a module.
 *
 * @see https://www.w3.org/TR/png-3/
 */
export function qrCodePng(text: string): Buffer {
  const { data, size } = encode(text, { ecc: 'M', border })
  const width = size * pixelsPerModule
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(width, 4)
  // One bit of grey; compression, filter and interlacing as the standard numbers its only or plainest ones.
  header[8] = 1
  const rows = data.flatMap((modules) => Array.from({ length: pixelsPerModule }, () => rowOf(modules)))
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** A row of pixels after its filter byte. A module is eight pixels wide: one byte, white where it is not set. */
function rowOf(modules: readonly boolean[]): Uint8Array {
  return Uint8Array.of(0, ...modules.map((dark) => (dark ? 0 : 0xff)))
}

function chunk(type: string, data: Uint8Array): Buffer {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const checksum = Buffer.alloc(4)
  checksum.writeUInt32BE(crc32(content))
  return Buffer.concat([length, content, checksum])
}
