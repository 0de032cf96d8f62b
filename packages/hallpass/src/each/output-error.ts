import { errorCode, HallpassError } from '../base/index.ts'

const reasons: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  EACCES: ['permission denied', 'check who owns it: ls -la'],
  EPERM: ['operation not permitted', 'check who owns it: ls -la'],
  EROFS: ['the file system is read-only', 'choose a folder elsewhere with --out'],
  ENOSPC: ['no space left on the disk', 'free some space and run it again: what is done stays done'],
  EDQUOT: ['your disk quota is used up', 'free some space and run it again: what is done stays done'],
  ENOTDIR: ['a part of its path is not a folder', 'choose another folder with --out'],
  EEXIST: ['it is not a folder', 'choose another folder with --out'],
  EISDIR: ['it is a folder', 'move it away, or choose another folder with --out'],
  ENAMETOOLONG: ['its name is too long', 'choose a folder with a shorter path with --out'],
}

/** The error for a folder or file that could not be read or written. What is no such failure is handed back. */
export function outputError(path: string, error: unknown): unknown {
  const code = errorCode(error)
  if (error instanceof HallpassError || !/^E(?!RR_)/.test(code)) return error
  const [reason, hint] = reasons[code] ?? [code, 'see what is at this path: ls -la']
  return new HallpassError('OutputUnwritable', `cannot write ${path}: ${reason}`, {
    hint,
    cause: error,
    facts: { file: path },
  })
}
