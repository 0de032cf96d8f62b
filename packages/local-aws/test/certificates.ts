import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

/** Whose a certificate is, and who signed it. */
export interface CertificateParts {
  readonly key: KeyObject
  /** A common name. Default: none. */
  readonly name?: string
  /** Default: itself. */
  readonly issuer?: { readonly key: KeyObject; readonly name?: string }
  /** As DER has it. Default: `200101000000Z`. */
  readonly from?: string
  /** As DER has it: `491231235959Z`, which is the default. */
  readonly until?: string
  /** Which algorithm its key says to be of: an object identifier of as many bytes as {@link rsaEncryption}. */
  readonly keyAlgorithm?: Buffer
}

export function newRsaKey(modulusLength = 2048): KeyObject {
  return generateKeyPairSync('rsa', { modulusLength }).privateKey
}

/** The object identifier of RSA keys, in DER. */
export const rsaEncryption = Buffer.from('06092a864886f70d010101', 'hex')

/** The least certificate that a key can have: X.509 in DER, of an RSA key. */
export function certificateDer({
  key,
  name,
  issuer,
  from = '200101000000Z',
  until = '491231235959Z',
  keyAlgorithm = rsaEncryption,
}: CertificateParts): Buffer {
  const algorithm = Buffer.from('300d06092a864886f70d01010b0500', 'hex')
  const time = (text: string) => der(0x17, Buffer.from(text))
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' })
  publicKey.set(keyAlgorithm, publicKey.indexOf(rsaEncryption))
  const validity = der(0x30, time(from), time(until))
  const issuerName = distinguished(issuer === undefined ? name : issuer.name)
  const serial = der(0x02, Buffer.of(1))
  const body = der(0x30, serial, algorithm, issuerName, validity, distinguished(name), publicKey)
  const signature = sign('sha256', body, issuer?.key ?? key)
  return der(0x30, body, algorithm, der(0x03, Buffer.of(0), signature))
}

/** {@link certificateDer} as a file has it. */
export function certificatePem(parts: CertificateParts): string {
  return pem(certificateDer(parts))
}

export function pem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

export function keyPem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** As `ssh-keygen` writes it, of an RSA key. */
export function sshPublicKey(key: KeyObject, comment = 'anna@lab'): string {
  const { n = '', e = '' } = createPublicKey(key).export({ format: 'jwk' })
  // The modulus's first bit is set: without another byte before it, the number would be negative.
  const modulus = Buffer.concat([Buffer.of(0), Buffer.from(n, 'base64url')])
  return `${sshText([Buffer.from(e, 'base64url'), modulus])} ${comment}`
}

/** Numbers as a line of `ssh-rsa`, whether they make a key or not. */
export function sshText(numbers: readonly Buffer[]): string {
  const fields = [Buffer.from('ssh-rsa'), ...numbers].flatMap((field) => [
    Buffer.of(0, 0, field.length >> 8, field.length & 0xff),
    field,
  ])
  return `ssh-rsa ${Buffer.concat(fields).toString('base64')}`
}

function distinguished(name: string | undefined): Buffer {
  if (name === undefined) return der(0x30)
  const commonName = Buffer.from('0603550403', 'hex')
  return der(0x30, der(0x31, der(0x30, commonName, der(0x0c, Buffer.from(name)))))
}

function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const all = Buffer.concat(content)
  const length =
    all.length < 128
      ? [all.length]
      : all.length < 256
        ? [0x81, all.length]
        : [0x82, all.length >> 8, all.length & 0xff]
  return Buffer.concat([Buffer.of(tag, ...length), all])
}
