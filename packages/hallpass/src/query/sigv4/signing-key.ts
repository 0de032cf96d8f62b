import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto'

/** Date, region and service for which a signature holds. */
export interface CredentialScope {
  /** `YYYYMMDD`, UTC. */
  readonly date: string
  readonly region: string
  /** The signing name, e.g. `sts`. */
  readonly service: string
}

// Named by a digest, so that no secret outlives its credentials as the key of a map. A secret access key has
// 240 random bits: nobody finds it from its digest.
const keys = new Map<string, KeyObject>()
const maxKeys = 64

/** Date, region, service and the closing word, as they stand in a signature. */
export function scopeText(scope: CredentialScope): string {
  return `${scope.date}/${scope.region}/${scope.service}/aws4_request`
}

/**
 * The key for one scope, derived from the secret key in four steps.
 *
 * Source: "Create a signed AWS API request", step 4, IAM User Guide.
 */
export function signingKey(secretAccessKey: string, scope: CredentialScope): Buffer {
  const dateKey = hmac(`AWS4${secretAccessKey}`, scope.date)
  const dateRegionKey = hmac(dateKey, scope.region)
  const dateRegionServiceKey = hmac(dateRegionKey, scope.service)
  return hmac(dateRegionServiceKey, 'aws4_request')
}

/** {@link signingKey}, derived once for each secret and scope: a key holds for a whole day. */
export function cachedSigningKey(secretAccessKey: string, scope: CredentialScope): KeyObject {
  const name = hash('sha256', `${secretAccessKey}\n${scopeText(scope)}`, 'base64')
  const found = keys.get(name)
  if (found) return found
  const [oldest] = keys.keys()
  if (keys.size >= maxKeys && oldest !== undefined) keys.delete(oldest)
  // As a KeyObject: given bytes, createHmac of Node.js 24 takes six times as long.
  const key = createSecretKey(signingKey(secretAccessKey, scope))
  keys.set(name, key)
  return key
}

function hmac(key: string | Uint8Array, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest()
}
