import { errorCode } from '../base/index.ts'
import { dirname } from 'node:path'
import { exists, type FileSystem } from './file-system.ts'

/**
 * Makes a folder and those above it that are missing, 0700. Made by root, each belongs to whom the folder above
 * it belongs to: `sudo` with a person's HOME must not lock the person out. An existing folder stays as it is.
 */
export function makeFolder(folder: string, fs: FileSystem): void {
  if (exists(folder, fs)) return
  const above = dirname(folder)
  if (above !== folder) makeFolder(above, fs)
  try {
    fs.mkdirSync(folder, 0o700)
  } catch (error) {
    // Somebody else was faster.
    if (errorCode(error) === 'EEXIST') return
    throw error
  }
  if (process.geteuid?.() !== 0) return
  const { uid, gid } = fs.statSync(above)
  if (uid !== 0 || gid !== 0) fs.chownSync(folder, uid, gid)
}
