import { SignedXml } from 'xml-crypto'
import { certificateDer, certificatePem, newRsaKey } from '../certificates.ts'

export const entityId = 'https://idp.example.com/saml'

const keys = {
  own: newRsaKey(),
  second: newRsaKey(),
  other: newRsaKey(),
}

/** Who signs, what, and how. */
export interface Signing {
  readonly key?: keyof typeof keys
  /** The local names of the elements that are signed, in turn. Default: the assertion. */
  readonly over?: readonly string[]
  readonly algorithm?: string
  readonly digest?: string
  readonly transforms?: readonly string[]
  /** Prefixes of namespaces that are signed whether they are used or not. */
  readonly prefixes?: readonly string[]
  /** Default: exclusive canonicalization. */
  readonly canonicalization?: string
}

export interface Claims {
  readonly issuer?: string
  readonly subject?: string
  readonly format?: string
  readonly recipient?: string
  readonly audience?: string
  /** Seconds from now. */
  readonly issuedAt?: number
  readonly notBefore?: number
  readonly notOnOrAfter?: number
  readonly confirmedUntil?: number
  readonly sessionEnds?: number
  readonly status?: string
  readonly attributes?: Readonly<Record<string, readonly string[]>>
}

const ofAws = 'https://aws.amazon.com/SAML/Attributes/'
export const signatureNamespace = 'http://www.w3.org/2000/09/xmldsig#'
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#'
const enveloped = `${signatureNamespace}enveloped-signature`

/** A role's and a provider's arn, and a name for the session: what every response has. */
export function usualAttributes(roleArn: string, providerArn: string): Record<string, readonly string[]> {
  return { [`${ofAws}Role`]: [`${roleArn},${providerArn}`], [`${ofAws}RoleSessionName`]: ['anna'] }
}

/** An assertion that is not signed. */
export function assertionXml(now: Date, claims: Claims, id = '_assertion'): string {
  const at = (seconds: number) => new Date(now.getTime() + seconds * 1000).toISOString()
  const session = claims.sessionEnds === undefined ? '' : ` SessionNotOnOrAfter="${at(claims.sessionEnds)}"`
  const attributes = Object.entries(claims.attributes ?? {}).map(
    ([name, values]) =>
      `<saml:Attribute Name="${name}">${values.map((value) => `<saml:AttributeValue>${value}</saml:AttributeValue>`).join('')}</saml:Attribute>`,
  )
  return [
    `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id}" Version="2.0" IssueInstant="${at(claims.issuedAt ?? 0)}">`,
    `<saml:Issuer>${claims.issuer ?? entityId}</saml:Issuer>`,
    `<saml:Subject><saml:NameID Format="${claims.format ?? 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent'}">${claims.subject ?? 'anna'}</saml:NameID>`,
    `<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="${at(claims.confirmedUntil ?? 300)}" Recipient="${claims.recipient ?? 'https://signin.aws.amazon.com/saml'}"/></saml:SubjectConfirmation></saml:Subject>`,
    `<saml:Conditions NotBefore="${at(claims.notBefore ?? -30)}" NotOnOrAfter="${at(claims.notOnOrAfter ?? 300)}"><saml:AudienceRestriction><saml:Audience>${claims.audience ?? 'urn:amazon:webservices'}</saml:Audience></saml:AudienceRestriction></saml:Conditions>`,
    `<saml:AuthnStatement AuthnInstant="${at(0)}"${session}/>`,
    `<saml:AttributeStatement>${attributes.join('')}</saml:AttributeStatement>`,
    '</saml:Assertion>',
  ].join('')
}

/** A response that is not signed. */
export function responseXml(now: Date, content: string, status = 'Success', id = '_response'): string {
  return [
    `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="${id}" Version="2.0" IssueInstant="${now.toISOString()}">`,
    `<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:${status}"/></samlp:Status>`,
    content,
    '</samlp:Response>',
  ].join('')
}

/** The document with a signature in each of the named elements. */
export function signXml(document: string, signing: Signing = {}): string {
  const { key = 'own', over = ['Assertion'], transforms = [enveloped, exclusive] } = signing
  let signed = document
  for (const name of over) {
    const signer = new SignedXml({
      privateKey: keys[key],
      // The signature brings along the certificate of whoever made it.
      publicCert: certificatePem({ key: keys[key] }),
      signatureAlgorithm: signing.algorithm ?? 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
      canonicalizationAlgorithm: signing.canonicalization ?? exclusive,
    })
    const xpath = `//*[local-name(.)='${name}']`
    signer.addReference({
      xpath,
      transforms: [...transforms],
      inclusiveNamespacesPrefixList: [...(signing.prefixes ?? [])],
      digestAlgorithm: signing.digest ?? 'http://www.w3.org/2001/04/xmlenc#sha256',
    })
    signer.computeSignature(signed, { prefix: 'ds', location: { reference: xpath, action: 'append' } })
    signed = signer.getSignedXml()
  }
  return signed
}

/** A response, signed, in base64 as it comes. */
export function samlResponse(now: Date, claims: Claims, signing: Signing = {}): string {
  return base64(signXml(responseXml(now, assertionXml(now, claims), claims.status), signing))
}

export function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}

/** The provider's metadata, with the certificates of two keys: it may sign with either. */
export function samlMetadata(validUntil?: string, entity = entityId): string {
  const until = validUntil === undefined ? '' : ` validUntil="${validUntil}"`
  const descriptors = [keys.second, keys.own].map(
    (key) =>
      `<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="${signatureNamespace}"><ds:X509Data><ds:X509Certificate>${certificateDer({ key }).toString('base64')}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`,
  )
  return [
    '<?xml version="1.0"?>',
    '<!-- made by a test -->',
    `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entity}"${until}>`,
    '<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">',
    ...descriptors,
    `<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${entity}/sso"/>`,
    '</md:IDPSSODescriptor></md:EntityDescriptor>',
  ].join('\n')
}
