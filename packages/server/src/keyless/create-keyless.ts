import { type KeyObject, sign } from 'node:crypto'
import { promisify } from 'node:util'
import { HallpassError } from 'hallpass'
import { randomText } from '../base/index.ts'
import type { LeaseSessionRequest } from '../issuing/index.ts'
import { tokenSeconds } from './rotation.ts'
import { createSigningKeys, type KeyKeeping } from './signing-keys.ts'

/** The audience that AWS's own documents use, and `hallpass setup --keyless-issuer` trusts. */
const audience = 'sts.amazonaws.com'
const keptMs = 10_000
const signAsync = promisify(sign)

export interface KeylessOptions extends KeyKeeping {
  /** Where AWS reaches this server: an https origin, and the issuer's name in every token. */
  readonly issuer: string
}

/** An OpenID Connect issuer, for AWS alone: nobody signs in with it. */
export interface Keyless {
  /** A token for one session, good for five minutes. Secret. */
  token(request: LeaseSessionRequest): Promise<string>
  /** What is at `/.well-known/openid-configuration`. */
  readonly discovery: Readonly<Record<string, unknown>>
  /** What is at `/keyless/jwks.json`. */
  keySet(): Promise<{ readonly keys: readonly Record<string, unknown>[] }>
}

/** Where the public keys are, under the issuer's address. */
export const keySetPath = '/keyless/jwks.json'

/**
 * Makes the server its own OpenID Connect issuer.
 *
 * @throws HallpassError `SettingInvalid` for an address that is not https: AWS takes no other
 */
export function createKeyless(options: KeylessOptions): Keyless {
  const { issuer, now, randomBytes } = options
  if (!issuer.startsWith('https://')) {
    throw new HallpassError('SettingInvalid', 'AWS asks an issuer for its keys by https alone', {
      hint: '--keyless needs --url with an https address that AWS reaches',
      facts: { name: '--keyless' },
    })
  }
  const keys = createSigningKeys(options)
  let kept: { readonly atMs: number; readonly keys: ReturnType<typeof keys.published> } | undefined
  // Anybody may ask, as often as they like: the database is asked now and then.
  const published = (): ReturnType<typeof keys.published> => {
    const nowMs = now().getTime()
    if (kept !== undefined && nowMs >= kept.atMs && nowMs - kept.atMs < keptMs) return kept.keys
    const mine = { atMs: nowMs, keys: keys.published() }
    kept = mine
    mine.keys.catch(() => {
      if (kept === mine) kept = undefined
    })
    return mine.keys
  }
  return {
    token: async (request) => {
      const { id, key } = await keys.current()
      const seconds = Math.floor(now().getTime() / 1000)
      return signed(
        { alg: 'RS256', typ: 'JWT', kid: id },
        {
          iss: issuer,
          aud: audience,
          sub: `hallpass:${request.leaseId}`,
          iat: seconds,
          exp: seconds + tokenSeconds,
          jti: randomText(20, randomBytes),
          ...sessionClaims(request),
        },
        key,
      )
    },
    discovery: {
      issuer,
      jwks_uri: `${issuer}${keySetPath}`,
      response_types_supported: ['id_token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      claims_supported: ['iss', 'aud', 'sub', 'iat', 'exp', 'jti'],
    },
    keySet: async () => ({ keys: await published() }),
  }
}

/**
 * What AWS makes session tags and the source identity of.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_adding-assume-role-idp
 */
function sessionClaims({ tags, transitiveTagKeys, sourceIdentity }: LeaseSessionRequest) {
  const pairs = Object.entries(tags ?? {})
  return {
    ...(pairs.length > 0 && {
      'https://aws.amazon.com/tags': {
        principal_tags: Object.fromEntries(pairs.map(([key, value]) => [key, [value]])),
        ...(transitiveTagKeys !== undefined && { transitive_tag_keys: transitiveTagKeys }),
      },
    }),
    ...(sourceIdentity !== undefined && { 'https://aws.amazon.com/source_identity': sourceIdentity }),
  }
}

async function signed(header: object, claims: object, key: KeyObject): Promise<string> {
  const text = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  // In the thread pool: a class that comes at once must not hold up everything else.
  const signature = await signAsync('sha256', Buffer.from(text), key)
  return `${text}.${signature.toString('base64url')}`
}
