import { errorCode } from '../base/index.ts'
import { dirname, join } from 'node:path'
import { lockPrefix } from './file-lock.ts'
import type { FileSystem } from './file-system.ts'

/** What must stay as it is when a file is replaced: `undefined` for a file that is not there yet. */
export interface FileStatus {
  readonly mode: number
  readonly uid: number
  readonly gid: number
}

/**
 * Puts `bytes` at `target` in one step: at every moment, also of a power cut, there is the old file or the new
 * one, whole. For the holder of the lock only. The mode is the old one's without rights for others (0600 for a
 * new file), owner and group are the old file's or, for a new file written by root, its folder's. ACLs and
 * extended attributes are not kept.
 */
export function replaceFile(
  target: string,
  bytes: Uint8Array,
  old: FileStatus | undefined,
  id: string,
  fs: FileSystem,
): void {
  const temporary = join(dirname(target), `${lockPrefix(target)}new-${id}`)
  const descriptor = fs.openSync(temporary, 'wx', 0o600)
  try {
    try {
      writeAll(descriptor, bytes, fs)
      fs.fchmodSync(descriptor, privateMode(old))
      keepOwner(descriptor, target, old, fs)
      fs.fsyncSync(descriptor)
    } finally {
      fs.closeSync(descriptor)
    }
    fs.renameSync(temporary, target)
  } catch (error) {
    removeQuietly(temporary, fs)
    throw error
  }
  syncFolder(dirname(target), fs)
}

/** What the mode of a file with secrets becomes: nothing for group and others. */
export function privateMode(old: FileStatus | undefined): number {
  return old === undefined ? 0o600 : old.mode & 0o600
}

/**
 * A file that root changes in a person's home stays the person's. Anybody else cannot give files away: to put a
 * private file of one's own in the place of another person's would lock that person out, so it is refused.
 */
function keepOwner(descriptor: number, target: string, old: FileStatus | undefined, fs: FileSystem): void {
  const root = process.geteuid?.() === 0
  if (old === undefined && !root) return
  const wanted = old ?? fs.statSync(dirname(target))
  const made = fs.fstatSync(descriptor)
  if (made.uid === wanted.uid && made.gid === wanted.gid) return
  if (made.uid !== wanted.uid && !root) throw Object.assign(new Error('not the owner'), { code: 'EPERM' })
  try {
    fs.fchownSync(descriptor, wanted.uid, wanted.gid)
  } catch (error) {
    // The group of a private file decides nothing, and one may not be in it.
    if (root || errorCode(error) !== 'EPERM') throw error
  }
}

function writeAll(descriptor: number, bytes: Uint8Array, fs: FileSystem): void {
  for (let written = 0; written < bytes.length;) {
    written += fs.writeSync(descriptor, bytes, written, bytes.length - written)
  }
}

/** The rename itself lasts over a power cut only when its folder is on the disk. */
function syncFolder(folder: string, fs: FileSystem): void {
  let descriptor: number
  try {
    descriptor = fs.openSync(folder, 'r')
  } catch (error) {
    // Windows opens no folders.
    if (['EISDIR', 'EPERM', 'EACCES'].includes(errorCode(error))) return
    throw error
  }
  try {
    fs.fsyncSync(descriptor)
  } catch (error) {
    // Some network file systems have no fsync for folders; the file is in place all the same.
    if (!['EINVAL', 'ENOTSUP', 'EPERM'].includes(errorCode(error))) throw error
  } finally {
    fs.closeSync(descriptor)
  }
}

function removeQuietly(path: string, fs: FileSystem): void {
  try {
    fs.unlinkSync(path)
  } catch {
    // What counts is the failure that led here; the next holder of the lock sweeps the file away.
  }
}
