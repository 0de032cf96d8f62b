import { createPrivateKey, type KeyObject, sign } from 'node:crypto'
import type { TokenIssuer, TokenKey } from '../model/index.ts'

export const signingAlgorithms = ['RS256', 'ES384'] as const
export type SigningAlgorithm = (typeof signingAlgorithms)[number]

const hashes = { RS256: 'sha256', ES384: 'sha384' } as const

/** A JSON Web Token in compact form (RFC 7515), with the key's id in its header. */
export function signToken({ keys }: TokenIssuer, algorithm: SigningAlgorithm, claims: object): string {
  const key = keys[algorithm]
  const header = { alg: algorithm, kid: key.id, typ: 'JWT' }
  const signed = [header, claims].map((part) => base64Url(JSON.stringify(part))).join('.')
  const signature = sign(hashes[algorithm], Buffer.from(signed), {
    key: privateKeyOf(key),
    dsaEncoding: 'ieee-p1363',
  })
  return `${signed}.${signature.toString('base64url')}`
}

/** The key of a {@link TokenKey}. */
export function privateKeyOf({ privateKey }: TokenKey): KeyObject {
  return createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' })
}

function base64Url(text: string): string {
  return Buffer.from(text).toString('base64url')
}
