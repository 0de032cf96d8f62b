import { constants } from 'node:fs'
import { dirname } from 'node:path'
import { fileError } from './file-error.ts'
import { exists, type FileSystem, systemFiles } from './file-system.ts'
import { resolveTarget } from './resolve-target.ts'

/**
 * Whether a file could be put here: it may be changed, or its folder may, or the folder above that where folders
 * have to be made. Changes nothing. What only the attempt shows (a full disk) is not noticed.
 *
 * @param namedBy - what names the file: `AWS_CONFIG_FILE`
 * @throws HallpassError `ProfileFileUnreadable`
 */
export function checkPlace(file: string, namedBy: string, fs: FileSystem = systemFiles): void {
  try {
    const target = resolveTarget(file, fs)
    if (exists(target, fs)) fs.accessSync(target, constants.W_OK)
    let folder = dirname(target)
    while (!exists(folder, fs) && dirname(folder) !== folder) folder = dirname(folder)
    if (!fs.statSync(folder).isDirectory()) throw Object.assign(new Error('no folder'), { code: 'ENOTDIR' })
    fs.accessSync(folder, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw fileError('change', file, error, namedBy)
  }
}
