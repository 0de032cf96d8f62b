import { join } from 'node:path'
import { errorCode, HallpassError } from '../base/index.ts'
import { readRegularFile } from '../safe-file/index.ts'
import { type JournalEntry, parseJournal } from './journal.ts'
import { outputError } from './output-error.ts'

/** The journal's name in a folder. */
export const journalName = '.hallpass-each.jsonl'
// Some 400 bytes for each of 100,000 people, and as much again from a run that was cut short.
const maxJournalBytes = 128 * 1024 * 1024

/** A file's bytes; `undefined` where there is none. */
export function readIfThere(path: string): Buffer | undefined {
  try {
    return readRegularFile(path, { maxBytes: maxJournalBytes })
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return undefined
    throw outputError(path, error)
  }
}

/**
 * What the journal of a folder says, by file. Changes nothing.
 *
 * @param path - absolute
 * @throws HallpassError `InvalidInput` for a folder without a journal, `OutputUnwritable` for one that cannot be read
 */
export function journalIn(path: string): Map<string, JournalEntry[]> {
  const content = readIfThere(join(path, journalName))
  if (content !== undefined) return parseJournal(content.toString('utf8'))
  throw new HallpassError('InvalidInput', `hallpass issue --each has written nothing to ${path}`, {
    hint: 'name the folder that was its --out',
    facts: { file: path },
  })
}
