import { AwsError } from '../base/index.ts'
import type { Account, OidcProvider } from '../model/index.ts'
import { isIssuerUrl } from '../tokens/index.ts'
import { isSignedBy, type JsonWebToken, parseJsonWebToken } from './json-web-token.ts'
import { type FindProviderKeys, isSameIssuer } from './provider-keys.ts'

/** A token that its provider vouches for. */
export interface VerifiedWebIdentity {
  readonly provider: OidcProvider
  readonly subject: string
  /** The provider's client that the token was issued to. */
  readonly audience: string
  readonly claims: ReadonlyMap<string, unknown>
}

/** How far a token's clock may be ahead of ours. */
const leewaySeconds = 60
const longestSubject = 255

/**
 * Verifies an OpenID Connect ID token: its issuer is a provider of the account, one of the provider's keys
 * signed it, it has neither expired nor is it from the future, and it is for one of the provider's clients. AWS's own
 * tokens, which GetWebIdentityToken issues, are not taken.
 *
 * @throws AwsError `InvalidIdentityToken`, `ExpiredTokenException`, `IDPCommunicationError`
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
 */
export async function verifyWebIdentity(
  text: string,
  account: Account | undefined,
  findKeys: FindProviderKeys,
  now: Date,
): Promise<VerifiedWebIdentity> {
  const token = parseJsonWebToken(text)
  const issuer = token?.claims.get('iss')
  if (token === undefined || typeof issuer !== 'string') {
    throw invalid(
      'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
    )
  }
  if (isIssuerUrl(issuer)) {
    throw invalid('Tokens of GetWebIdentityToken are for services elsewhere and no way into AWS.')
  }
  await verifySignature(token, providerOf(account, issuer), findKeys, now)
  // It may have been deleted while it was asked for its keys.
  const provider = providerOf(account, issuer)
  checkTime(token.claims, now)
  const audience = audienceOf(token.claims)
  if (!provider.clientIds.has(audience)) throw invalid('Incorrect token audience')
  const subject = token.claims.get('sub')
  if (typeof subject !== 'string' || subject === '') throw missing('sub')
  if (subject.length > longestSubject) {
    throw invalid(`The subject of the token is over ${longestSubject} characters.`)
  }
  return { provider, subject, audience, claims: token.claims }
}

/** @throws AwsError `InvalidIdentityToken` when the account has none for that issuer */
function providerOf(account: Account | undefined, issuer: string): OidcProvider {
  const provider = [...(account?.oidcProviders.values() ?? [])].find(({ url }) => isSameIssuer(url, issuer))
  if (provider === undefined) throw invalid(`No OpenIDConnect provider found in your account for ${issuer}`)
  return provider
}

async function verifySignature(
  token: JsonWebToken,
  provider: OidcProvider,
  findKeys: FindProviderKeys,
  now: Date,
): Promise<void> {
  const keys = await findKeys(provider.url, token.keyId, now)
  if (keys === 'unreachable') {
    throw new AwsError(
      'IDPCommunicationError',
      400,
      'The request could not be fulfilled because the identity provider (IDP) that was asked to verify the incoming identity token could not be reached.',
      { reason: `${provider.url} does not answer` },
    )
  }
  const fitting =
    keys === 'unusable'
      ? []
      : keys.filter(
          ({ id, algorithm }) =>
            (token.keyId === undefined || id === token.keyId) &&
            (algorithm === undefined || algorithm === token.algorithm),
        )
  if (fitting.length === 0) {
    // AWS's own two spaces.
    throw invalid(
      "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
    )
  }
  if (!fitting.some(({ key }) => isSignedBy(token, key))) {
    throw invalid('The signature of the token could not be verified.')
  }
}

function checkTime(claims: ReadonlyMap<string, unknown>, now: Date): void {
  const seconds = Math.floor(now.getTime() / 1000)
  const expiresAt = secondsOf(claims, 'exp')
  const issuedAt = secondsOf(claims, 'iat')
  if (expiresAt === undefined) throw missing('exp')
  if (issuedAt === undefined) throw missing('iat')
  if (expiresAt <= seconds) {
    throw new AwsError(
      'ExpiredTokenException',
      400,
      `Token expired: current date/time ${seconds} must be before the expiration date/time ${expiresAt}`,
    )
  }
  const notBefore = Math.max(issuedAt, secondsOf(claims, 'nbf') ?? 0)
  if (notBefore > seconds + leewaySeconds) {
    throw invalid(`The token is not valid yet: current date/time ${seconds} must be after ${notBefore}`)
  }
}

/** The client a token is for: `azp` where there is one, else `aud`. */
function audienceOf(claims: ReadonlyMap<string, unknown>): string {
  const authorizedParty = claims.get('azp')
  if (typeof authorizedParty === 'string') return authorizedParty
  const audience = claims.get('aud')
  const first: unknown = Array.isArray(audience) ? audience[0] : audience
  if (typeof first !== 'string') throw missing('aud')
  return first
}

function secondsOf(claims: ReadonlyMap<string, unknown>, name: string): number | undefined {
  const value = claims.get(name)
  return typeof value === 'number' && Number.isFinite(value) ? Math.floor(value) : undefined
}

function missing(claim: string): AwsError {
  return invalid(`Missing a required claim: ${claim}`)
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidIdentityToken', 400, message)
}
