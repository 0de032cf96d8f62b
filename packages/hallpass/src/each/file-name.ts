import { credentialFormat, type Format } from '../format/index.ts'

/** How a person's file can be written. */
export type FileFormat = 'json' | Format

/**
 * The name of a person's file: the session name and an ending. Session names have no slash, and every character
 * of theirs is one that every file system takes. What is left is put right with a `_` in front: a leading dot
 * (hidden on Unix, and our own files' mark), a leading dash (an option to most commands), and the names that are
 * devices on Windows whatever the ending (`con`, `lpt1`). A leading `_` gets one too, so that two people never
 * share a file. Names that differ only by case are the caller's to refuse.
 *
 * Source: "Naming Files, Paths, and Namespaces", Microsoft Learn.
 */
export function fileName(sessionName: string, format: FileFormat): string {
  const risky = /^(?:[._-]|(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$))/i.test(sessionName)
  return `${risky ? '_' : ''}${sessionName}.${format === 'json' ? 'json' : credentialFormat(format).ending}`
}
