import { readdirSync, unlinkSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { errorCode, HallpassError } from '../base/index.ts'
import {
  type HeldLock,
  lockPath,
  makeFolder,
  readRegularFile,
  sweep,
  systemFiles,
  tryLock,
} from '../safe-file/index.ts'
import { fileName, type FileFormat } from './file-name.ts'
import { type JournalFile, openJournalFile } from './journal-file.ts'
import { digest, type JournalEntry, journalLine, parseJournal } from './journal.ts'
import { outputError } from './output-error.ts'
import { isTemporary, writeWhole } from './write-whole.ts'

/** The journal's name in a folder. */
export const journalName = '.hallpass-each.jsonl'
const lockedName = 'each'
// Some 400 bytes for each of 100,000 people, and as much again from a run that was cut short.
const maxJournalBytes = 128 * 1024 * 1024

/** What the files of a folder are for. */
export interface FolderPurpose {
  readonly roleArn: string
  readonly format: FileFormat
  /** Also a folder that others may write to. Default: false. */
  readonly shared?: boolean | undefined
}

/** Whose file it is, and what was asked for beside name and duration, as text. */
export interface FileOwner {
  readonly sessionName: string
  readonly asked: string
}

/** A folder with one file for each person, which nobody else changes while it is open. */
export interface PeopleFolder {
  /** Absolute. */
  readonly path: string
  /** The names among these whose file is there and is not as we wrote it. */
  strangers(sessionNames: readonly string[]): readonly string[]
  /** When the keys in a person's file end, if it is as it was written, for this role, format and request. */
  goodUntil(owner: FileOwner): Date | undefined
  /** Writes a person's file in one step. */
  write(owner: FileOwner, content: string, expiration: Date): Promise<void>
  /** Lets go of the folder. */
  close(): Promise<void>
}

/**
 * Opens a folder for people's files, and makes it, 0700, where it is missing. What a hallpass that was killed
 * left half-written in it is removed.
 *
 * Which files are ours, and for whom, is in a journal beside them, with a digest of each file's content: a name
 * proves nothing (anybody can make a file), and most formats have no room to say whose keys they hold. An entry
 * is written before its file is put in place: killed in between, the digest does not fit and the file is made
 * again; a file in place always has its entry.
 *
 * @throws HallpassError `OutputUnwritable`, also when another process is at work in it
 */
export async function openPeopleFolder(folder: string, purpose: FolderPurpose): Promise<PeopleFolder> {
  const path = resolve(folder)
  let lock: HeldLock | undefined
  try {
    makeFolder(path, systemFiles)
    if (!purpose.shared) refuseShared(path)
    lock = takeLock(path)
    removeLeftovers(path)
    const content = readIfThere(join(path, journalName)) ?? Buffer.alloc(0)
    const entries = parseJournal(content.toString('utf8'))
    const journal = await openJournalFile(join(path, journalName), content)
    return openedFolder(path, purpose, { entries, journal, lock })
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

function openedFolder(
  path: string,
  purpose: FolderPurpose,
  { entries, journal, lock }: Opened,
): PeopleFolder {
  const { roleArn, format } = purpose
  const goodUntil = ({ sessionName, asked }: FileOwner): Date | undefined => {
    const file = fileName(sessionName, format)
    const known = (entries.get(file) ?? []).filter(
      (entry) => entry.sessionName === sessionName && entry.roleArn === roleArn && entry.format === format,
    )
    const bytes = known.length === 0 ? undefined : readIfThere(join(path, file))
    if (bytes === undefined) return undefined
    const content = digest(bytes)
    const entry = known.find((one) => one.content === content && one.asked === digest(asked))
    const endsMs = Date.parse(entry?.expiresAt ?? '')
    return Number.isNaN(endsMs) ? undefined : new Date(endsMs)
  }
  const write = async (owner: FileOwner, content: string, expiration: Date): Promise<void> => {
    const file = fileName(owner.sessionName, format)
    const entry: JournalEntry = {
      file,
      sessionName: owner.sessionName,
      roleArn,
      format,
      asked: digest(owner.asked),
      expiresAt: expiration.toISOString(),
      content: digest(content),
    }
    try {
      await writeWhole(path, file, content, () => journal.append(journalLine(entry)))
      entries.set(file, [entry])
    } catch (error) {
      throw outputError(join(path, file), error)
    }
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
    strangers: (sessionNames) =>
      sessionNames.filter((name) => {
        const file = fileName(name, format)
        const bytes = readIfThere(join(path, file))
        const content = bytes === undefined ? undefined : digest(bytes)
        return content !== undefined && !entries.get(file)?.some((entry) => entry.content === content)
      }),
    goodUntil,
    write,
    close,
  }
}

/** Who may write to a folder can put links and files of theirs in the place of those that are handed out. */
function refuseShared(path: string): void {
  if (process.platform === 'win32' || (systemFiles.statSync(path).mode & 0o022) === 0) return
  throw new HallpassError('OutputUnwritable', `others can write to ${path}: nothing secret is put there`, {
    hint: 'choose a new folder with --out, take it from them (chmod go-w), or use it all the same with --force',
    facts: { file: path },
  })
}

function takeLock(path: string): HeldLock {
  const attempt = tryLock(lockPath(join(path, lockedName)), { fs: systemFiles })
  if ('held' in attempt) return attempt.held
  const { heldBy } = attempt
  const who =
    heldBy === undefined ? 'another process' : `process ${heldBy.holder.pid} on ${heldBy.holder.host}`
  throw new HallpassError('OutputUnwritable', `${path} is being written to by ${who}`, {
    hint:
      attempt.state === 'unknown'
        ? `if you know that it has ended, remove ${lockPath(join(path, lockedName))}`
        : 'run it again when that has finished, or choose another folder with --out',
    facts: { file: path },
  })
}

/** For the holder of the lock only: nobody else has a temporary file in the folder then. */
function removeLeftovers(path: string): void {
  sweep(join(path, lockedName), { fs: systemFiles })
  for (const name of readdirSync(path)) if (isTemporary(name)) unlinkSync(join(path, name))
}

/** A file's bytes; `undefined` where there is none. */
export function readIfThere(path: string): Buffer | undefined {
  try {
    return readRegularFile(path, { maxBytes: maxJournalBytes })
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw outputError(path, error)
  }
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
