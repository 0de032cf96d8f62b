import { createHmac } from 'node:crypto'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** The six digits of the half minute before a moment and of the one it is in (RFC 6238), for a base 32 seed. */
export function codes(base32: Uint8Array, at: Date): readonly [string, string] {
  const bits = Array.from(new TextDecoder().decode(base32).replaceAll('=', ''))
    .map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  const secret = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  const step = Math.floor(at.getTime() / 30_000)
  const code = (counter: number): string => {
    const message = Buffer.alloc(8)
    message.writeBigUInt64BE(BigInt(counter))
    const hash = createHmac('sha1', secret).update(message).digest()
    const offset = (hash.at(-1) ?? 0) & 0xf
    return String((hash.readUInt32BE(offset) & 0x7f_ff_ff_ff) % 1_000_000).padStart(6, '0')
  }
  return [code(step - 1), code(step)]
}
