import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'
import type { RandomBytes } from './ids.ts'

/** Keeps secrets that have to come back in the clear: the private keys of our issuer, webhooks' secrets. */
export interface Seal {
  /** Closes `plain`; `purpose` is bound in, so that a sealed value is of no use in another place. */
  seal(plain: Buffer, purpose: string): Buffer
  /** @throws Error for what was not sealed with this key for this purpose */
  open(sealed: Buffer, purpose: string): Buffer
}

const nonceBytes = 12
const tagBytes = 16

/** Seals with AES-256-GCM under a key made from `master` (at least 32 random bytes) for each purpose. */
export function createSeal(master: Buffer, randomBytes: RandomBytes): Seal {
  if (master.length < 32) throw new TypeError('the sealing key has to have at least 32 bytes')
  const keyFor = (purpose: string): Buffer =>
    Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), `hallpass ${purpose}`, 32))
  return {
    seal: (plain, purpose) => {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', keyFor(purpose), nonce)
      const body = Buffer.concat([cipher.update(plain), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), body])
    },
    open: (sealed, purpose) => {
      const nonce = sealed.subarray(0, nonceBytes)
      const decipher = createDecipheriv('aes-256-gcm', keyFor(purpose), nonce, { authTagLength: tagBytes })
      decipher.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes))
      return Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()])
    },
  }
}
