import { type KeyObject, verify } from 'node:crypto'

/** A signed JSON Web Token, taken apart and not yet verified. */
export interface JsonWebToken {
  /** `alg`, one that {@link isSignedBy} knows. */
  readonly algorithm: string
  readonly keyId: string | undefined
  readonly claims: ReadonlyMap<string, unknown>
  /** What the signature is over. */
  readonly signed: string
  readonly signature: Uint8Array
}

const algorithms = new Map([
  ['RS256', { hash: 'sha256', type: 'rsa', curve: undefined }],
  ['RS384', { hash: 'sha384', type: 'rsa', curve: undefined }],
  ['RS512', { hash: 'sha512', type: 'rsa', curve: undefined }],
  ['ES256', { hash: 'sha256', type: 'ec', curve: 'prime256v1' }],
  ['ES384', { hash: 'sha384', type: 'ec', curve: 'secp384r1' }],
  ['ES512', { hash: 'sha512', type: 'ec', curve: 'secp521r1' }],
])

/**
 * Reads a token in compact form (RFC 7519).
 *
 * @returns `undefined` for what is none, is not signed, or is signed in a way that STS does not take
 */
export function parseJsonWebToken(text: string): JsonWebToken | undefined {
  const [header = '', payload = '', signature = '', ...more] = text.split('.')
  const names = parseObject(header)
  const claims = parseObject(payload)
  if (more.length > 0 || names === undefined || claims === undefined || !isBase64Url(signature))
    return undefined
  const algorithm = names.get('alg')
  const keyId = names.get('kid')
  if (typeof algorithm !== 'string' || !algorithms.has(algorithm)) return undefined
  // An extension that must be understood (RFC 7515) is not.
  if ((keyId !== undefined && typeof keyId !== 'string') || names.has('crit')) return undefined
  return {
    algorithm,
    keyId,
    claims,
    signed: `${header}.${payload}`,
    signature: Buffer.from(signature, 'base64url'),
  }
}

/** Whether the key made the token's signature; never for a key of another kind than the token's algorithm. */
export function isSignedBy(token: JsonWebToken, key: KeyObject): boolean {
  const algorithm = algorithms.get(token.algorithm)
  if (algorithm === undefined || key.asymmetricKeyType !== algorithm.type) return false
  if (key.asymmetricKeyDetails?.namedCurve !== algorithm.curve) return false
  const signed = Buffer.from(token.signed, 'ascii')
  return verify(algorithm.hash, signed, { key, dsaEncoding: 'ieee-p1363' }, token.signature)
}

/** The members of a JSON object in base64url, by name: a `Map`, as the names are anybody's choice. */
function parseObject(text: string): ReadonlyMap<string, unknown> | undefined {
  if (!isBase64Url(text)) return undefined
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    return new Map(Object.entries(value))
  } catch {
    return undefined
  }
}

function isBase64Url(text: string): boolean {
  return /^[\w-]+$/.test(text)
}
