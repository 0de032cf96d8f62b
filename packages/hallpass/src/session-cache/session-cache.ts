import { readdirSync, statSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { type CachedSession, formatEntry, parseEntry } from './entry.ts'
import { isForgotten, markForgotten } from './forgotten.ts'
import { keepOne, readKept } from './kept-file.ts'
import { parseMfaSession } from './mfa-sessions.ts'
import { shortName } from './short-name.ts'

export interface SessionCacheOptions {
  /** Where the sessions are, from {@link sessionCacheFolder}. Made when something is kept, 0700. */
  readonly folder: string
  readonly now: () => Date
}

/** Sessions that are kept between commands, a 0600 file each. */
export interface SessionCache {
  /** The session of a key, from `cacheKey`, where it is good for long enough and was not revoked. Reads one file, and no more. */
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
  /** Removes what has expired, or everything, MFA sessions included. Returns how many sessions went. */
  clean(options?: { readonly all?: boolean | undefined }): number
}

/** A session is asked for anew when a quarter of its life is left, at most a quarter of an hour: botocore wants as much. */
const longestMarginMs = 15 * 60_000

export function createSessionCache({ folder, now }: SessionCacheOptions): SessionCache {
  const read = (key: string): CachedSession | undefined => {
    const entry = readEntry(pathOf(folder, key), key)
    return entry !== undefined && isGood(entry, now()) && !isForgotten(folder, entry) ? entry : undefined
  }
  return {
    read,
    readOrIssue: (key, issue) => {
      const format = (entry: CachedSession): string => formatEntry(entry, key)
      return keepOne(folder, pathOf(folder, key), { read: () => read(key), make: issue, format })
    },
    forget: async ({ roleArn, sessionName }) => {
      if (!isFolder(folder)) return
      await markForgotten(folder, { roleArn, sessionName, before: now() })
      for (const { path, entry } of entriesIn(folder)) {
        const meant = sessionName === undefined || entry?.sessionName === sessionName
        // Nobody knows whose an unreadable one is; that of an earlier version is read by nothing any more.
        if (entry === undefined || (entry.roleArn === roleArn && meant)) removeQuietly(path)
      }
    },
    clean: ({ all = false } = {}) => {
      let removed = 0
      for (const { path, entry } of entriesIn(folder)) {
        if (!all && entry !== undefined && entry.credentials.expiration > now()) continue
        if (removeQuietly(path)) removed += 1
      }
      for (const path of filesIn(folder, '.mfa.json')) {
        const kept = parseMfaSession(readKept(path))
        if (!all && kept !== undefined && kept.expiration > now()) continue
        if (removeQuietly(path)) removed += 1
      }
      if (all) {
        for (const path of [...filesIn(folder, '.longest'), ...filesIn(folder, '.revoked')])
          removeQuietly(path)
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

function pathOf(folder: string, key: string): string {
  return join(folder, `${shortName(key)}.json`)
}

function readEntry(path: string, key?: string): CachedSession | undefined {
  const text = readKept(path)
  return text === undefined ? undefined : parseEntry(text, key)
}

function entriesIn(folder: string): { path: string; entry: CachedSession | undefined }[] {
  return filesIn(folder, '.json').map((path) => ({ path, entry: readEntry(path) }))
}

// Files of earlier versions have longer names: they are nothing that is read any more, and go when all is cleaned up.
const ownName = /^(?:[0-9a-f]{32}|[0-9a-f]{64})$/

function filesIn(folder: string, ending: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(ending) && ownName.test(name.slice(0, -ending.length)))
      .map((name) => join(folder, name))
  } catch {
    return []
  }
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
