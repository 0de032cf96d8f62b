import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

export const issuerUrl = 'https://idp.example.com/tenant'

const keys = {
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ec: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  other: generateKeyPairSync('rsa', { modulusLength: 2048 }),
}

const algorithms = { rsa: 'RS256', ec: 'ES256', other: 'RS256' } as const

/** An OIDC provider as far as STS looks at it: two documents, and whoever asks gets a token. */
export interface TokenIssuer {
  /** What is at which address; tests change it. */
  readonly documents: Map<string, string>
  /** Every address that was asked for. */
  readonly asked: string[]
  readonly fetchDocument: (url: string) => Promise<string>
  /** A token with the given claims over the usual ones; `undefined` leaves one out. */
  readonly token: (claims?: Record<string, unknown>, options?: TokenOptions) => string
}

export interface TokenOptions {
  readonly key?: keyof typeof keys
  readonly header?: Record<string, unknown>
}

export function createTokenIssuer(now: () => Date, url = issuerUrl): TokenIssuer {
  const asked: string[] = []
  const documents = new Map([
    [
      `${url}/.well-known/openid-configuration`,
      JSON.stringify({ issuer: url, jwks_uri: `${url}/keys`, other: true }),
    ],
    [`${url}/keys`, JSON.stringify({ keys: [jwk('rsa', keys.rsa.publicKey), jwk('ec', keys.ec.publicKey)] })],
  ])
  return {
    documents,
    asked,
    fetchDocument: async (address) => {
      asked.push(address)
      const document = documents.get(address)
      if (document === undefined) throw new Error('connection refused')
      return document
    },
    token: (claims = {}, { key = 'rsa', header = {} } = {}) => {
      const seconds = Math.floor(now().getTime() / 1000)
      const kid = key === 'other' ? 'rsa' : key
      const usual = { iss: url, sub: 'anna', aud: 'hallpass', iat: seconds, exp: seconds + 600 }
      const signed = [
        { alg: algorithms[key], kid, typ: 'JWT', ...header },
        { ...usual, ...claims },
      ]
        .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
        .join('.')
      return `${signed}.${signatureOf(signed, keys[key].privateKey)}`
    },
  }
}

function jwk(kid: string, key: KeyObject): object {
  return { ...key.export({ format: 'jwk' }), kid, use: 'sig' }
}

function signatureOf(signed: string, key: KeyObject): string {
  return sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')
}
