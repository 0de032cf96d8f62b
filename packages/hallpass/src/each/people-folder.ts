import { fileName, type FileFormat } from './file-name.ts'
import { digest, type JournalEntry } from './journal.ts'
import { openJournaledFolder, type JournaledFolder } from './journaled-folder.ts'
import type { KeysAbout } from './keys-about.ts'

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
  /** The same folder, for files beside those of the keys. */
  readonly files: JournaledFolder
  /** The names among these whose file is there and is not as we wrote it. */
  strangers(sessionNames: readonly string[]): readonly string[]
  /** When the keys in a person's file end, if it is as it was written, for this role, format and request. */
  goodUntil(owner: FileOwner): Date | undefined
  /** Writes a person's file in one step. */
  write(owner: FileOwner, content: string, expiration: Date, about?: KeysAbout): Promise<void>
  /** Notes how a person is called now whose file stays as it is. */
  rename(owner: FileOwner, called: Pick<KeysAbout, 'name' | 'email' | 'group'>): Promise<void>
  /** Lets go of the folder. */
  close(): Promise<void>
}

/**
 * Opens a folder for people's files: see {@link openJournaledFolder}.
 *
 * @throws HallpassError `OutputUnwritable`, also when another process is at work in it
 */
export async function openPeopleFolder(folder: string, purpose: FolderPurpose): Promise<PeopleFolder> {
  const { roleArn, format, shared } = purpose
  const files = await openJournaledFolder(folder, { shared })
  const ours = ({ sessionName, asked }: FileOwner): JournalEntry | undefined => {
    const found = files.find(fileName(sessionName, format))?.entry
    return found?.sessionName === sessionName &&
      found.roleArn === roleArn &&
      found.format === format &&
      found.asked === digest(asked)
      ? found
      : undefined
  }
  return {
    path: files.path,
    files,
    strangers: (names) => names.filter((name) => files.isStranger(fileName(name, format))),
    goodUntil: (owner) => {
      const endsMs = Date.parse(ours(owner)?.expiresAt ?? '')
      return Number.isNaN(endsMs) ? undefined : new Date(endsMs)
    },
    write: ({ sessionName, asked }, content, expiration, about) =>
      files.write(
        {
          file: fileName(sessionName, format),
          sessionName,
          roleArn,
          format,
          asked: digest(asked),
          expiresAt: expiration.toISOString(),
          about,
        },
        content,
      ),
    rename: async (owner, { name, email, group }) => {
      const entry = ours(owner)
      const { about } = entry ?? {}
      const same = about?.name === name && about?.email === email && about?.group === group
      if (entry !== undefined && !same)
        await files.amend({ ...entry, about: { ...about, name, email, group } })
    },
    close: () => files.close(),
  }
}
