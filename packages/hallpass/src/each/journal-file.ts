import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'

/** A journal that lines are added to, by nobody else meanwhile. */
export interface JournalFile {
  /** Adds a line, which ends in a line feed. */
  append(line: string): Promise<void>
  close(): Promise<void>
}

/**
 * Opens a journal, and makes it where it is missing. A last line that was cut off, by a kill or a full disk, is
 * written over by the next: every line that is ended is whole.
 *
 * @param content - what is in it
 */
export async function openJournalFile(path: string, content: Uint8Array): Promise<JournalFile> {
  const file = await open(path, constants.O_RDWR | constants.O_CREAT | (constants.O_NONBLOCK ?? 0), 0o600)
  let end = content.lastIndexOf('\n'.charCodeAt(0)) + 1
  let last: Promise<void> = Promise.resolve()
  return {
    // One after the other: only then is it known where the next one goes when this one fails.
    append: (line) => {
      const turn = last.then(async () => {
        end = await writeAt(file, Buffer.from(line), end)
      })
      last = turn.catch(() => {})
      return turn
    },
    close: () => file.close(),
  }
}

async function writeAt(file: FileHandle, bytes: Uint8Array, position: number): Promise<number> {
  let written = 0
  while (written < bytes.length) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, position + written)
    written += bytesWritten
  }
  return position + written
}
