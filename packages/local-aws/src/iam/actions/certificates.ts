import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { AwsError } from '../../base/index.ts'
import type { Call } from '../../protocol/index.ts'
import { checkLength, constraintError, required } from '../request/index.ts'

const longest: Readonly<Record<string, number>> = { CertificateChain: 2_097_152 }
const beginMark = '-----BEGIN CERTIFICATE-----'
const endMark = '-----END CERTIFICATE-----'

/** A certificate whose moments are moments and whose key can be used. */
export interface Certificate {
  readonly x509: X509Certificate
  readonly validFrom: Date
  readonly validTo: Date
}

/**
 * A parameter that holds PEM: Latin-1, 16,384 characters at most, a chain 2,097,152.
 *
 * @throws AwsError `ValidationError`; what was sent is not repeated in it
 */
export function pemText(
  call: Call,
  parameter: 'CertificateBody' | 'CertificateChain' | 'PrivateKey',
): string {
  const text = required(call, parameter)
  if (text === '') checkLength(text, parameter, 1, Infinity)
  const most = longest[parameter] ?? 16_384
  if (text.length > most) {
    throw constraintError(undefined, parameter, `Member must have length less than or equal to ${most}`)
  }
  if (!/^[\t\n\r\x20-\xff]+$/.test(text)) {
    throw constraintError(
      undefined,
      parameter,
      String.raw`Member must satisfy regular expression pattern: [\u0009\u000A\u000D\u0020-\u00FF]+`,
    )
  }
  return text
}

/**
 * The one certificate of a text.
 *
 * @throws AwsError `MalformedCertificate`
 */
export function certificateOf(text: string): Certificate {
  const [certificate, ...more] = certificatesOf(text) ?? []
  if (certificate === undefined || more.length > 0) {
    throw malformed('Unable to parse certificate. Please ensure the certificate is in PEM format.')
  }
  return certificate
}

/**
 * @param text a private key in PEM, not encrypted
 * @throws AwsError `MalformedCertificate`, or `KeyPairMismatch` when it is of another certificate
 */
export function checkPrivateKey({ x509 }: Certificate, text: string): void {
  const key = privateKeyOf(text)
  if (key === undefined) throw malformed('Invalid Private Key.')
  if (!x509.checkPrivateKey(key)) {
    throw new AwsError('KeyPairMismatch', 400, "Public Key Certificate and Private Key doesn't match.")
  }
}

/**
 * A server certificate is valid when it is uploaded.
 *
 * @throws AwsError `MalformedCertificate`
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_server-certs.html
 */
export function checkValidity({ validFrom, validTo }: Certificate, now: Date): void {
  if (now < validFrom) throw malformed('The certificate is not valid yet.')
  if (now >= validTo) throw malformed('The certificate has expired.')
}

/**
 * A chain begins with the certificate that issued the given one, and each is followed by the one that issued it.
 *
 * @throws AwsError `MalformedCertificate` with the place of the first that is wrong, as AWS counts: -1 is the first
 */
export function checkChain(certificate: Certificate, text: string): void {
  const chain = certificatesOf(text)
  if (chain === undefined || chain.length === 0) {
    throw malformed(
      'Unable to parse certificate chain. Please ensure the certificate chain is in PEM format.',
    )
  }
  let last = certificate.x509
  for (const [index, { x509: issuer }] of chain.entries()) {
    if (!last.checkIssued(issuer) || !last.verify(issuer.publicKey)) {
      throw malformed(
        `Unable to validate certificate chain. The certificate chain must start with the immediate signing certificate, followed by any intermediaries in order. The index within the chain of the invalid certificate is: ${index - 1}`,
      )
    }
    last = issuer
  }
}

/** @returns `undefined` when there is anything but certificates and what is blank */
function certificatesOf(text: string): readonly Certificate[] | undefined {
  const [before = '', ...pieces] = text.split(beginMark)
  if (before.trim() !== '') return undefined
  const certificates: Certificate[] = []
  for (const piece of pieces) {
    const [content = '', after, ...more] = piece.split(endMark)
    if (after?.trim() !== '' || more.length > 0) return undefined
    const certificate = readCertificate(`${beginMark}${content}${endMark}`)
    if (certificate === undefined) return undefined
    certificates.push(certificate)
  }
  return certificates
}

function readCertificate(pem: string): Certificate | undefined {
  try {
    const x509 = new X509Certificate(pem)
    const [validFrom, validTo] = [new Date(x509.validFrom), new Date(x509.validTo)]
    // OpenSSL reads a certificate whose validity ends in a 99th month, or whose key is of no known algorithm.
    const hasMoments = ![validFrom, validTo].some((moment) => Number.isNaN(moment.getTime()))
    return hasMoments && isKeyReadable(x509) ? { x509, validFrom, validTo } : undefined
  } catch {
    return undefined
  }
}

/** @throws Error when it is not */
function isKeyReadable({ publicKey }: X509Certificate): boolean {
  return publicKey.type === 'public'
}

function privateKeyOf(text: string): KeyObject | undefined {
  try {
    return createPrivateKey(text)
  } catch {
    return undefined
  }
}

function malformed(message: string): AwsError {
  return new AwsError('MalformedCertificate', 400, message)
}
