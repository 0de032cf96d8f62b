import type * as library from 'openid-client'
import type { OpenIdAttempt } from './attempt.ts'
import { type Claims, groupsOf, tooManyGroups, verifiedEmail } from './claims.ts'
import type { OpenIdProvider } from './provider.ts'
import { answerInvalid, refusedThere, unreachable } from './refusals.ts'
import { groupsDecide } from './settings.ts'

/** What came back to us, and what was asked for. */
export interface Returned {
  /** The address that the provider sends people back to, without its query. */
  readonly redirectUri: string
  readonly query: URLSearchParams
  readonly state: string
  readonly attempt: OpenIdAttempt
}

/**
 * Exchanges the code for what the provider says of somebody. Held to the standard on the way: state, issuer
 * (RFC 9207), PKCE, the token's signature, issuer, audience, nonce and times.
 *
 * @throws HallpassError `NotSignedIn`, `NetworkUnreachable`
 */
export async function exchangeCode(
  { settings, configuration, onFault }: OpenIdProvider,
  { redirectUri, query, state, attempt }: Returned,
): Promise<Claims & { readonly iss: string; readonly sub: string }> {
  const client = await import('openid-client')
  const config = await configuration()
  const url = new URL(redirectUri)
  url.search = query.toString()
  try {
    const tokens = await client.authorizationCodeGrant(config, url, {
      expectedState: state,
      expectedNonce: attempt.nonce,
      pkceCodeVerifier: attempt.verifier,
      idTokenExpected: true,
    })
    const claims = tokens.claims()
    if (claims === undefined) throw new TypeError('there is no ID token')
    if (isEnough(claims, settings) || config.serverMetadata().userinfo_endpoint === undefined) return claims
    return { ...(await client.fetchUserInfo(config, tokens.access_token, claims.sub)), ...claims }
  } catch (error) {
    if (error instanceof client.AuthorizationResponseError) throw refusedThere(settings.name, error.error)
    onFault(describe(client, error), 'openid connect: sign-in')
    throw isNetwork(error) ? unreachable(settings.name) : answerInvalid(settings.name)
  }
}

/** Whether the token says all that is asked of it; otherwise more is asked for. */
function isEnough(claims: Claims, settings: OpenIdProvider['settings']): boolean {
  const { groupsClaim } = settings
  const grouped = groupsOf(claims, groupsClaim).length > 0 || tooManyGroups(claims, groupsClaim)
  return verifiedEmail(claims) !== undefined && (grouped || !groupsDecide(settings))
}

/** What went wrong, without what came along: a response may hold tokens. */
function describe(client: typeof library, error: unknown): Error {
  if (error instanceof client.ResponseBodyError) {
    const word = /^[a-z_]{1,60}$/.test(error.error) ? error.error : 'an error'
    return new Error(`the provider answered ${word} (HTTP ${error.status})`)
  }
  if (error instanceof client.ClientError) {
    const inner = error.cause instanceof Error ? `: ${error.cause.message}` : ''
    return new Error(`${error.code ?? 'failed'}: ${error.message}${inner}`)
  }
  return error instanceof Error ? new Error(error.message) : new Error('failed')
}

function isNetwork(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return error.name === 'TypeError' || ('code' in error && error.code === 'OAUTH_TIMEOUT')
}

/** The end of the session there, where the provider has such an address. */
export async function endSessionUrl(
  { configuration }: OpenIdProvider,
  publicUrl: string,
): Promise<URL | undefined> {
  const client = await import('openid-client')
  const config: library.Configuration = await configuration()
  if (config.serverMetadata().end_session_endpoint === undefined) return undefined
  return client.buildEndSessionUrl(config, { post_logout_redirect_uri: `${publicUrl}/` })
}
