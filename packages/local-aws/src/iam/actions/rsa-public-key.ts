import { createHash, createPublicKey, type KeyObject } from 'node:crypto'

/** Modulus and exponent, in base64url. */
export interface Rsa {
  readonly n: string
  readonly e: string
}

/**
 * Reads an RSA public key as `ssh-keygen` or OpenSSL writes it.
 *
 * @returns `undefined` for whatever is no such key
 */
export function readRsaKey(text: string): { readonly rsa: Rsa; readonly bits: number } | undefined {
  const key = text.startsWith('ssh-rsa ') ? sshKey(text) : pemKey(text)
  if (key?.asymmetricKeyType !== 'rsa') return undefined
  const { n, e } = key.export({ format: 'jwk' })
  const bits = key.asymmetricKeyDetails?.modulusLength
  return n === undefined || e === undefined || bits === undefined ? undefined : { rsa: { n, e }, bits }
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

function sshKey(text: string): KeyObject | undefined {
  const bytes = Buffer.from(text.split(/\s+/)[1] ?? '', 'base64')
  const [kind, e, n] = fieldsOf(bytes)
  if (kind?.toString('latin1') !== 'ssh-rsa' || e === undefined || n === undefined) return undefined
  return keyOf({ n: unsigned(n), e: unsigned(e) })
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

function keyOf({ n, e }: Rsa): KeyObject | undefined {
  try {
    return createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' })
  } catch {
    return undefined
  }
}

function pemKey(text: string): KeyObject | undefined {
  // A private key has a public one in it, too: nobody should send that.
  if (!/^-----BEGIN (?:RSA )?PUBLIC KEY-----\s/.test(text)) return undefined
  try {
    return createPublicKey(text)
  } catch {
    return undefined
  }
}
