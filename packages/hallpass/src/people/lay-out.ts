import { listError } from './list-error.ts'
import { isMailbox } from './mailbox.ts'
import type { CsvRow } from './parse-csv.ts'
import { columnsWithoutHeader, isHeader, type PeopleColumns, peopleColumns } from './people-columns.ts'

/** A list's header and the rows below it. */
export interface Table {
  readonly columns: PeopleColumns
  /** Those with people in them. */
  readonly rows: readonly CsvRow[]
  readonly width: number
  readonly firstLine: number
}

/** Titles that some programs put above the header: rows of one cell. */
const mostTitles = 5

/**
 * Finds the header, where there is one.
 *
 * @throws HallpassError `InvalidInput` when nobody is in the list, or no column has names
 */
export function layOut(rows: readonly CsvRow[], file: string, nameColumn: string | undefined): Table {
  const [first] = rows
  if (first === undefined) throw nobody(file)
  const headerAt = rows
    .slice(0, mostTitles + 1)
    .findIndex(({ cells }, at) => isHeader(cells, nameColumn) && (at === 0 || filled(cells) > 1))
  const titles = rows.slice(0, Math.max(headerAt, 0))
  const header = titles.every(({ cells }) => filled(cells) === 1) ? rows[headerAt] : undefined
  const top = header ?? first
  const columns = header === undefined ? undefined : peopleColumns(header.cells, file, nameColumn)
  const below = header === undefined ? rows : rows.slice(headerAt + 1)
  if (below.length === 0) throw nobody(file)
  if (columns === undefined && nameColumn === undefined && rows.every(areMailboxes)) {
    const each = rows.flatMap(({ line, cells }) =>
      cells.filter((cell) => cell.trim() !== '').map((cell) => ({ line, cells: [cell] })),
    )
    return { columns: columnsWithoutHeader([''], file, undefined), rows: each, width: 1, firstLine: top.line }
  }
  return {
    columns: columns ?? columnsWithoutHeader(top.cells, file, nameColumn),
    rows: below,
    width: top.cells.length,
    firstLine: top.line,
  }
}

/** The line that a mail program has after "To:": several to a line, and nothing but addresses. */
function areMailboxes({ cells }: CsvRow): boolean {
  return cells.every((cell) => cell.trim() === '' || isMailbox(cell.trim()))
}

function filled(cells: readonly string[]): number {
  return cells.filter((cell) => cell.trim() !== '').length
}

function nobody(file: string): Error {
  return listError(
    file,
    'names nobody',
    'give one name to a line, or a table whose first row has a column session-name',
  )
}
