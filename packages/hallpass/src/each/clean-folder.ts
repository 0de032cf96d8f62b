import { lstatSync, rmdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { errorCode } from '../base/index.ts'
import { journalIn } from './journal-in.ts'
import type { JournalEntry } from './journal.ts'
import { fileAsWritten, openJournaledFolder } from './journaled-folder.ts'
import { outputError } from './output-error.ts'

/** What is to become of a folder. */
export interface CleanFolderOptions {
  readonly now: () => Date
  /** Also files with keys that are still good, and a folder that others may write to. Default: false. */
  readonly force?: boolean | undefined
  /** Tell what would go, and change nothing. Default: false. */
  readonly dryRun?: boolean | undefined
}

/** What became of a folder, or would. */
export interface CleanedFolder {
  /** Absolute. */
  readonly path: string
  /** Files that were removed: those that were there. */
  readonly removed: readonly JournalEntry[]
  /** Files that stay because their keys are still good. */
  readonly good: readonly JournalEntry[]
  /** Files that stay because somebody has changed them. */
  readonly changed: readonly JournalEntry[]
  /** Whether the folder itself went: nothing was left in it. */
  readonly folderRemoved: boolean
}

/**
 * Removes the files of `issue --each` from a folder whose keys have ended, and the folder itself when it is empty
 * then. What is not as hallpass wrote it stays.
 *
 * @throws HallpassError `InvalidInput` for a folder without a journal; `OutputUnwritable`
 */
export async function cleanFolder(folder: string, options: CleanFolderOptions): Promise<CleanedFolder> {
  const { now, force = false, dryRun = false } = options
  const path = resolve(folder)
  if (dryRun) return { path, ...sorted(path, journalIn(path), now(), force), folderRemoved: false }
  const opened = await openJournaledFolder(path, { existing: true, shared: force })
  let plan: Sorted
  try {
    plan = sorted(path, journalIn(path), now(), force)
    for (const { file } of [...plan.gone, ...plan.removed]) opened.remove(file)
  } finally {
    await opened.close()
  }
  return { path, ...plan, folderRemoved: removeIfEmpty(path) }
}

interface Sorted extends Pick<CleanedFolder, 'removed' | 'good' | 'changed'> {
  readonly gone: readonly JournalEntry[]
}

function sorted(path: string, entries: Map<string, JournalEntry[]>, now: Date, force: boolean): Sorted {
  const removed: JournalEntry[] = []
  const good: JournalEntry[] = []
  const changed: JournalEntry[] = []
  const gone: JournalEntry[] = []
  for (const known of entries.values()) {
    const newest = known.at(-1)
    if (newest === undefined) continue
    const asWritten = fileAsWritten(path, known)?.entry
    const ended = Date.parse((asWritten ?? newest).expiresAt) <= now.getTime()
    if (asWritten !== undefined) (force || ended ? removed : good).push(asWritten)
    else (isThere(path, newest.file) ? changed : gone).push(newest)
  }
  return { removed, good, changed, gone }
}

function isThere(path: string, file: string): boolean {
  return lstatSync(join(path, file), { throwIfNoEntry: false }) !== undefined
}

function removeIfEmpty(path: string): boolean {
  try {
    rmdirSync(path)
    return true
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST', 'EBUSY'].includes(errorCode(error))) return false
    throw outputError(path, error)
  }
}
