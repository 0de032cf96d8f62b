import { errorCode } from '../base/index.ts'
import { constants } from 'node:fs'
import { dirname } from 'node:path'
import { fileError } from './file-error.ts'
import { type LockContext, sweep } from './file-lock.ts'
import { type FileSystem, systemFiles } from './file-system.ts'
import { makeFolder } from './make-folder.ts'
import { readRegularFile } from './read-regular-file.ts'
import { type FileStatus, privateMode, replaceFile } from './replace-file.ts'
import { resolveTarget } from './resolve-target.ts'
import { type LockWait, waitForLock } from './wait-for-lock.ts'

export interface EditFileOptions extends Omit<LockContext, 'fs'>, LockWait {
  /** Default: the machine's own. */
  readonly fs?: FileSystem | undefined
  /** What names the file, for the hint where it cannot be one: `AWS_CONFIG_FILE`. */
  readonly namedBy?: string | undefined
}

/**
 * Changes a file that other processes may be changing too: lock, read, edit, write beside it, fsync, rename,
 * unlock. The lock stays with the file that a symbolic link leads to, and so does the change. A missing file
 * is empty to `edit`; missing folders are made, 0700. What `edit` throws goes through, the file as it was. An
 * edit that changes nothing writes nothing.
 *
 * @throws HallpassError `ProfileFileUnreadable` when the file or its folder cannot be read or written, the disk
 * is full, or it is no regular file; `ProfileFileLocked` when another process had it all the time.
 */
export async function editFile(
  path: string,
  edit: (bytes: Uint8Array) => Uint8Array,
  options: EditFileOptions = {},
): Promise<void> {
  const context = { ...options, fs: options.fs ?? systemFiles }
  const { fs } = context
  try {
    const target = resolveTarget(path, fs)
    makeFolder(dirname(target), fs)
    const lock = await waitForLock(target, context)
    try {
      sweep(target, context)
      const old = statusOf(target, fs)
      const before = old === undefined ? new Uint8Array() : readRegularFile(target, { fs })
      const after = edit(before)
      const same = Buffer.compare(before, after) === 0
      if (same && (old === undefined || privateMode(old) === (old.mode & 0o777))) return
      if (old !== undefined) fs.accessSync(target, constants.W_OK)
      replaceFile(target, after, old, lock.id, fs)
    } finally {
      lock.release()
    }
  } catch (error) {
    throw fileError('change', path, error, options.namedBy)
  }
}

function statusOf(target: string, fs: FileSystem): FileStatus | undefined {
  try {
    const status = fs.statSync(target)
    if (status.isFile()) return status
    throw Object.assign(new Error('no regular file'), { code: status.isDirectory() ? 'EISDIR' : 'ENOTFILE' })
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}
