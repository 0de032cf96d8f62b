import { X509Certificate } from 'node:crypto'
import { childrenOf, parseXml, type XmlElement } from './xml-element.ts'

/** What an identity provider's metadata says that IAM and STS look at. */
export interface SamlMetadata {
  /** The provider's `entityID`. */
  readonly issuer: string
  /** Base64 of the DER of each certificate for signatures. */
  readonly certificates: readonly string[]
  readonly validUntil: Date | undefined
}

const metadataNamespace = 'urn:oasis:names:tc:SAML:2.0:metadata'
const signatureNamespace = 'http://www.w3.org/2000/09/xmldsig#'

const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(Z|[+-]\d\d:\d\d)?$/
/** Each is copied for every element in it: some thousands, one in the other, would hold the server up. */
const mostNamespaces = 2000

/**
 * Reads the metadata of a SAML 2.0 identity provider.
 *
 * @returns `undefined` for what is none, has no RSA certificate for signatures, or declares more than 2000 namespaces
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml.html
 */
export function readSamlMetadata(text: string): SamlMetadata | undefined {
  if ((text.match(/xmlns/g) ?? []).length > mostNamespaces) return undefined
  const root = parseXml(text)
  if (root?.namespace !== metadataNamespace || root.name !== 'EntityDescriptor') return undefined
  const issuer = root.attributes.get('entityID') ?? ''
  const descriptors = childrenOf(root, metadataNamespace, 'IDPSSODescriptor')
  const keys = descriptors
    .flatMap((descriptor) => childrenOf(descriptor, metadataNamespace, 'KeyDescriptor'))
    .filter(({ attributes }) => (attributes.get('use') ?? 'signing') === 'signing')
  const certificates = keys.flatMap(certificatesOf)
  if (issuer === '' || certificates.length === 0 || !certificates.every(isRsaCertificate)) return undefined
  const until = root.attributes.get('validUntil')
  const validUntil = until === undefined ? undefined : momentOf(until)
  return until !== undefined && validUntil === undefined ? undefined : { issuer, certificates, validUntil }
}

/** A moment that every client can read, too: JavaScript's years have up to six digits. SAML's moments are of UTC. */
function momentOf(text: string): Date | undefined {
  const [found, zone] = dateTime.exec(text) ?? []
  if (found === undefined) return undefined
  const moment = new Date(zone === undefined ? `${text}Z` : text)
  const year = moment.getUTCFullYear()
  return year >= 1 && year <= 9999 ? moment : undefined
}

function certificatesOf(key: XmlElement): readonly string[] {
  return childrenOf(key, signatureNamespace, 'KeyInfo')
    .flatMap((info) => childrenOf(info, signatureNamespace, 'X509Data'))
    .flatMap((data) => childrenOf(data, signatureNamespace, 'X509Certificate'))
    .map(({ text }) => text.replaceAll(/\s+/g, ''))
}

function isRsaCertificate(base64: string): boolean {
  try {
    return new X509Certificate(Buffer.from(base64, 'base64')).publicKey.asymmetricKeyType === 'rsa'
  } catch {
    return false
  }
}
