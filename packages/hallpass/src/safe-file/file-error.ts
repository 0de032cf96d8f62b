import { errorCode, HallpassError } from '../base/index.ts'

const look = 'see what is at this path: ls -la'
/** Stands for the hint that another file is to be named, which depends on what names it. */
const other = ''

const reasons: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  EACCES: ['permission denied', 'check who owns it and its folder: ls -la'],
  EPERM: ['operation not permitted', 'check who owns it and its folder: ls -la'],
  EROFS: ['the file system is read-only', other],
  ENOSPC: ['no space left on the disk', 'free some space and try again'],
  EDQUOT: ['your disk quota is used up', 'free some space and try again'],
  EFBIG: ['it is too large', 'see what is in it'],
  ENXIO: ['it is not a regular file', other],
  ENOTFILE: ['it is not a regular file', other],
  EISDIR: ['it is a folder', other],
  ENOTDIR: ['a part of its path is not a folder', 'correct the path'],
  ENOENT: ['it does not exist', 'correct the path'],
  ELOOP: ['its symbolic links lead in a circle', 'remove the link and try again'],
  EIO: ['the disk reports an error', 'check the disk'],
}

/**
 * Why a file could not be read or written, as words for people: `it does not exist`. For what is no failure of the
 * file system `it cannot be read`.
 */
export function fileReason(error: unknown): string {
  const code = errorCode(error)
  return reasons[code]?.[0] ?? (code === '' ? 'it cannot be read' : code)
}

/**
 * The error to throw for a file that could not be read or written. What is no failure of the file system is
 * handed back as it is, so that one `catch` serves a whole operation.
 *
 * @param namedBy - the flag or variable by which another file can be named: `AWS_CONFIG_FILE`
 */
export function fileError(
  verb: 'read' | 'change',
  file: string,
  error: unknown,
  namedBy: string | undefined,
): unknown {
  const code = errorCode(error)
  if (code === '' || error instanceof HallpassError) return error
  const [reason, what] = reasons[code] ?? [code, look]
  const hint = what !== other ? what : namedBy === undefined ? look : `name another file with ${namedBy}`
  return new HallpassError('ProfileFileUnreadable', `cannot ${verb} ${file}: ${reason}`, {
    hint,
    cause: error,
    facts: { file },
  })
}
