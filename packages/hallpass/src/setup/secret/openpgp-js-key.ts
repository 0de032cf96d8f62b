import type * as OpenPgp from 'openpgp'
import { type PgpKey, type PgpKeySource, plainKey, refusedKey } from './public-key.ts'

/** A key that OpenPGP.js encrypts for. */
export async function openPgpJsKey(
  openpgp: typeof OpenPgp,
  source: PgpKeySource,
  now: () => Date,
): Promise<PgpKey> {
  const key = await parse(openpgp, source)
  await refuseUnusable(key, source.from, now())
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

async function parse(openpgp: typeof OpenPgp, { bytes, from }: PgpKeySource): Promise<OpenPgp.PublicKey> {
  const plain = plainKey(bytes)
  const reading =
    'armored' in plain
      ? openpgp.readKeys({ armoredKeys: plain.armored })
      : openpgp.readKeys({ binaryKeys: plain.binary })
  const [key, ...others] = await reading.catch((error: unknown) => {
    throw refusedKey.noKey(from, error)
  })
  if (!key) throw refusedKey.empty(from)
  if (key.isPrivate()) throw refusedKey.isPrivate(from)
  if (others.length > 0) throw refusedKey.several(from, others.length + 1)
  return key.toPublic()
}

async function refuseUnusable(key: OpenPgp.PublicKey, from: string, now: Date): Promise<void> {
  if (await key.isRevoked(undefined, undefined, now)) throw refusedKey.revoked(from)
  const expiresAt = await key.getExpirationTime()
  if (expiresAt instanceof Date && expiresAt <= now) throw refusedKey.expired(from, 'it', expiresAt)
  try {
    await key.getEncryptionKey(undefined, now)
  } catch (error) {
    const subkeysEndAt = await Promise.all(key.subkeys.map((subkey) => subkeyEnd(subkey, now)))
    const endedAt = subkeysEndAt.find((end) => end !== undefined && end <= now)
    if (endedAt) throw refusedKey.expired(from, 'its encryption subkey', endedAt)
    throw refusedKey.signsOnly(from, error)
  }
}

/** When a subkey ends or ended; `undefined` for never, and for one that was never valid. */
async function subkeyEnd(subkey: OpenPgp.Subkey, now: Date): Promise<Date | undefined> {
  // Asked as of a moment at which an expired subkey was still valid.
  for (const date of [now, subkey.getCreationTime()]) {
    const end = await subkey.getExpirationTime(date).catch(() => null)
    if (end instanceof Date) return end
  }
  return undefined
}
