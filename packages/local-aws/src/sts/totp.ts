import { createHmac } from 'node:crypto'

import { sameText } from '../sigv4/same-text.ts'

const stepSeconds = 30

/** The six digits that a virtual MFA device shows at `at` (RFC 6238 with HMAC-SHA-1, 30 seconds). */
export function totp(seed: Uint8Array, at: Date): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(at.getTime() / 1000 / stepSeconds)))
  const digest = createHmac('sha1', seed).update(counter).digest()
  const offset = digest.readUInt8(digest.length - 1) & 0x0f
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

/** Whether `code` is the device's code now, or was one step before or is one after: clocks differ. */
export function isTotp(seed: Uint8Array, code: string, now: Date): boolean {
  const steps = [-1, 0, 1].map((step) => totp(seed, new Date(now.getTime() + step * stepSeconds * 1000)))
  return steps.filter((expected) => sameText(expected, code)).length > 0
}
