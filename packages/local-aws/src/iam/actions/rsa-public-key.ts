import { createHash, createPublicKey, type KeyObject } from 'node:crypto'

/** Modulus and exponent, in base64url. */
export interface Rsa {
  readonly n: string
  readonly e: string
}

/** The most that OpenSSH and OpenSSL compute with. */
const mostBits = 16_384
/** FIPS 186-5 has no exponent of more than 256 bits. */
const mostExponentBytes = 32

/**
 * Reads an RSA public key as `ssh-keygen` or OpenSSL writes it: nothing stands after it but, on the same line as one
 * of SSH, a comment.
 *
 * @returns `invalid` for one whose numbers make no key, `unrecognized` for whatever is not written so
 */
export function readRsaKey(
  text: string,
): { readonly rsa: Rsa; readonly bits: number } | 'invalid' | 'unrecognized' {
  const key = text.startsWith('ssh-rsa ') ? sshKey(text) : pemKey(text)
  if (typeof key === 'string') return key
  if (key.asymmetricKeyType !== 'rsa') return 'unrecognized'
  const { n = '', e = '' } = key.export({ format: 'jwk' })
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
  return bits <= mostBits && isOdd(n) && isExponent(e) ? { rsa: { n, e }, bits } : 'invalid'
}

function isOdd(number: string): boolean {
  return ((Buffer.from(number, 'base64url').at(-1) ?? 0) & 1) === 1
}

function isExponent(number: string): boolean {
  const bytes = Buffer.from(number, 'base64url')
  return isOdd(number) && !(bytes.length === 1 && bytes[0] === 1) && bytes.length <= mostExponentBytes
}

/** `ssh-rsa AAAA…`, without a comment. */
export function sshTextOf(rsa: Rsa): string {
  return `ssh-rsa ${sshBlob(rsa).toString('base64')}`
}

/** A `PUBLIC KEY` in PEM. */
export function pemOf({ n, e }: Rsa): string {
  return createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' })
    .export({ type: 'spki', format: 'pem' })
    .toString()
    .trim()
}

/** MD5 over the key as SSH sends it, as `ssh-keygen -l -E md5` shows it: `1c:5a:…` */
export function sshFingerprint(rsa: Rsa): string {
  const digest = createHash('md5').update(sshBlob(rsa)).digest('hex')
  return digest.match(/../g)?.join(':') ?? ''
}

/** @see https://www.rfc-editor.org/rfc/rfc4253#section-6.6 */
function sshBlob({ n, e }: Rsa): Buffer {
  return Buffer.concat([Buffer.from('ssh-rsa'), mpint(e), mpint(n)].map(withLength))
}

function mpint(number: string): Buffer {
  const bytes = Buffer.from(number, 'base64url')
  return ((bytes[0] ?? 0) & 0x80) === 0 ? bytes : Buffer.concat([Buffer.of(0), bytes])
}

function withLength(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}

function sshKey(text: string): KeyObject | 'invalid' | 'unrecognized' {
  const [, base64 = ''] = /^ssh-rsa +([A-Za-z\d+/]+={0,2})(?:[\t ].*)?$/.exec(text) ?? []
  const [kind, e, n] = fieldsOf(Buffer.from(base64, 'base64'))
  if (kind?.toString('latin1') !== 'ssh-rsa' || e === undefined || n === undefined) return 'unrecognized'
  if (isNegative(n) || isNegative(e)) return 'invalid'
  return keyOf({ n: unsigned(n), e: unsigned(e) })
}

function isNegative([first = 0]: Buffer): boolean {
  return (first & 0x80) !== 0
}

function fieldsOf(bytes: Buffer): readonly Buffer[] {
  const fields: Buffer[] = []
  let at = 0
  while (at + 4 <= bytes.length && fields.length < 3) {
    const length = bytes.readUInt32BE(at)
    if (at + 4 + length > bytes.length) return []
    fields.push(bytes.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return at === bytes.length ? fields : []
}

function unsigned(bytes: Buffer): string {
  return bytes.subarray(bytes[0] === 0 ? 1 : 0).toString('base64url')
}

function keyOf({ n, e }: Rsa): KeyObject | 'invalid' {
  try {
    return createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' })
  } catch {
    return 'invalid'
  }
}

function pemKey(text: string): KeyObject | 'unrecognized' {
  // A private key has a public one in it, too: nobody should send that.
  if (!/^-----BEGIN ((?:RSA )?PUBLIC KEY)-----\s[A-Za-z\d+/=\s]+-----END \1-----$/.test(text))
    return 'unrecognized'
  try {
    return createPublicKey(text)
  } catch {
    return 'unrecognized'
  }
}
