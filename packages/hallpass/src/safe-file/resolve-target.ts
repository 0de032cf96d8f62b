import { errorCode } from '../base/index.ts'
import { dirname, resolve } from 'node:path'
import type { FileSystem } from './file-system.ts'

/** As Linux does (`MAXSYMLINKS`). */
const maxLinks = 40

/**
 * The path that a write must replace so that symbolic links stay links: the end of the chain, which need not
 * exist. Each link is read against the folder that it really is in.
 *
 * @throws Error with `code` `ELOOP` for a chain of more than 40 links.
 */
export function resolveTarget(path: string, fs: FileSystem): string {
  let target = resolve(path)
  for (let links = 0; links < maxLinks; links++) {
    const next = readLink(target, fs)
    if (next === undefined) return target
    target = resolve(realFolder(target, fs), next)
  }
  throw Object.assign(new Error('too many symbolic links'), { code: 'ELOOP' })
}

/** `..` in a link means the folder above the real one, not above the name that led there. */
function realFolder(path: string, fs: FileSystem): string {
  return fs.realpathSync.native(dirname(path))
}

function readLink(path: string, fs: FileSystem): string | undefined {
  try {
    return fs.readlinkSync(path)
  } catch (error) {
    // EINVAL: it is no link. UNKNOWN is what Windows says for that.
    if (['EINVAL', 'ENOENT', 'ENOTDIR', 'UNKNOWN'].includes(errorCode(error))) return undefined
    throw error
  }
}
