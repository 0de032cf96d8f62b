import { readdirSync, statSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { errorCode, HallpassError } from '../base/index.ts'
import { makeFolder, readRegularFile, replaceFile, systemFiles, waitForLock } from '../safe-file/index.ts'
import { type CachedSession, formatEntry, parseEntry } from './entry.ts'
import { forgottenUntil, markForgotten } from './forgotten.ts'

export interface SessionCacheOptions {
  /** Where the sessions are, from {@link sessionCacheFolder}. Made when something is kept, 0700. */
  readonly folder: string
  readonly now: () => Date
}

/** Sessions that are kept between commands, a 0600 file each. */
export interface SessionCache {
  /** The session of a key, where it is good for long enough and was not revoked. Reads one file, and no more. */
  read(key: string): CachedSession | undefined
  /**
   * The session of a key, from `issue` where none is kept: one process asks at a time, and those who waited take
   * what it got. Where nothing can be kept (a home that cannot be written) it is issued all the same.
   *
   * @throws what `issue` throws
   */
  readOrIssue(key: string, issue: () => Promise<CachedSession>): Promise<CachedSession>
  /** Forgets the sessions of a name, or of every name, of a role that were issued up to now. */
  forget(which: { readonly roleArn: string; readonly sessionName: string | undefined }): Promise<void>
  /** Removes what has expired, or everything. Returns how many sessions went. */
  clean(options?: { readonly all?: boolean | undefined }): number
}

/** A session is asked for anew when a quarter of its life is left, at most a quarter of an hour: botocore wants as much. */
const longestMarginMs = 15 * 60_000

// An issuer that asks for an MFA code holds the lock for as long as a person takes to type it.
const lockTimeoutMs = 120_000

export function createSessionCache({ folder, now }: SessionCacheOptions): SessionCache {
  const read = (key: string): CachedSession | undefined => {
    const entry = readEntry(join(folder, `${key}.json`))
    return entry !== undefined && isGood(entry, now()) && !isForgotten(folder, entry) ? entry : undefined
  }
  return {
    read,
    readOrIssue: async (key, issue) => {
      const kept = read(key)
      if (kept !== undefined) return kept
      const target = join(folder, `${key}.json`)
      const lock = await lockOrNothing(folder, target)
      if (lock === undefined) return issue()
      try {
        const made = read(key)
        if (made !== undefined) return made
        const entry = await issue()
        keep(target, entry, lock.id)
        return entry
      } finally {
        lock.release()
      }
    },
    forget: async ({ roleArn, sessionName }) => {
      if (!isFolder(folder)) return
      await markForgotten(folder, { roleArn, sessionName, before: now() })
      for (const { path, entry } of entriesIn(folder)) {
        const meant = sessionName === undefined || entry?.sessionName === sessionName
        if (entry?.roleArn === roleArn && meant) removeQuietly(path)
      }
    },
    clean: ({ all = false } = {}) => {
      let removed = 0
      for (const { path, entry } of entriesIn(folder)) {
        if (!all && entry !== undefined && entry.credentials.expiration > now()) continue
        if (removeQuietly(path)) removed += 1
      }
      return removed
    },
  }
}

function isGood({ credentials, issuedAt }: CachedSession, now: Date): boolean {
  const lifeMs = credentials.expiration.getTime() - issuedAt.getTime()
  const marginMs = Math.min(longestMarginMs, lifeMs / 4)
  return credentials.expiration.getTime() - now.getTime() > marginMs
}

function isForgotten(folder: string, { roleArn, sessionName, issuedAt }: CachedSession): boolean {
  const until = forgottenUntil(folder, roleArn, sessionName)
  return until !== undefined && issuedAt <= until
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

function keep(target: string, entry: CachedSession, lockId: string): void {
  try {
    replaceFile(target, Buffer.from(formatEntry(entry)), undefined, lockId, systemFiles)
  } catch (error) {
    if (errorCode(error) === '') throw error
  }
}

function readEntry(path: string): CachedSession | undefined {
  try {
    // Others could have put it there: what is not private is not believed.
    const { mode, uid } = statSync(path)
    const own = process.platform === 'win32' || ((mode & 0o077) === 0 && uid === process.geteuid?.())
    return own ? parseEntry(readRegularFile(path).toString('utf8')) : undefined
  } catch {
    return undefined
  }
}

function entriesIn(folder: string): { path: string; entry: CachedSession | undefined }[] {
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch {
    return []
  }
  return names
    .filter((name) => /^[0-9a-f]{64}\.json$/.test(name))
    .map((name) => ({ path: join(folder, name), entry: readEntry(join(folder, name)) }))
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

function removeQuietly(path: string): boolean {
  try {
    unlinkSync(path)
    return true
  } catch {
    return false
  }
}
