import { foreignFile } from './foreign-file.ts'
import { listError } from './list-error.ts'

/** How the characters of a list are written. */
export type ListEncoding = 'UTF-8' | 'UTF-16' | 'Windows-1252'

/** A list as text, without a byte order mark. */
export interface DecodedList {
  readonly text: string
  readonly encoding: ListEncoding
}

/**
 * Reads the bytes of a list as text: UTF-8; UTF-16 with a byte order mark, as Excel's "Unicode Text" is; and what
 * is neither as Windows-1252, which is what Excel's plain "CSV" is in most of Europe and America. In the last case
 * letters beyond ASCII may be others than were meant.
 *
 * @throws HallpassError `InvalidInput` for a workbook and other files that are no text, with what to do
 */
export function decodeList(bytes: Uint8Array, file: string): DecodedList {
  const foreign = foreignFile(bytes)
  if (foreign !== undefined) throw listError(file, `${foreign.what}, and no CSV`, foreign.hint)
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return decoded(bytes, 'utf-16le', file)
  if (first === 0xfe && second === 0xff) return decoded(bytes, 'utf-16be', file)
  if (bytes.includes(0)) throw noText(file)
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'UTF-8' }
  } catch {
    const text = new TextDecoder('windows-1252').decode(bytes)
    // Five bytes mean nothing in Windows-1252, and come out as control characters; no list has any.
    if (/[^\P{Cc}\t\n\r]/u.test(text)) throw noText(file)
    return { text, encoding: 'Windows-1252' }
  }
}

function decoded(bytes: Uint8Array, label: string, file: string): DecodedList {
  try {
    const text = new TextDecoder(label, { fatal: true }).decode(bytes)
    if (!text.includes('\0')) return { text, encoding: 'UTF-16' }
  } catch {
    // Told below: the decoder's own error does not say what to do.
  }
  throw noText(file)
}

function noText(file: string): Error {
  return listError(file, 'is not text', 'save it as "CSV UTF-8"')
}
