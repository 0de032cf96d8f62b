/**
 * What is wrong with a file that a snapshot or the state is kept in:
 *
 * - `NotOurs`: it is something else
 * - `Newer`: a later version wrote it
 * - `Damaged`: it is not as it was written
 * - `InUse`: another process has it
 * - `TooLarge`: there is no room for its objects
 * - `Unusable`: the system does not let it be read or written
 */
export type DataErrorCode = 'NotOurs' | 'Newer' | 'Damaged' | 'InUse' | 'TooLarge' | 'Unusable'

/** A file or directory that nothing can be taken from, or kept in. */
export class DataError extends Error {
  override readonly name = 'DataError'
  readonly code: DataErrorCode
  /** What to do about it. */
  readonly hint: string

  constructor(code: DataErrorCode, message: string, hint: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.hint = hint
  }
}

/** The same for an error of the system. */
export function unusable(path: string, doing: string, error: unknown): DataError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
  return new DataError(
    'Unusable',
    `${path} cannot be ${doing}: ${code}`,
    hints.get(code) ?? `ls -ld ${path}`,
    { cause: error },
  )
}

const hints: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', 'make room on that disk'],
  ['EDQUOT', 'make room on that disk'],
  ['EROFS', 'that disk may only be read: name a path on another'],
  ['EMFILE', 'ulimit -n'],
])
