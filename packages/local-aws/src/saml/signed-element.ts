import { type KeyObject, verify, X509Certificate } from 'node:crypto'
import { SignedXml } from 'xml-crypto'
import { childrenOf, parseStrictXml, type XmlElement } from './xml-element.ts'

export const signatureNamespace = 'http://www.w3.org/2000/09/xmldsig#'

const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#'
const enveloped = `${signatureNamespace}enveloped-signature`
const signatureMethods = [
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
] as const
const sha512 = signatureMethods[1]
const digestMethods = [
  'http://www.w3.org/2001/04/xmlenc#sha256',
  'http://www.w3.org/2001/04/xmlenc#sha512',
] as const

/** Of namespaces that are rendered whether they are used or not, in characters: every element is held against it. */
const longestPrefixList = 200

/**
 * The element as its own signature covers it, read anew from the very bytes that were verified: whatever is not
 * in them is not there, wherever it stood in the document.
 *
 * The signature has to have the one form that SAML 2.0 allows: a child of what it signs, one reference to that
 * element's id, enveloped, exclusive canonicalization; with RSA over SHA-256 or SHA-512. Its own `KeyInfo` is
 * not looked at.
 *
 * @param document the whole text that the element is from
 * @param certificates base64 of the DER of the certificates that may have signed
 * @returns `undefined` for a signature that is missing, of another form, or by somebody else
 * @see https://docs.oasis-open.org/security/saml/v2.0/saml-core-2.0-os.pdf 5.4
 */
export function signedElement(
  document: string,
  element: XmlElement,
  certificates: readonly string[],
): XmlElement | undefined {
  const [signature, ...others] = childrenOf(element, signatureNamespace, 'Signature')
  const id = element.attributes.get('ID') ?? ''
  if (signature === undefined || others.length > 0 || !isPlainSignature(signature, id)) return undefined
  for (const certificate of certificates) {
    const bytes = signedBytes(document, signature, certificate)
    if (bytes === undefined) continue
    const signed = parseStrictXml(bytes)
    const same =
      signed?.namespace === element.namespace &&
      signed.name === element.name &&
      signed.attributes.get('ID') === id
    return same ? signed : undefined
  }
  return undefined
}

/** What one certificate's key signed, as it was canonicalized. */
function signedBytes(document: string, signature: XmlElement, certificate: string): string | undefined {
  const { publicKey } = new X509Certificate(Buffer.from(certificate, 'base64'))
  // One for each try: nothing of one that failed is left in it.
  const verifier = new SignedXml({ publicCert: publicKey, idAttribute: 'ID' })
  verifier.idAttributes = ['ID']
  verifier.SignatureAlgorithms = only(verifier.SignatureAlgorithms, signatureMethods)
  verifier.HashAlgorithms = only(verifier.HashAlgorithms, digestMethods)
  verifier.CanonicalizationAlgorithms = only(verifier.CanonicalizationAlgorithms, [exclusive, enveloped])
  try {
    verifier.loadSignature(signature.node)
    if (!isInfoSigned(verifier, signature, publicKey) || !verifier.checkSignature(document)) return undefined
  } catch {
    return undefined
  }
  const [bytes, ...more] = verifier.getSignedReferences()
  return more.length === 0 ? bytes : undefined
}

/**
 * Whether the key signed what the signature says of itself. The verifier finds that out, too, but last: whoever
 * has no signature would have it canonicalize all of a document first, which takes a hundred times as long.
 */
function isInfoSigned(verifier: SignedXml, signature: XmlElement, publicKey: KeyObject): boolean {
  const [info, value] = signature.children
  if (info === undefined || value === undefined) return false
  const bytes = Buffer.from(verifier.getCanonXml([exclusive], info.node))
  const algorithm = algorithmOf(info.children[1]) === sha512 ? 'sha512' : 'sha256'
  return verify(algorithm, bytes, publicKey, Buffer.from(value.text, 'base64'))
}

/** Whether a signature has no part but those it needs, and is over the element with that id. */
function isPlainSignature(signature: XmlElement, id: string): boolean {
  const [info, value, key, ...more] = signature.children
  if (info === undefined || value === undefined || more.length > 0 || id === '' || /['"&<]/.test(id))
    return false
  if (info.name !== 'SignedInfo' || value.name !== 'SignatureValue' || value.children.length > 0) return false
  if (key !== undefined && key.name !== 'KeyInfo') return false
  const [canonicalization, method, reference, ...references] = info.children
  if (canonicalization === undefined || method === undefined || reference === undefined) return false
  const [transforms, digest, digestValue, ...rest] = reference.children
  const [first, second, ...others] = transforms?.children ?? []
  const parts = [
    info,
    value,
    canonicalization,
    method,
    reference,
    transforms,
    digest,
    digestValue,
    first,
    second,
  ]
  return (
    parts.every((part) => part?.namespace === signatureNamespace) &&
    [canonicalization.name, method.name, reference.name].join() ===
      'CanonicalizationMethod,SignatureMethod,Reference' &&
    [transforms?.name, digest?.name, digestValue?.name].join() === 'Transforms,DigestMethod,DigestValue' &&
    [first?.name, second?.name].join() === 'Transform,Transform' &&
    [...references, ...rest, ...others, ...method.children, ...(digestValue?.children ?? [])].length === 0 &&
    algorithmOf(canonicalization) === exclusive &&
    signatureMethods.some((known) => known === algorithmOf(method)) &&
    digestMethods.some((known) => known === algorithmOf(digest)) &&
    algorithmOf(first) === enveloped &&
    algorithmOf(second) === exclusive &&
    [canonicalization, first, second].every(hasShortPrefixList) &&
    reference.attributes.get('URI') === `#${id}`
  )
}

/** Whether there is nothing in an algorithm but one short `InclusiveNamespaces`, if that. */
function hasShortPrefixList(algorithm: XmlElement | undefined): boolean {
  const [list, ...more] = algorithm?.children ?? []
  const prefixes = list?.attributes.get('PrefixList') ?? ''
  return more.length === 0 && (list?.children ?? []).length === 0 && prefixes.length <= longestPrefixList
}

function algorithmOf(element: XmlElement | undefined): string | undefined {
  return element?.attributes.get('Algorithm')
}

function only<Value>(all: Readonly<Record<string, Value>>, names: readonly string[]): Record<string, Value> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)))
}
