import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'

import { type CredentialScope, credentialScope } from './string-to-sign.ts'

/**
 * Step 3 of Signature Version 4: the key derived from a secret for one day, region and service.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#calculate-signature
 */
export function signingKey(secretAccessKey: string, scope: CredentialScope): KeyObject {
  const date = hmac(createSecretKey(`AWS4${secretAccessKey}`, 'utf8'), scope.date)
  const region = hmac(date, scope.region)
  const service = hmac(region, scope.service)
  return hmac(service, 'aws4_request')
}

/** Step 4: the signature, in hex. */
export function signature(key: KeyObject, stringToSign: string): string {
  return createHmac('sha256', key).update(stringToSign).digest('hex')
}

/** Derives signing keys, or remembers them. */
export type SigningKeys = (accessKeyId: string, secretAccessKey: string, scope: CredentialScope) => KeyObject

/**
 * Remembers derived signing keys: deriving one costs four HMACs, and a client uses the same one all day.
 * Keeps `maxEntries` (default 1,000), the oldest leave first.
 */
export function rememberSigningKeys(maxEntries = 1000): SigningKeys {
  const keys = new Map<string, { readonly secretAccessKey: string; readonly key: KeyObject }>()
  return (accessKeyId, secretAccessKey, scope) => {
    const name = `${accessKeyId}/${credentialScope(scope)}`
    const known = keys.get(name)
    if (known !== undefined && known.secretAccessKey === secretAccessKey) return known.key
    const key = signingKey(secretAccessKey, scope)
    keys.delete(name)
    keys.set(name, { secretAccessKey, key })
    if (keys.size > maxEntries) {
      const oldest = keys.keys().next()
      if (oldest.done !== true) keys.delete(oldest.value)
    }
    return key
  }
}

// Node 24 takes five times as long for a key given as bytes as for a key object.
function hmac(key: KeyObject, data: string): KeyObject {
  return createSecretKey(createHmac('sha256', key).update(data).digest())
}
