import { HallpassError } from '../../base/index.ts'
import { fileReason, fileText, readRegularFile } from '../../safe-file/index.ts'
import type { Transport } from '../../wire/index.ts'
import type { NewAccessKey } from '../account/access-keys.ts'
import { checkKeyFile, keyIdInFile, writeKeyFile, type KeyFile } from './key-file.ts'
import { checkKeyProfile, keyIdInProfile, writeKeyProfile, type KeyProfile } from './key-profile.ts'
import { fetchKeybaseKey } from './keybase-key.ts'
import { readPgpKey, type PgpKeySource } from './pgp-key.ts'

/** Where the secret of a new access key goes. */
export type SecretDestination =
  | { readonly kind: 'pgp-key'; readonly file: string }
  | { readonly kind: 'keybase'; readonly user: string; readonly baseUrl: string | undefined }
  | ({ readonly kind: 'profile' } & KeyProfile)
  | ({ readonly kind: 'file' } & KeyFile)
  /** In the clear, to whoever asked: for a person who said so, and for programs that keep it themselves. */
  | { readonly kind: 'plain' }

/** What is told of a key that was handed over. */
export interface HandedOverKey {
  readonly accessKeyId: string
  /** Encrypted and in base64; in the clear for `plain`; `undefined` where it went into a file. */
  readonly secretKey: string | undefined
  readonly profile: string | undefined
  /** The credentials file with the profile, or the file with the key. */
  readonly file: string | undefined
}

/** Hands a new key over. Made by {@link openDestination}, which has checked that it can. */
export type HandOver = (key: NewAccessKey) => Promise<HandedOverKey>

export interface OpenDestinationOptions {
  readonly transport: Transport
  readonly now: () => Date
  readonly signal?: AbortSignal | undefined
}

/**
 * Gets a destination ready, and refuses what could not take a secret before there is one.
 *
 * @throws HallpassError `PgpKeyUnusable`, `DependencyMissing`, `InvalidInput`, and what a file or the network fails with
 */
export async function openDestination(
  destination: SecretDestination,
  options: OpenDestinationOptions,
): Promise<HandOver> {
  const nowhere = { secretKey: undefined, profile: undefined, file: undefined }
  switch (destination.kind) {
    case 'profile': {
      checkKeyProfile(destination)
      return async (key) => {
        const file = await writeKeyProfile(key, destination)
        return { ...nowhere, accessKeyId: key.accessKeyId, profile: destination.profile, file }
      }
    }
    case 'file': {
      const { file } = destination
      await checkKeyFile(destination)
      return async (key) => {
        await writeKeyFile(key, destination)
        return { ...nowhere, accessKeyId: key.accessKeyId, file }
      }
    }
    case 'plain':
      return ({ accessKeyId, secretAccessKey }) =>
        Promise.resolve({ ...nowhere, accessKeyId, secretKey: secretAccessKey })
    default: {
      const source =
        destination.kind === 'pgp-key'
          ? readKeyFile(destination.file)
          : await fetchKeybaseKey(destination.user, { ...options, baseUrl: destination.baseUrl })
      const pgpKey = await readPgpKey(source, options.now)
      return async ({ accessKeyId, secretAccessKey }) => ({
        ...nowhere,
        accessKeyId,
        secretKey: await pgpKey.encrypt(secretAccessKey),
      })
    }
  }
}

/**
 * Refuses to be told where a key goes that was handed over already: AWS tells a secret once. Where it went there, in
 * an earlier run, nothing is wrong.
 *
 * @param accessKeyIds - the keys that somebody has
 * @throws HallpassError `KeyHandedOver`
 */
export async function refuseHandedOver(
  destination: SecretDestination,
  accessKeyIds: readonly string[],
): Promise<void> {
  const held =
    destination.kind === 'profile'
      ? keyIdInProfile(destination)
      : destination.kind === 'file'
        ? await keyIdInFile(destination.file)
        : undefined
  if (held !== undefined && accessKeyIds.includes(held)) return
  throw new HallpassError(
    'KeyHandedOver',
    `access key ${accessKeyIds.join(' and ')} was handed over before, and AWS tells its secret once: there is none to give now`,
    { hint: 'leave the flag out to change the rest; for another key: hallpass setup rotate' },
  )
}

function readKeyFile(file: string): PgpKeySource {
  try {
    const bytes = readRegularFile(file)
    // An armored key as Windows PowerShell 5 writes it with `>`; no key begins so.
    const isMarked = [0xef, 0xfe, 0xff].includes(bytes[0] ?? 0)
    return { bytes: isMarked ? Buffer.from(fileText(bytes)) : bytes, from: file }
  } catch (error) {
    throw new HallpassError('PgpKeyUnusable', `the key ${file} cannot be read: ${fileReason(error)}`, {
      hint: 'export one: gpg --armor --export you@example.com > key.asc',
      cause: error,
      facts: { name: '--pgp-key', file },
    })
  }
}
