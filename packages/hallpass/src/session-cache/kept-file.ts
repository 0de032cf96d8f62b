import { statSync } from 'node:fs'
import { errorCode, HallpassError } from '../base/index.ts'
import { makeFolder, readRegularFile, replaceFile, systemFiles, waitForLock } from '../safe-file/index.ts'

// Whoever asks for an MFA code holds the lock for as long as a person takes to type it.
const lockTimeoutMs = 120_000

/** What a file of the cache says; `undefined` where there is none that could be believed. */
export function readKept(path: string): string | undefined {
  try {
    // Others could have put it there: what is not private is not believed.
    const { mode, uid } = statSync(path)
    const own = process.platform === 'win32' || ((mode & 0o077) === 0 && uid === process.geteuid?.())
    return own ? readRegularFile(path).toString('utf8') : undefined
  } catch {
    return undefined
  }
}

/**
 * Makes and keeps what is in no file yet, or nothing longer good: one process at a time. Where nothing can be kept it
 * is made all the same.
 *
 * @throws what `make` throws
 */
export async function keepOne<T>(
  folder: string,
  target: string,
  work: {
    /** What is kept and good. */
    readonly read: () => T | undefined
    readonly make: () => Promise<T>
    readonly format: (made: T) => string
  },
): Promise<T> {
  const kept = work.read()
  if (kept !== undefined) return kept
  const lock = await lockOrNothing(folder, target)
  if (lock === undefined) return work.make()
  try {
    // Made meanwhile by whoever held the lock.
    const made = work.read()
    if (made !== undefined) return made
    const one = await work.make()
    keep(target, work.format(one), lock.id)
    return one
  } finally {
    lock.release()
  }
}

async function lockOrNothing(folder: string, target: string) {
  try {
    makeFolder(folder, systemFiles)
    return await waitForLock(target, { fs: systemFiles, lockTimeoutMs })
  } catch (error) {
    // Keeping is a convenience: a full disk or a read-only home does not stop anybody from working.
    if (error instanceof HallpassError || errorCode(error) !== '') return undefined
    throw error
  }
}

function keep(target: string, text: string, lockId: string): void {
  try {
    replaceFile(target, Buffer.from(text), undefined, lockId, systemFiles)
  } catch (error) {
    if (errorCode(error) === '') throw error
  }
}
