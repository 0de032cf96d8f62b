import { signatureNamespace, signedElement } from './signed-element.ts'
import { childrenOf, elementsOf, parseStrictXml, type XmlElement } from './xml-element.ts'

/** An assertion that its provider signed. Whether it counts today, and here, is not looked at yet. */
export interface SamlAssertion {
  readonly issuer: string
  readonly issuedAt: Date
  /** The text of `NameID`. */
  readonly subject: string
  /** The format of `NameID`, as it is. */
  readonly subjectFormat: string
  /** Where the one bearer confirmation of the subject may be handed in. */
  readonly recipient: string
  /** When the assertion begins to count, the latest of what it says. */
  readonly notBefore: Date | undefined
  /** When it does not count any more, the earliest of what it says. */
  readonly notOnOrAfter: Date
  /** For each restriction, the audiences that it is for. */
  readonly audiences: ReadonlyArray<readonly string[]>
  readonly sessionEndsAt: Date | undefined
  /** By name. */
  readonly attributes: ReadonlyMap<string, readonly string[]>
}

export type SamlProblem = 'malformed' | 'encrypted' | 'unsuccessful' | 'unsigned'

const protocolNamespace = 'urn:oasis:names:tc:SAML:2.0:protocol'
const assertionNamespace = 'urn:oasis:names:tc:SAML:2.0:assertion'
const bearer = 'urn:oasis:names:tc:SAML:2.0:cm:bearer'
/** To work through one takes time for each of them, also where it is somebody’s old one: a real one has some hundred. */
const mostParts = 2000
const unspecified = 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified'

/**
 * Reads a SAML 2.0 response with one assertion, of which the assertion or the response or both are signed. All
 * that is read comes out of the bytes that were verified. One with more than 2000 elements and attributes is malformed.
 *
 * @param certificates base64 of the DER of the provider's certificates
 * @returns the assertion, or in a word what is wrong
 */
export function readSamlResponse(
  text: string,
  certificates: readonly string[],
): SamlAssertion | { readonly problem: SamlProblem } {
  const response = hasFewParts(text) ? parseStrictXml(text) : undefined
  if (response?.namespace !== protocolNamespace || response.name !== 'Response')
    return { problem: 'malformed' }
  const all = [...elementsOf(response)]
  if (all.some(({ name }) => name === 'EncryptedAssertion' || name === 'EncryptedID'))
    return { problem: 'encrypted' }
  const [assertion, ...more] = childrenOf(response, assertionNamespace, 'Assertion')
  // One of each, where it belongs, and none elsewhere under whatever name: nothing can stand in for another.
  const assertions = all.filter(({ name }) => name === 'Assertion')
  if (assertion === undefined || more.length > 0 || assertions.length > 1) return { problem: 'malformed' }
  if (!isSuccess(response)) return { problem: 'unsuccessful' }
  const signed = verified(text, response, assertion, all, certificates)
  if (signed === undefined) return { problem: 'unsigned' }
  return readAssertion(signed) ?? { problem: 'malformed' }
}

/** Counted before anything is parsed: tags that open, and what stands for an attribute's beginning. */
function hasFewParts(text: string): boolean {
  return (text.match(/<[^/]|=\s*["']/g) ?? []).length <= mostParts
}

/** The assertion out of what was signed. Each signature that is there has to be good. */
function verified(
  text: string,
  response: XmlElement,
  assertion: XmlElement,
  all: readonly XmlElement[],
  certificates: readonly string[],
): XmlElement | undefined {
  const own = [response, assertion].filter(
    (element) => childrenOf(element, signatureNamespace, 'Signature').length > 0,
  )
  const signatures = all.filter(({ name }) => name === 'Signature')
  if (own.length === 0 || signatures.length !== own.length) return undefined
  const signed = own.map((element) => signedElement(text, element, certificates))
  const last = signed.at(-1)
  if (last === undefined || signed.includes(undefined)) return undefined
  return last.name === 'Assertion' ? last : childrenOf(last, assertionNamespace, 'Assertion')[0]
}

function isSuccess(response: XmlElement): boolean {
  const codes = childrenOf(response, protocolNamespace, 'Status').flatMap((status) =>
    childrenOf(status, protocolNamespace, 'StatusCode'),
  )
  return (
    codes.length === 1 && codes[0]?.attributes.get('Value') === 'urn:oasis:names:tc:SAML:2.0:status:Success'
  )
}

/** Children of the assertion's own namespace. */
function of(parent: XmlElement, name: string): readonly XmlElement[] {
  return childrenOf(parent, assertionNamespace, name)
}

function readAssertion(assertion: XmlElement): SamlAssertion | undefined {
  const [issuer, ...issuers] = of(assertion, 'Issuer')
  const [subject, ...subjects] = of(assertion, 'Subject')
  const [conditions, ...others] = of(assertion, 'Conditions')
  if (issuer === undefined || subject === undefined || conditions === undefined) return undefined
  const [nameId, ...nameIds] = of(subject, 'NameID')
  const [confirmation, ...confirmations] = of(subject, 'SubjectConfirmation')
  const data = confirmation && of(confirmation, 'SubjectConfirmationData')
  if (nameId === undefined || confirmation === undefined || data?.length !== 1) return undefined
  if ([...issuers, ...subjects, ...others, ...nameIds, ...confirmations].length > 0) return undefined
  if (confirmation.attributes.get('Method') !== bearer) return undefined
  const [confirmed] = data
  const statements = of(assertion, 'AuthnStatement')
  try {
    const ends = [confirmed, conditions].map((element) => moment(element, 'NotOnOrAfter'))
    const starts = [confirmed, conditions].map((element) => moment(element, 'NotBefore'))
    const issuedAt = moment(assertion, 'IssueInstant')
    const notOnOrAfter = earliest(ends)
    if (issuedAt === undefined || ends[0] === undefined || notOnOrAfter === undefined) return undefined
    return {
      issuer: issuer.text.trim(),
      issuedAt,
      subject: nameId.text.trim(),
      subjectFormat: nameId.attributes.get('Format') ?? unspecified,
      recipient: confirmed?.attributes.get('Recipient') ?? '',
      notBefore: starts.filter((at) => at !== undefined).toSorted((a, b) => b.getTime() - a.getTime())[0],
      notOnOrAfter,
      audiences: of(conditions, 'AudienceRestriction').map((restriction) =>
        of(restriction, 'Audience').map(({ text }) => text.trim()),
      ),
      sessionEndsAt: earliest(statements.map((statement) => moment(statement, 'SessionNotOnOrAfter'))),
      attributes: attributesOf(assertion),
    }
  } catch {
    // A moment that is none.
    return undefined
  }
}

function attributesOf(assertion: XmlElement): ReadonlyMap<string, readonly string[]> {
  const attributes = new Map<string, readonly string[]>()
  const all = childrenOf(assertion, assertionNamespace, 'AttributeStatement').flatMap((statement) =>
    childrenOf(statement, assertionNamespace, 'Attribute'),
  )
  for (const attribute of all) {
    const name = attribute.attributes.get('Name') ?? ''
    const values = childrenOf(attribute, assertionNamespace, 'AttributeValue').map(({ text }) => text.trim())
    attributes.set(name, [...(attributes.get(name) ?? []), ...values])
  }
  return attributes
}

/** @throws RangeError for what is no moment of UTC */
function moment(element: XmlElement | undefined, attribute: string): Date | undefined {
  const text = element?.attributes.get(attribute)
  if (text === undefined) return undefined
  const at = new Date(text)
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(text) || Number.isNaN(at.getTime())) {
    throw new RangeError('no moment')
  }
  return at
}

function earliest(moments: ReadonlyArray<Date | undefined>): Date | undefined {
  return moments.filter((at) => at !== undefined).toSorted((a, b) => a.getTime() - b.getTime())[0]
}
