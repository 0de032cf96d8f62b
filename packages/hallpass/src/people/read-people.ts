import { checkOption, checkOptional, HallpassError } from '../base/index.ts'
import type { SessionRequest } from '../issue/index.ts'
import { decodeList, type ListEncoding } from './decode-list.ts'
import { findTwins } from './find-twins.ts'
import { layOut } from './lay-out.ts'
import { listError } from './list-error.ts'
import { csvBounds, parseCsv } from './parse-csv.ts'
import type { ListColumn } from './people-columns.ts'
import type { Person, RowProblem } from './person.ts'
import { readRow } from './read-row.ts'

/** How a list of people is read. */
export interface ReadPeopleOptions {
  /** What the list is called in messages. Default `the list`. */
  readonly file?: string | undefined
  /**
   * The column with the session names: its header, or its position from 1. Default: the one that is called
   * `session-name` (or user name, login …), else the one with addresses, else the one with names.
   */
  readonly nameColumn?: string | undefined
  /** What goes for everybody; a row's own duration, source identity and tags come first. Default: nothing. */
  readonly everyone?: Omit<SessionRequest, 'sessionName'> | undefined
  /**
   * `checked`: each has to be a session name that AWS takes. `any`: whatever names somebody, for those who make
   * session names of their own. Default `checked`.
   */
  readonly sessionNames?: 'checked' | 'any' | undefined
  /** Whether each person is to have a profile: then its name is checked too. Default false. */
  readonly profiles?: boolean | undefined
}

/** A list of people that was read. */
export interface PeopleList {
  /** The rows that can be used, in their order. */
  readonly people: readonly Person[]
  /** The rows that cannot, and why; in order. A row may have several. */
  readonly problems: readonly RowProblem[]
  /** The columns, and what each was taken for. */
  readonly columns: readonly ListColumn[]
  readonly encoding: ListEncoding
  /** Rows with somebody in them: those that can be used, and those that cannot. */
  readonly rows: number
}

/**
 * Reads a list of people as people have it: a table that a spreadsheet or another program saved as CSV (commas,
 * semicolons or tabs; `sep=;`; UTF-8, UTF-16 with a byte order mark, or Windows-1252), with a header in whatever
 * words; or one name, address or `Ada <ada@example.com>` to a line. Pure: nothing is read from disk or sent.
 *
 * Every row is checked; those that cannot be used are in `problems`, and the others are still in `people`: whether
 * to go on without them is the caller's to decide.
 *
 * @param list - the bytes of the file, or text; 10 MiB and 100,000 rows at most
 * @throws HallpassError `InvalidInput` for what can be told of the list as a whole only: a workbook, no text, no
 * table, too large, nobody in it, or no column with names (`facts.name` is `nameColumn`)
 * @throws TypeError naming an option of a wrong type
 */
export function readPeople(list: Uint8Array | string, options: ReadPeopleOptions = {}): PeopleList {
  checkOption('options', options, 'an object')
  const { nameColumn, file = 'the list' } = options
  checkOptional('file', options.file, 'a string')
  checkOptional('nameColumn', nameColumn, 'a non-empty string')
  checkOptional('everyone', options.everyone, 'an object')
  if (list.length > csvBounds.maxBytes) throw listError(file, 'is larger than 10 MiB', 'split it')
  const { text, encoding } =
    typeof list === 'string'
      ? ({ text: list.replace(/^\ufeff/, ''), encoding: 'UTF-8' } as const)
      : decodeList(list, file)
  const table = layOut(parseCsv(text, file), file, nameColumn)
  const problems: RowProblem[] = []
  const people: Person[] = []
  for (const row of table.rows) {
    const wide = row.cells.findLastIndex((cell) => cell.trim() !== '') >= table.width
    if (wide) problems.push({ row: row.line, message: `it has more cells than row ${table.firstLine}` })
    else problems.push(...problemsOf(row.line, () => people.push(readRow(row, table.columns, options))))
  }
  const twins = findTwins(people, options.profiles === true)
  problems.push(...twins.values())
  return {
    people: people.filter((one) => !twins.has(one)),
    problems: problems.toSorted((left, right) => left.row - right.row),
    columns: table.columns.found,
    encoding,
    rows: table.rows.length,
  }
}

function problemsOf(row: number, check: () => void): RowProblem[] {
  try {
    check()
    return []
  } catch (error) {
    if (!(error instanceof HallpassError)) throw error
    return [{ row, message: error.message, hint: error.hint, about: error.facts.name }]
  }
}
