import { HallpassError, isRecord } from '../../base/index.ts'
import { editFile } from '../../safe-file/index.ts'
import type { NewAccessKey } from '../account/access-keys.ts'

/**
 * Puts a key into a file that its owner alone can read (0600), as JSON with `AccessKeyId` and `SecretAccessKey`:
 * in one step, over nothing but an earlier key of the kind.
 *
 * @throws HallpassError `OutputUnwritable` for a file with something else in it; `ProfileFileUnreadable`,
 * `ProfileFileLocked`
 */
export async function writeKeyFile(key: NewAccessKey, file: string): Promise<void> {
  const text = `${JSON.stringify(
    { AccessKeyId: key.accessKeyId, SecretAccessKey: key.secretAccessKey },
    null,
    2,
  )}\n`
  await editFile(file, (bytes) => {
    refuseOther(bytes, file)
    return new TextEncoder().encode(text)
  })
}

/**
 * Whether {@link writeKeyFile} would accept this file. Makes its folder, and nothing else; asked before a key is
 * made.
 *
 * @throws HallpassError as {@link writeKeyFile}
 */
export async function checkKeyFile(file: string): Promise<void> {
  await editFile(file, (bytes) => {
    refuseOther(bytes, file)
    return bytes
  })
}

function refuseOther(bytes: Uint8Array, file: string): void {
  if (bytes.length === 0 || isKey(new TextDecoder().decode(bytes))) return
  throw new HallpassError('OutputUnwritable', `${file} is there, and holds something else than a key`, {
    hint: 'choose another file with --secret-file',
    facts: { file },
  })
}

function isKey(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) && Object.keys(value).join(' ') === 'AccessKeyId SecretAccessKey'
  } catch {
    return false
  }
}
