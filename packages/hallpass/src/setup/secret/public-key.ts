import { HallpassError } from '../../base/index.ts'

/** A public key that secrets can be encrypted for. */
export interface PgpKey {
  /** In capital hexadecimal digits, as GnuPG prints it. */
  readonly fingerprint: string
  /** Encrypts text. The answer is binary OpenPGP in base64: `base64 --decode | gpg --decrypt` restores it. */
  readonly encrypt: (text: string) => Promise<string>
}

/** A key as it was found, and where. */
export interface PgpKeySource {
  /** Armoured (its blank line may be missing), binary, or either in base64. */
  readonly bytes: Uint8Array
  /** For people, e.g. `key.asc` or `keybase user martijn`. */
  readonly from: string
}

/** A key without what people put around it: armoured text as the standard has it, or its bytes. */
export type PlainKey = { readonly armored: string } | { readonly binary: Uint8Array }

/** Takes off what a page, a chat or a variable of a build put around a key. */
export function plainKey(bytes: Uint8Array): PlainKey {
  const text = Buffer.from(bytes).toString('latin1').trim()
  if (text.startsWith('-----')) return { armored: withBlankLine(text) }
  if (!/^[A-Za-z0-9+/\s]+={0,2}$/.test(text)) return { binary: bytes }
  const decoded = Buffer.from(text, 'base64')
  const inner = decoded.toString('latin1').trim()
  // `base64 key.asc`, as secrets are put into variables of a build.
  return inner.startsWith('-----') ? { armored: withBlankLine(inner) } : { binary: new Uint8Array(decoded) }
}

/** Web pages and chats lose the blank line between an armour's headers and its data (RFC 9580, 6.2). */
function withBlankLine(armored: string): string {
  const [first = '', ...rest] = armored.split(/\r?\n/)
  const at = rest.findIndex((line) => !/^[A-Za-z]+: /.test(line))
  if (at === -1 || rest[at]?.trim() === '') return armored
  return [first, ...rest.slice(0, at), '', ...rest.slice(at)].join('\n')
}

const exportHint = 'give the public one: gpg --armor --export you@example.com > key.asc'

/** Why a key is not taken, whatever reads it. */
export const refusedKey = {
  noKey: (from: string, cause?: unknown) => unusable(from, 'it is no OpenPGP public key', exportHint, cause),
  empty: (from: string) => unusable(from, 'it holds no key', exportHint),
  isPrivate: (from: string) =>
    unusable(from, 'it is a private key', `keep that one to yourself, and ${exportHint}`),
  several: (from: string, count: number) =>
    unusable(from, `it holds ${count} keys`, 'export one alone: gpg --armor --export FINGERPRINT > key.asc'),
  revoked: (from: string) =>
    unusable(from, 'it was revoked', 'ask its owner for the key that took its place'),
  expired: (from: string, what: 'it' | 'its encryption subkey', at: Date) =>
    unusable(
      from,
      `${what} expired on ${at.toISOString().slice(0, 10)}`,
      'extend it (gpg --quick-set-expire FINGERPRINT 1y), and export it again',
    ),
  signsOnly: (from: string, cause?: unknown) =>
    unusable(
      from,
      'it can sign only, not encrypt',
      'add an encryption subkey (gpg --quick-add-key FINGERPRINT), and export it again',
      cause,
    ),
} as const

function unusable(from: string, problem: string, hint: string, cause?: unknown): HallpassError {
  return new HallpassError('PgpKeyUnusable', `nothing can be encrypted for ${from}: ${problem}`, {
    hint,
    cause,
    facts: { name: from },
  })
}
