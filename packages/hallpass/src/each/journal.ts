import { createHash } from 'node:crypto'
import { isRecord } from '../base/index.ts'
import { type KeysAbout, readKeysAbout } from './keys-about.ts'

/** What a folder remembers of one file. No secret is in it. */
export interface JournalEntry {
  /** The file's name in the folder. */
  readonly file: string
  readonly sessionName: string
  readonly roleArn: string
  readonly format: string
  /** What was asked for beside name and duration: {@link digest} of it. */
  readonly asked: string
  /** When the keys end: RFC 3339. */
  readonly expiresAt: string
  /** {@link digest} of the file's bytes. */
  readonly content: string
  /** Whose the keys are, and what is known of them beside; absent in folders of older versions. */
  readonly about?: KeysAbout | undefined
}

const fields = ['file', 'sessionName', 'roleArn', 'format', 'asked', 'expiresAt', 'content'] as const

/** SHA-256, in hexadecimal digits. */
export function digest(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex')
}

/** One line of the journal. */
export function journalLine(entry: JournalEntry): string {
  return `${JSON.stringify(entry)}\n`
}

/** The entries of a journal by file, the oldest first. Lines that are cut off or make no sense are passed over. */
export function parseJournal(text: string): Map<string, JournalEntry[]> {
  const entries = new Map<string, JournalEntry[]>()
  for (const line of text.split('\n')) {
    const entry = line === '' ? undefined : parseEntry(line)
    if (entry !== undefined) entries.set(entry.file, [...(entries.get(entry.file) ?? []), entry])
  }
  return entries
}

function parseEntry(line: string): JournalEntry | undefined {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return undefined
  }
  return isEntry(value) ? { ...value, about: readKeysAbout(value.about) } : undefined
}

function isEntry(value: unknown): value is Omit<JournalEntry, 'about'> & { readonly about?: unknown } {
  // A name with a slash would lead out of the folder.
  return (
    isRecord(value) &&
    fields.every((field) => typeof value[field] === 'string') &&
    !/[/\\\0]|^\.{0,2}$/.test(String(value['file']))
  )
}
