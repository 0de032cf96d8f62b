import { errorCode } from '../base/index.ts'
import type { FileSystem } from './file-system.ts'
import type { ProcessIdentity } from './process-identity.ts'
import { readRegularFile } from './read-regular-file.ts'

/** What a lock says: its own name, unlike that of any other lock ever taken, and who holds it. */
export interface LockRecord {
  /** 32 hexadecimal digits. */
  readonly id: string
  readonly holder: ProcessIdentity
}

const magic = 'hallpass-lock'
const maxRecordBytes = 4096

/** One line, fit for the target of a symbolic link. */
export function formatLockRecord({ id, holder }: LockRecord): string {
  const { pid, startTicks, bootId, pidNamespace, machineId, host } = holder
  return [magic, id, String(pid), startTicks, bootId, pidNamespace, machineId, host]
    .map(encodeURIComponent)
    .join(',')
}

/** The inverse of {@link formatLockRecord}; `undefined` for anything it did not write. */
export function parseLockRecord(text: string): LockRecord | undefined {
  const fields = text.split(',').map(decode)
  const [first, id = '', pid = '', startTicks = '', bootId = '', pidNamespace = '', machineId = '', host] =
    fields
  if (first !== magic || !/^[0-9a-f]{32}$/.test(id) || !/^[1-9]\d{0,9}$/.test(pid) || host === undefined) {
    return undefined
  }
  return { id, holder: { pid: Number(pid), startTicks, bootId, pidNamespace, machineId, host } }
}

/**
 * Creates `path` with this text, in one step that fails with `EEXIST` if there is anything by that name: at no
 * moment is there a lock without its holder's name, whenever the process is killed. A symbolic link does that
 * everywhere but on Windows and on a few network file systems; there a finished file is linked to the name.
 */
export function createRecord(path: string, text: string, scratch: string, fs: FileSystem): void {
  try {
    fs.symlinkSync(text, path)
    return
  } catch (error) {
    const code = errorCode(error)
    const unsupported = ['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL', 'UNKNOWN'].includes(code)
    if (!unsupported) throw error
  }
  const descriptor = fs.openSync(scratch, 'wx', 0o600)
  try {
    const bytes = new TextEncoder().encode(text)
    fs.writeSync(descriptor, bytes, 0, bytes.length)
  } finally {
    fs.closeSync(descriptor)
  }
  try {
    fs.linkSync(scratch, path)
  } finally {
    fs.unlinkSync(scratch)
  }
}

/** The text of a record; `undefined` when there is none by that name. */
export function readRecord(path: string, fs: FileSystem): string | undefined {
  try {
    return fs.readlinkSync(path)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    if (!['EINVAL', 'UNKNOWN'].includes(errorCode(error))) throw error
  }
  try {
    return readRegularFile(path, { maxBytes: maxRecordBytes, fs }).toString('utf8')
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOENT') return undefined
    // Somebody put it there, and it names nobody.
    if (['EISDIR', 'ENOTFILE', 'ENXIO', 'EFBIG'].includes(code)) return ''
    throw error
  }
}

function decode(field: string): string {
  try {
    return decodeURIComponent(field)
  } catch {
    return ''
  }
}
