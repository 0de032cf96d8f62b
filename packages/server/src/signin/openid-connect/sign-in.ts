import { HallpassError } from 'hallpass'
import type { Services } from '../../change/index.ts'
import type { StaffRole } from '../../staff/index.ts'
import { admit } from './admit.ts'
import { beginAttempt, takeAttempt } from './attempt.ts'
import { type Claims, groupsOf, nameOf, tooManyGroups, verifiedEmail } from './claims.ts'
import { exchangeCode } from './exchange.ts'
import type { OpenIdProvider } from './provider.ts'
import { attemptOver } from './refusals.ts'
import { groupsDecide } from './settings.ts'

/** A sign-in by OpenID Connect, for a server at an address. */
export interface OpenIdSignIn {
  readonly services: Services
  readonly provider: OpenIdProvider
  readonly publicUrl: string
}

/** Where the provider sends people back to: this is what it has to be told. */
export const callbackPath = '/sign-in/openid-connect/callback'

/** What a sign-in begins with. */
export interface Beginning {
  /** The secret of the browser's cookie. */
  readonly browser: string
  /** Where it goes on; anything but a path of ours is forgotten. */
  readonly returnTo?: string | undefined
  /** Whose identity it is to become: of somebody who is signed in already. */
  readonly staffId?: string | undefined
}

/**
 * Where the browser is to go to sign in.
 *
 * @throws HallpassError `NetworkUnreachable`
 */
export async function beginOpenIdSignIn(
  { services, provider, publicUrl }: OpenIdSignIn,
  { browser, returnTo, staffId }: Beginning,
): Promise<URL> {
  const config = await provider.configuration()
  const client = await import('openid-client')
  const [verifier, nonce] = [random(services), random(services)]
  const { state } = await beginAttempt(services, browser, {
    nonce,
    verifier,
    returnTo: ownPath(publicUrl, returnTo),
    ...(staffId === undefined ? {} : { staffId }),
  })
  return client.buildAuthorizationUrl(config, {
    redirect_uri: `${publicUrl}${callbackPath}`,
    scope: provider.settings.scope,
    state,
    nonce,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  })
}

/** What came back in a browser. */
export interface Return {
  readonly browser: string | undefined
  readonly query: URLSearchParams
  readonly address: string | undefined
  /** Who is signed in in this browser. */
  readonly staffId: string | undefined
}

/**
 * Who it is that came back, let in as {@link admit} has it.
 *
 * @throws HallpassError `NotSignedIn`, `Forbidden`, `StateConflict`, `NetworkUnreachable`
 */
export async function finishOpenIdSignIn(
  { services, provider, publicUrl }: OpenIdSignIn,
  { browser, query, address, staffId }: Return,
): Promise<{ readonly staffId: string; readonly returnTo: string }> {
  const [state = '', another] = query.getAll('state')
  if (browser === undefined || another !== undefined || !/^[\w-]{43}$/.test(state)) throw attemptOver()
  const attempt = await takeAttempt(services, { state, browser })
  if (attempt === undefined) throw attemptOver()
  // Between the two somebody else signed in here: it would become their account.
  if (attempt.staffId !== undefined && attempt.staffId !== staffId) throw attemptOver()
  const claims = await exchangeCode(provider, {
    redirectUri: `${publicUrl}${callbackPath}`,
    query,
    state,
    attempt,
  })
  const admitted = await admit(
    services,
    {
      identity: { issuer: claims.iss, subject: claims.sub },
      name: nameOf(claims),
      email: verifiedEmail(claims),
      role: roleOf(claims, provider),
      staffId: attempt.staffId,
      noGroup: noGroup(claims, provider),
    },
    address,
  )
  return { staffId: admitted, returnTo: attempt.returnTo }
}

function roleOf(claims: Claims, { settings }: OpenIdProvider): StaffRole | 'none' | undefined {
  if (!groupsDecide(settings)) return undefined
  const groups = new Set(groupsOf(claims, settings.groupsClaim))
  if (settings.adminGroups.some((group) => groups.has(group))) return 'admin'
  return settings.instructorGroups.some((group) => groups.has(group)) ? 'instructor' : 'none'
}

/** Says which group is missing: the one thing that somebody can ask for. */
function noGroup(claims: Claims, { settings }: OpenIdProvider): HallpassError {
  const { groupsClaim, adminGroups, instructorGroups, name } = settings
  if (tooManyGroups(claims, groupsClaim)) {
    return new HallpassError('Forbidden', `you are in more groups than ${name} tells of`, {
      hint: 'an admin can have it send app roles instead: --oidc-groups-claim roles',
    })
  }
  const count = groupsOf(claims, groupsClaim).length
  const missing = [...instructorGroups, ...adminGroups].join(' or ')
  return new HallpassError('Forbidden', `you are in none of the groups that run workshops here`, {
    hint: `ask at ${name} for the group ${missing}; ${
      count === 0 ? `it told of no group of yours (the claim ${groupsClaim})` : `it told of ${count} of yours`
    }`,
    facts: { name: groupsClaim },
  })
}

/** A path of our own pages, and nothing that a browser reads as another site. */
function ownPath(publicUrl: string, given: string | undefined): string {
  const fallback = '/workshops'
  if (given === undefined || given.length > 500 || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(given)) return fallback
  const url = URL.canParse(given, publicUrl) ? new URL(given, publicUrl) : undefined
  return url?.origin === new URL(publicUrl).origin && !url.pathname.startsWith('//')
    ? `${url.pathname}${url.search}`
    : fallback
}

function random({ randomBytes }: Pick<Services, 'randomBytes'>): string {
  return randomBytes(32).toString('base64url')
}
