import { createHmac } from 'node:crypto'

import { sameText } from '../base/index.ts'
import type { MfaDevice } from './credentials.ts'

const stepSeconds = 30

/** The six digits that a virtual MFA device shows at `at` (RFC 6238 with HMAC-SHA-1, 30 seconds). */
export function totp(seed: Uint8Array, at: Date): string {
  return codeAtStep(seed, totpStep(at))
}

/** The number of the half minute that `at` lies in: each has a code of its own. */
export function totpStep(at: Date): number {
  return Math.floor(at.getTime() / 1000 / stepSeconds)
}

/**
 * Accepts a device's code, once: the one of now, of the step before or of the step after, as clocks differ.
 * A code that was taken, and every older one, is refused from then on, or whoever looked over a shoulder
 * could use it again.
 *
 * @returns whether the code was good
 */
export function takeCode(device: MfaDevice, code: string, now: Date): boolean {
  const current = totpStep(now)
  // All three are compared, whichever fits: how long it takes says nothing.
  const fitting = [current - 1, current, current + 1].filter((step) =>
    sameText(codeAtStep(device.seed, step), code),
  )
  const step = fitting.find((candidate) => candidate > (device.lastStepTaken ?? -1))
  if (step === undefined) return false
  device.lastStepTaken = step
  return true
}

/**
 * Accepts two codes that follow each other, as enabling a device asks for; the first may be up to three
 * steps old, as it takes a minute to type them. Both are taken then, see {@link takeCode}.
 */
export function takeConsecutiveCodes(
  device: MfaDevice,
  codes: readonly [first: string, second: string],
  now: Date,
): boolean {
  const current = totpStep(now)
  const first = [-3, -2, -1, 0]
    .map((step) => current + step)
    .find(
      (step) =>
        sameText(codeAtStep(device.seed, step), codes[0]) &&
        sameText(codeAtStep(device.seed, step + 1), codes[1]),
    )
  if (first === undefined) return false
  device.lastStepTaken = first + 1
  return true
}

function codeAtStep(seed: Uint8Array, step: number): string {
  if (step < 0) return ''
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const digest = createHmac('sha1', seed).update(counter).digest()
  const offset = digest.readUInt8(digest.length - 1) & 0x0f
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}
