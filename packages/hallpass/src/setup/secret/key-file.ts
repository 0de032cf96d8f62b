import { HallpassError, isRecord } from '../../base/index.ts'
import { editFile } from '../../safe-file/index.ts'
import type { NewAccessKey } from '../account/access-keys.ts'

/** A file for one key. */
export interface KeyFile {
  readonly file: string
  /** The set-up whose key it is, and the account that it is in, 12 digits: written beside the key. */
  readonly setupName: string
  readonly account: string
}

/**
 * Puts a key into a file that its owner alone can read (0600), as JSON with `AccessKeyId`, `SecretAccessKey`,
 * `Setup` and `Account`: in one step, over nothing but an earlier key of the same set-up.
 *
 * @throws HallpassError `OutputUnwritable` for a file with something else in it, another set-up's key among it;
 * `ProfileFileUnreadable`, `ProfileFileLocked`
 */
export async function writeKeyFile(key: NewAccessKey, where: KeyFile): Promise<void> {
  const { file, setupName, account } = where
  const content = {
    AccessKeyId: key.accessKeyId,
    SecretAccessKey: key.secretAccessKey,
    Setup: setupName,
    Account: account,
  }
  const text = `${JSON.stringify(content, null, 2)}\n`
  await editFile(
    file,
    (bytes) => {
      refuseOther(bytes, where)
      return new TextEncoder().encode(text)
    },
    { namedBy: '--secret-file' },
  )
}

/**
 * Whether {@link writeKeyFile} would accept this file. Makes its folder, and nothing else; asked before a key is
 * made.
 *
 * @throws HallpassError as {@link writeKeyFile}
 */
export async function checkKeyFile(where: KeyFile): Promise<void> {
  await editFile(
    where.file,
    (bytes) => {
      refuseOther(bytes, where)
      return bytes
    },
    { namedBy: '--secret-file' },
  )
}

/** The id of the key that a file holds; `undefined` for a file that is not there, or holds none. */
export async function keyIdInFile(file: string): Promise<string | undefined> {
  let found: string | undefined
  await editFile(
    file,
    (bytes) => {
      found = keyIn(bytes)?.AccessKeyId
      return bytes
    },
    { namedBy: '--secret-file' },
  )
  return found
}

function refuseOther(bytes: Uint8Array, { file, setupName, account }: KeyFile): void {
  if (bytes.length === 0) return
  const key = keyIn(bytes)
  if (key?.Setup === setupName && key.Account === account) return
  const what = !key
    ? 'something else than a key'
    : key.Setup === undefined
      ? `access key ${key.AccessKeyId}, and not whose`
      : `access key ${key.AccessKeyId} of set-up ${key.Setup} in account ${key.Account}`
  throw new HallpassError('OutputUnwritable', `${file} is there, and holds ${what}`, {
    hint: 'choose another file with --secret-file, or move this one away',
    facts: { name: '--secret-file', file },
  })
}

function keyIn(bytes: Uint8Array) {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
  if (!isRecord(value)) return undefined
  const { AccessKeyId, SecretAccessKey, Setup, Account, ...more } = value
  const isKey = typeof AccessKeyId === 'string' && typeof SecretAccessKey === 'string'
  if (!isKey || Object.keys(more).length > 0) return undefined
  return { AccessKeyId, Setup: textOf(Setup), Account: textOf(Account) }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
