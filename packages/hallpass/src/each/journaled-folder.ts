import { unlinkSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { errorCode } from '../base/index.ts'
import { type HeldLock, makeFolder, systemFiles } from '../safe-file/index.ts'
import { refuseShared, removeLeftovers, takeLock } from './folder-guard.ts'
import { journalIn, journalName, readIfThere } from './journal-in.ts'
import { type JournalFile, openJournalFile } from './journal-file.ts'
import { digest, type JournalEntry, journalLine, parseJournal } from './journal.ts'
import { outputError } from './output-error.ts'
import { writeWhole } from './write-whole.ts'

/** A file as a journal knows it, and as it is. */
export interface JournaledFile {
  readonly entry: JournalEntry
  readonly bytes: Buffer
}

/** A folder with a journal of the files that we wrote in it, which nobody else changes while it is open. */
export interface JournaledFolder {
  /** Absolute. */
  readonly path: string
  /** What the journal has, the newest for each file. */
  entries(): readonly JournalEntry[]
  /** Whether there is a file of that name that is not as we wrote it. */
  isStranger(file: string): boolean
  /** A file that is as we wrote it, and the newest entry that says so. */
  find(file: string): JournaledFile | undefined
  /** Writes a file of mode 0600 in one step, its entry before it. */
  write(entry: Omit<JournalEntry, 'content'>, content: string): Promise<void>
  /** Says more of a file that stays as it is. */
  amend(entry: JournalEntry): Promise<void>
  /** Takes a file away that is as we wrote it, or is gone; any other is left. */
  remove(file: string): boolean
  /** Lets go of the folder. */
  close(): Promise<void>
}

/** How a folder is opened. */
export interface OpenFolderOptions {
  /** Also one that others may write to. Default: false. */
  readonly shared?: boolean | undefined
  /** Refuse one that has no journal, instead of making both. Default: false. */
  readonly existing?: boolean | undefined
}

/**
 * Opens a folder for secret files, and makes it, 0700, where it is missing. What a hallpass that was killed left
 * half-written in it is removed.
 *
 * Which files are ours, and for whom, is in a journal beside them, with a digest of each file's content: a name
 * proves nothing (anybody can make a file), and most formats have no room to say whose keys they hold. An entry
 * is written before its file is put in place: killed in between, the digest does not fit and the file is made
 * again; a file in place always has its entry.
 *
 * @throws HallpassError `OutputUnwritable`, also when another process is at work in it; `InvalidInput`
 */
export async function openJournaledFolder(
  folder: string,
  options: OpenFolderOptions = {},
): Promise<JournaledFolder> {
  const path = resolve(folder)
  let lock: HeldLock | undefined
  try {
    if (options.existing) journalIn(path)
    else makeFolder(path, systemFiles)
    if (!options.shared) refuseShared(path)
    lock = takeLock(path)
    removeLeftovers(path)
    const content = readIfThere(join(path, journalName)) ?? Buffer.alloc(0)
    const entries = parseJournal(content.toString('utf8'))
    const journal = await openJournalFile(join(path, journalName), content)
    return opened(path, { entries, journal, lock })
  } catch (error) {
    lock?.release()
    throw outputError(path, error)
  }
}

interface Opened {
  readonly entries: Map<string, JournalEntry[]>
  readonly journal: JournalFile
  readonly lock: HeldLock
}

function opened(path: string, { entries, journal, lock }: Opened): JournaledFolder {
  const find = (file: string): JournaledFile | undefined => fileAsWritten(path, entries.get(file) ?? [])
  const isStranger = (file: string): boolean => {
    const bytes = readIfThere(join(path, file))
    const content = bytes === undefined ? undefined : digest(bytes)
    return content !== undefined && !entries.get(file)?.some((entry) => entry.content === content)
  }
  const close = async (): Promise<void> => {
    try {
      await journal.close()
      // Runs that were cut short leave lines for files that have been made again since.
      const lines = [...entries.values()].flat().map(journalLine)
      if (lines.length > 0) await writeWhole(path, journalName, lines.join(''))
      else unlinkSync(join(path, journalName))
      await syncFolder(path)
    } catch (error) {
      throw outputError(path, error)
    } finally {
      lock.release()
    }
  }
  return {
    path,
    entries: () => [...entries.values()].flatMap((known) => known.at(-1) ?? []),
    isStranger,
    find,
    write: async (facts, content) => {
      const entry = { ...facts, content: digest(content) }
      try {
        await writeWhole(path, entry.file, content, () => journal.append(journalLine(entry)))
        entries.set(entry.file, [entry])
      } catch (error) {
        throw outputError(join(path, entry.file), error)
      }
    },
    amend: async (entry) => {
      try {
        await journal.append(journalLine(entry))
        entries.set(entry.file, [entry])
      } catch (error) {
        throw outputError(join(path, journalName), error)
      }
    },
    remove: (file) => {
      if (isStranger(file)) return false
      try {
        unlinkSync(join(path, file))
      } catch (error) {
        if (errorCode(error) !== 'ENOENT') throw outputError(join(path, file), error)
      }
      entries.delete(file)
      return true
    },
    close,
  }
}

/** The file that entries are about, if it is as the newest of those says that fit it. */
export function fileAsWritten(path: string, known: readonly JournalEntry[]): JournaledFile | undefined {
  const file = known[0]?.file
  const bytes = file === undefined ? undefined : readIfThere(join(path, file))
  if (bytes === undefined) return undefined
  const content = digest(bytes)
  const entry = known.findLast((one) => one.content === content)
  return entry && { entry, bytes }
}

/** The renames themselves last over a power cut only when the folder is on the disk. Windows opens no folders. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
