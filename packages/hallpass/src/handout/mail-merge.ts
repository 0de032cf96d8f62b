import { type Handout, roleOf } from './handout.ts'

/** A column of the table for mail merge. The order and the names are fixed: new ones come at the end. */
interface MergeColumn {
  readonly header: string
  readonly value: (one: Handout) => string | undefined
  /** What people wrote: a spreadsheet must not take it for a formula. */
  readonly written?: true
}

const columns: readonly MergeColumn[] = [
  { header: 'session-name', value: ({ sessionName }) => sessionName, written: true },
  { header: 'name', value: ({ name }) => name, written: true },
  { header: 'email', value: ({ email }) => email, written: true },
  { header: 'group', value: ({ group }) => group, written: true },
  { header: 'account', value: (one) => roleOf(one).account },
  { header: 'role', value: (one) => roleOf(one).role, written: true },
  { header: 'region', value: ({ keys }) => keys.region },
  { header: 'access-key-id', value: ({ keys }) => keys.credentials.accessKeyId },
  { header: 'secret-access-key', value: ({ keys }) => keys.credentials.secretAccessKey },
  { header: 'session-token', value: ({ keys }) => keys.credentials.sessionToken },
  { header: 'expires-at', value: ({ keys }) => keys.credentials.expiration.toISOString() },
  { header: 'console-link', value: ({ link }) => link?.url },
  { header: 'console-link-open-until', value: ({ link }) => link?.openUntil.toISOString() },
  { header: 'console-until', value: ({ link }) => link?.consoleUntil?.toISOString() },
  { header: 'place', value: ({ place }) => place },
]

/** The headers of {@link mailMergeCsv}. */
export const mailMergeHeaders: readonly string[] = columns.map(({ header }) => header)

/**
 * Everyone in a table for mail merge: CSV as RFC 4180 has it, UTF-8 with a byte order mark, by which Excel knows it.
 * A cell that people wrote and that a spreadsheet would take for a formula has an apostrophe in front.
 *
 * Source: "CSV Injection", OWASP.
 */
export function mailMergeCsv(people: readonly Handout[]): string {
  const rows = people.map((one) =>
    columns.map(({ value, written }) => {
      const text = value(one) ?? ''
      return cell(written ? defused(text) : text)
    }),
  )
  return `\ufeff${[mailMergeHeaders, ...rows].map((row) => `${row.join(',')}\r\n`).join('')}`
}

/** Full-width forms of the four are formulas too, and so is what begins with a tab, a line's end or blanks before one. */
function defused(text: string): string {
  return /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/.test(text) ? `'${text}` : text
}

function cell(text: string): string {
  return /[",\r\n;\t]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
