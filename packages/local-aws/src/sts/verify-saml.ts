import { AwsError } from '../base/index.ts'
import type { Account, SamlProvider } from '../model/index.ts'
import type { SamlAssertion, SamlProblem } from '../saml/index.ts'

/** An assertion that counts now, at AWS, and the provider that made it. */
export interface VerifiedSaml {
  readonly provider: SamlProvider
  readonly assertion: SamlAssertion
}

/** How far a provider's clock may be ahead of ours. */
const leewaySeconds = 60
const redeemSeconds = 300
const audiences = new Set(['urn:amazon:webservices', 'https://signin.aws.amazon.com/saml'])
const endpoint =
  /^https:\/\/(?:[a-z]{2}(?:-[a-z]+)+-\d\.)?signin\.aws\.amazon\.com\/(?:static\/)?saml(?:\/acs\/[A-Z0-9]+)?$/

const sentences: Readonly<Record<SamlProblem, string>> = {
  malformed: 'Your request included an invalid SAML response.',
  encrypted: 'The local AWS does not decrypt SAML assertions.',
  unsuccessful: 'The SAML response does not say that the sign-in succeeded.',
  unsigned: 'Response signature invalid',
}

/**
 * Verifies a SAML response: its provider is the account's and signed it, it was issued in the last five minutes
 * and has not expired, and it is for AWS.
 *
 * @param text the response in base64
 * @throws AwsError `InvalidIdentityToken`, `ExpiredTokenException`
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_saml.html
 */
export async function verifySaml(
  text: string,
  account: Account | undefined,
  providerArn: string,
  now: Date,
): Promise<VerifiedSaml> {
  // Loaded where somebody uses SAML, not with every start.
  const { readSamlResponse } = await import('../saml/index.ts')
  const document = decodeBase64(text)
  if (document === undefined) throw invalid('Invalid base64 SAMLResponse')
  const provider = account?.samlProviders.get(providerArn)
  if (provider === undefined) throw invalid("Specified provider doesn't exist")
  if (provider.validUntil.getTime() <= now.getTime())
    throw invalid('The metadata of the provider has expired.')
  const assertion = readSamlResponse(document, provider.certificates)
  if ('problem' in assertion) throw invalid(sentences[assertion.problem])
  if (assertion.issuer !== provider.issuer) throw invalid('Issuer not present in specified provider')
  checkTime(assertion, now)
  checkAudience(assertion)
  return { provider, assertion }
}

function checkTime({ issuedAt, notBefore, notOnOrAfter, sessionEndsAt }: SamlAssertion, now: Date): void {
  const at = now.getTime()
  if (at >= notOnOrAfter.getTime() || (sessionEndsAt !== undefined && at >= sessionEndsAt.getTime())) {
    throw expired('Response has expired')
  }
  if (at >= issuedAt.getTime() + redeemSeconds * 1000) {
    throw expired('Token must be redeemed within 5 minutes of issuance')
  }
  const latest = at + leewaySeconds * 1000
  if (issuedAt.getTime() > latest || (notBefore !== undefined && notBefore.getTime() > latest)) {
    throw invalid('The SAML response is not valid yet.')
  }
}

/** Every restriction has to leave AWS in, and there has to be one. */
function checkAudience({ audiences: restrictions, recipient }: SamlAssertion): void {
  const forAws = restrictions.every((restriction) => restriction.some((audience) => audiences.has(audience)))
  if (restrictions.length === 0 || !forAws) throw invalid('Response does not contain the required audience.')
  if (!endpoint.test(recipient)) throw invalid('The recipient of the SAML response is not AWS.')
}

function decodeBase64(text: string): string | undefined {
  const base64 = text.replaceAll(/[\r\n]/g, '')
  const bytes = Buffer.from(base64, 'base64')
  // Buffer.from skips what is no base64.
  if (bytes.toString('base64').replace(/=+$/, '') !== base64.replace(/=+$/, '')) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function expired(message: string): AwsError {
  return new AwsError('ExpiredTokenException', 400, message)
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidIdentityToken', 400, message)
}
