import { createHash, timingSafeEqual } from 'node:crypto'
import type { RandomBytes } from './ids.ts'

/** What a secret of ours begins with, so that a person or a scanner sees what was found. */
export type SecretKind = 'api' | 'browser' | 'lease' | 'link' | 'session' | 'signin' | 'webhook'

/** A new secret, `hp_lease_…`: 256 random bits. It is shown once; only its {@link hashSecret} is kept. */
export function newSecret(kind: SecretKind, randomBytes: RandomBytes): string {
  return `hp_${kind}_${randomBytes(32).toString('base64url')}`
}

/** The form in which a secret is kept and looked up. A plain hash is enough for 256 random bits. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}

/** Compares in constant time, whatever the lengths. */
export function sameSecret(one: string, other: string): boolean {
  return timingSafeEqual(hashSecret(one), hashSecret(other))
}
