import { errorCode, HallpassError } from '../base/index.ts'

const reasons: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  EACCES: ['permission denied', 'check who owns it and its folder: ls -la'],
  EPERM: ['operation not permitted', 'check who owns it and its folder: ls -la'],
  EROFS: ['the file system is read-only', 'name a file elsewhere with AWS_SHARED_CREDENTIALS_FILE'],
  ENOSPC: ['no space left on the disk', 'free some space and try again'],
  EDQUOT: ['your disk quota is used up', 'free some space and try again'],
  EFBIG: ['it is too large', 'see what is in it'],
  ENXIO: ['it is not a regular file', 'name a file with AWS_SHARED_CREDENTIALS_FILE'],
  ENOTFILE: ['it is not a regular file', 'name a file with AWS_SHARED_CREDENTIALS_FILE'],
  EISDIR: ['it is a folder', 'name a file with AWS_SHARED_CREDENTIALS_FILE'],
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
 */
export function fileError(verb: 'read' | 'change', file: string, error: unknown): unknown {
  const code = errorCode(error)
  if (code === '' || error instanceof HallpassError) return error
  const [reason, hint] = reasons[code] ?? [code, 'see what is at this path: ls -la']
  return new HallpassError('ProfileFileUnreadable', `cannot ${verb} ${file}: ${reason}`, {
    hint,
    cause: error,
    facts: { file },
  })
}
