import { createCipheriv, createDecipheriv, createHmac, createSecretKey, type KeyObject } from 'node:crypto'

/** Seals values so that only this instance can read them, and notices every change. */
export interface Seal<Value> {
  /** `context` is bound in: the same words are needed to open it. Standard base64, as AWS's tokens are. */
  readonly seal: (value: Value, context: string) => string
  /** The value, or `undefined` for whatever was not sealed by this seal with this context. */
  readonly open: (text: string, context: string) => Value | undefined
}

const ivBytes = 12
const tagBytes = 16

/**
 * A seal (AES-256-GCM) for one kind of value, so that an instance can hand out what it knows instead of
 * remembering it.
 *
 * @param key 32 random bytes, the instance's own
 * @param purpose the kind of value: what one seal seals, another with the same key does not open
 */
export function createSeal<Value>(
  key: Uint8Array,
  purpose: string,
  randomBytes: (size: number) => Uint8Array,
): Seal<Value> {
  const sealingKey = deriveKey(key, `seal ${purpose}`)
  return {
    seal: (value, context) => {
      const iv = randomBytes(ivBytes)
      const cipher = createCipheriv('aes-256-gcm', sealingKey, iv).setAAD(Buffer.from(context))
      const sealed = [cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]
      return Buffer.concat([iv, cipher.getAuthTag(), ...sealed]).toString('base64')
    },
    open: (text, context) => {
      const bytes = Buffer.from(text, 'base64')
      // Buffer.from skips what is no base64: without this, a changed token could still open.
      if (bytes.length <= ivBytes + tagBytes || bytes.toString('base64') !== text) return undefined
      const decipher = createDecipheriv('aes-256-gcm', sealingKey, bytes.subarray(0, ivBytes), {
        authTagLength: tagBytes,
      })
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes))
      const opened = decipher.update(bytes.subarray(ivBytes + tagBytes))
      try {
        decipher.final()
      } catch {
        return undefined
      }
      // The seal, not a schema, vouches for the shape.
      const value: Value = JSON.parse(opened.toString('utf8'))
      return value
    },
  }
}

/**
 * Derives the secret access key of a temporary access key id: the same one each time, 40 characters.
 *
 * @param key 32 random bytes, the instance's own
 */
export function deriveSecrets(key: Uint8Array): (accessKeyId: string) => string {
  const secretKey = deriveKey(key, 'secret access keys')
  return (accessKeyId) =>
    createHmac('sha512', secretKey).update(accessKeyId).digest().subarray(0, 30).toString('base64')
}

function deriveKey(key: Uint8Array, purpose: string): KeyObject {
  return createSecretKey(createHmac('sha256', key).update(purpose).digest())
}
