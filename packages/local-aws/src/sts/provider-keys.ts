import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto'

import type { FetchDocument } from '../base/index.ts'

/** One key of a provider's key set. */
export interface ProviderKey {
  readonly id: string | undefined
  /** The one algorithm the key is for, where it says so. */
  readonly algorithm: string | undefined
  readonly key: KeyObject
}

/** A provider's keys, or why there are none: it could not be reached, or what it answered is no use. */
export type ProviderKeys = readonly ProviderKey[] | 'unreachable' | 'unusable'

/**
 * Gets the keys that an OIDC provider signs with.
 *
 * @param url the provider's, as registered
 * @param keyId the key that is wanted: one that is not among those known makes the provider be asked again
 */
export type FindProviderKeys = (url: string, keyId: string | undefined, now: Date) => Promise<ProviderKeys>

const keptMs = 5 * 60_000
/** How often an unknown key id may make us ask again: key ids are anybody's choice. */
const askedAgainAfterMs = 10_000
const maxProviders = 100
const maxKeys = 100

/**
 * Finds keys by OpenID Connect Discovery: `<url>/.well-known/openid-configuration`, and the key set it names.
 * They are kept for five minutes. A provider on plain http, which can be on loopback only, may not send us
 * anywhere else.
 *
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html
 */
export function createFindProviderKeys(fetchDocument: FetchDocument): FindProviderKeys {
  const known = new Map<string, { readonly keys: readonly ProviderKey[]; readonly at: number }>()
  const asking = new Map<string, Promise<ProviderKeys>>()
  return async (url, keyId, now) => {
    const kept = known.get(url)
    const age = kept === undefined ? Infinity : now.getTime() - kept.at
    const wanted = keyId === undefined || kept?.keys.some((key) => key.id === keyId) === true
    // A clock that was set back makes a negative age.
    if (kept !== undefined && age >= 0 && age < (wanted ? keptMs : askedAgainAfterMs)) return kept.keys
    const answer = asking.get(url) ?? askProvider(url, fetchDocument)
    asking.set(url, answer)
    const keys = await answer
    asking.delete(url)
    if (typeof keys !== 'string') {
      if (known.size >= maxProviders) known.clear()
      known.set(url, { keys, at: now.getTime() })
    }
    return keys
  }
}

async function askProvider(url: string, fetchDocument: FetchDocument): Promise<ProviderKeys> {
  const configuration = await fetchObject(`${url.replace(/\/$/, '')}/.well-known/openid-configuration`)
  if (typeof configuration === 'string') return configuration
  const issuer = configuration.get('issuer')
  const address = configuration.get('jwks_uri')
  if (typeof issuer !== 'string' || !isSameIssuer(issuer, url)) return 'unusable'
  if (typeof address !== 'string' || !mayLeadTo(url, address)) return 'unusable'
  const keySet = await fetchObject(address)
  if (typeof keySet === 'string') return keySet
  const keys = keySet.get('keys')
  return Array.isArray(keys) ? keys.slice(0, maxKeys).flatMap(readKey) : 'unusable'

  async function fetchObject(
    from: string,
  ): Promise<ReadonlyMap<string, unknown> | 'unreachable' | 'unusable'> {
    let text: string
    try {
      text = await fetchDocument(from)
    } catch {
      return 'unreachable'
    }
    try {
      const value: unknown = JSON.parse(text)
      return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : 'unusable'
    } catch {
      return 'unusable'
    }
  }
}

/** The same address, but for a slash at the end, which some providers add and some leave out. */
export function isSameIssuer(one: string, other: string): boolean {
  return one.replace(/\/$/, '') === other.replace(/\/$/, '')
}

function mayLeadTo(provider: string, address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, origin } = new URL(address)
  return protocol === 'https:' || (protocol === 'http:' && origin === new URL(provider).origin)
}

/** A key for signatures, as a list of one; none for what is no key, or is for something else. */
function readKey(value: unknown): ProviderKey[] {
  if (typeof value !== 'object' || value === null) return []
  const members = new Map<string, unknown>(Object.entries(value))
  const use = members.get('use')
  if (use !== undefined && use !== 'sig') return []
  const jwk: JsonWebKey = {}
  for (const name of ['kty', 'n', 'e', 'crv', 'x', 'y'] as const) {
    const text = members.get(name)
    if (typeof text === 'string') jwk[name] = text
  }
  if (jwk.kty !== 'RSA' && jwk.kty !== 'EC') return []
  try {
    const key = createPublicKey({ key: jwk, format: 'jwk' })
    return [{ id: textOf(members.get('kid')), algorithm: textOf(members.get('alg')), key }]
  } catch {
    return []
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
