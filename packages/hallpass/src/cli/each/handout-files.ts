import { fileName } from '../../each/index.ts'
import { type HandoutFormat, handoutFormats } from './handout-flag.ts'

// No person's file has such a name: a `_` in front is followed by `.`, `-`, `_` or a device's name.
const everyone = '_everyone'

/** All pages in one file, to print. */
export const everyonePage = `${everyone}.html`
/** The table for mail merge. */
export const everyoneTable = `${everyone}.csv`

/** The name of a person's hand-out. */
export function handoutName(sessionName: string, format: 'html' | 'text'): string {
  return fileName(sessionName, 'json').replace(/json$/, format === 'text' ? 'txt' : format)
}

/** The `format` that a hand-out has in the journal. */
export function handoutKind(format: HandoutFormat): string {
  return `handout-${format}`
}

/** The hand-out that a journal's `format` means. */
export function handoutOfKind(kind: string): HandoutFormat | undefined {
  return handoutFormats.find((format) => handoutKind(format) === kind)
}
