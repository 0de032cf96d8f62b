import { parse } from 'csv-parse/sync'
import { listError } from './list-error.ts'

/** One row of a table, and the line of the text it ends on, from 1. */
export interface CsvRow {
  readonly line: number
  readonly cells: readonly string[]
}

/** Bounds of a list: 10 MiB, 100,000 rows, 64 KiB for a row. */
export const csvBounds = { maxBytes: 10 * 1024 * 1024, maxRows: 100_000, maxRowLength: 65_536 } as const

const delimiters = ['\t', ';', ','] as const

/**
 * Reads a table as spreadsheets save it: with any line endings, quotes where needed, its cells parted by commas,
 * semicolons or tabs. A first line `sep=;` says by which (Excel's own way), else the first line that is not empty
 * decides. Empty rows are passed over.
 *
 * Source: RFC 4180.
 *
 * @throws HallpassError `InvalidInput`, with file and line
 */
export function parseCsv(text: string, file: string): readonly CsvRow[] {
  const declared = /^sep=([^\r\n])\r?(?=\n|$)/i.exec(text)
  // The line feed stays, so that lines are counted as the reader's editor does.
  const table = declared === null ? text : text.slice(declared[0].length)
  const rows: CsvRow[] = []
  try {
    parse(table, {
      delimiter: declared?.[1] ?? delimiterOf(table),
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      // `"Lovelace, Ada" <ada@example.com>`: quotes that part of a cell is in are part of the cell.
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: csvBounds.maxRowLength,
      to: csvBounds.maxRows + 1,
      on_record: (cells: string[], { lines }) => {
        rows.push({ line: lines, cells })
        return null
      },
    })
  } catch {
    // The parser's own error quotes the list, and tells where it ended and not where it began.
    const line = (rows.at(-1)?.line ?? 0) + 1
    throw listError(
      file,
      `is no table that can be read, from line ${line} on`,
      'look for a quote that is not closed',
      {
        line,
      },
    )
  }
  if (rows.length > csvBounds.maxRows) throw listError(file, 'has more than 100,000 rows', 'split it')
  return rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
}

/** The one that comes most often outside of quotes; a cell may hold one of the others now and then. */
function delimiterOf(text: string): string {
  const firstLine = /[^\r\n]+/.exec(text)?.[0] ?? ''
  const bare = firstLine.replaceAll(/"[^"]*"/g, '')
  const counts = delimiters.map((delimiter) => bare.split(delimiter).length)
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ','
}
