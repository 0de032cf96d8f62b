import type { Key, PublicKey, Subkey } from 'openpgp'
import { HallpassError } from '../../base/index.ts'
import { loadOpenPgp } from './load-openpgp.ts'

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

/**
 * Reads a public key and makes sure that it can encrypt now, before there is a secret to encrypt.
 *
 * @throws HallpassError `PgpKeyUnusable` for a key that cannot be read, is a private one, can sign only, has
 * expired or was revoked; `DependencyMissing`
 */
export async function readPgpKey(source: PgpKeySource, now: () => Date): Promise<PgpKey> {
  const openpgp = await loadOpenPgp()
  const { from } = source
  const key = await parse(openpgp, source)
  await refuseUnusable(key, from, now())
  return {
    fingerprint: key.getFingerprint().toUpperCase(),
    encrypt: async (text) => {
      const encrypted = await openpgp.encrypt({
        // Bytes, so that what comes out of gpg is what went in, without a line ending changed.
        message: await openpgp.createMessage({ binary: new TextEncoder().encode(text), date: now() }),
        encryptionKeys: key,
        format: 'binary',
        date: now(),
        // GnuPG before 2.5 does not read the newer containers.
        config: { aeadProtect: false },
      })
      return Buffer.from(encrypted).toString('base64')
    },
  }
}

type OpenPgp = Awaited<ReturnType<typeof loadOpenPgp>>

async function parse(openpgp: OpenPgp, { bytes, from }: PgpKeySource): Promise<PublicKey> {
  const [key, ...others] = await readKeys(openpgp, bytes).catch((error: unknown) => {
    throw unusable(from, 'it is no OpenPGP public key', exportHint, error)
  })
  if (!key) throw unusable(from, 'it holds no key', exportHint)
  if (key.isPrivate()) {
    throw unusable(from, 'it is a private key', `keep that one to yourself, and ${exportHint}`)
  }
  if (others.length > 0) {
    throw unusable(
      from,
      `it holds ${others.length + 1} keys`,
      'export one alone: gpg --armor --export FINGERPRINT > key.asc',
    )
  }
  return key.toPublic()
}

function readKeys(openpgp: OpenPgp, bytes: Uint8Array): Promise<Key[]> {
  const text = Buffer.from(bytes).toString('latin1').trim()
  if (text.startsWith('-----')) return openpgp.readKeys({ armoredKeys: withBlankLine(text) })
  if (!/^[A-Za-z0-9+/\s]+={0,2}$/.test(text)) return openpgp.readKeys({ binaryKeys: bytes })
  const decoded = Buffer.from(text, 'base64')
  const inner = decoded.toString('latin1').trim()
  // `base64 key.asc`, as secrets are put into variables of a build.
  if (inner.startsWith('-----')) return openpgp.readKeys({ armoredKeys: withBlankLine(inner) })
  return openpgp.readKeys({ binaryKeys: new Uint8Array(decoded) })
}

/** Web pages and chats lose the blank line between an armour's headers and its data (RFC 9580, 6.2). */
function withBlankLine(armored: string): string {
  const [first = '', ...rest] = armored.split(/\r?\n/)
  const at = rest.findIndex((line) => !/^[A-Za-z]+: /.test(line))
  if (at === -1 || rest[at]?.trim() === '') return armored
  return [first, ...rest.slice(0, at), '', ...rest.slice(at)].join('\n')
}

async function refuseUnusable(key: PublicKey, from: string, now: Date): Promise<void> {
  if (await key.isRevoked(undefined, undefined, now)) {
    throw unusable(from, 'it was revoked', 'ask its owner for the key that took its place')
  }
  const expiresAt = await key.getExpirationTime()
  if (expiresAt instanceof Date && expiresAt <= now) throw expired(from, 'it', expiresAt)
  try {
    await key.getEncryptionKey(undefined, now)
  } catch (error) {
    const subkeysEndAt = await Promise.all(key.subkeys.map((subkey) => subkeyEnd(subkey, now)))
    const endedAt = subkeysEndAt.find((end) => end !== undefined && end <= now)
    if (endedAt) throw expired(from, 'its encryption subkey', endedAt)
    throw unusable(
      from,
      'it can sign only, not encrypt',
      'add an encryption subkey (gpg --quick-add-key FINGERPRINT), and export it again',
      error,
    )
  }
}

/** When a subkey ends or ended; `undefined` for never, and for one that was never valid. */
async function subkeyEnd(subkey: Subkey, now: Date): Promise<Date | undefined> {
  // Asked as of a moment at which an expired subkey was still valid.
  for (const date of [now, subkey.getCreationTime()]) {
    const end = await subkey.getExpirationTime(date).catch(() => null)
    if (end instanceof Date) return end
  }
  return undefined
}

const exportHint = 'give the public one: gpg --armor --export you@example.com > key.asc'

function expired(from: string, what: string, at: Date): HallpassError {
  return unusable(
    from,
    `${what} expired on ${at.toISOString().slice(0, 10)}`,
    'extend it (gpg --quick-set-expire FINGERPRINT 1y), and export it again',
  )
}

function unusable(from: string, problem: string, hint: string, cause?: unknown): HallpassError {
  return new HallpassError('PgpKeyUnusable', `nothing can be encrypted for ${from}: ${problem}`, {
    hint,
    cause,
    facts: { name: from },
  })
}
