import { parse } from 'csv-parse/sync'
import { HallpassError } from '../base/index.ts'

/** One row of a table, and the line of the file it ends on, from 1. */
export interface CsvRow {
  readonly line: number
  readonly cells: readonly string[]
}

/** Bounds of a list: 10 MiB, 100,000 rows. */
export const csvBounds = { maxBytes: 10 * 1024 * 1024, maxRows: 100_000 } as const

/**
 * Reads a comma-separated table in UTF-8, as spreadsheets save it: with or without a byte order mark, any line
 * endings, quotes where needed. Its cells may also be parted by semicolons or tabs; the first line decides.
 * Empty lines are passed over.
 *
 * Source: RFC 4180.
 *
 * @throws HallpassError `InvalidInput`, with file and line
 */
export function parseCsv(bytes: Uint8Array, file: string): readonly CsvRow[] {
  if (bytes.length > csvBounds.maxBytes) {
    throw invalid(file, 'is larger than 10 MiB', 'split it')
  }
  const text = decode(bytes, file)
  const firstLine = /^[^\r\n]*/.exec(text)?.[0] ?? ''
  const delimiter = [',', ';', '\t'].find((candidate) => firstLine.includes(candidate)) ?? ','
  const rows: CsvRow[] = []
  try {
    parse(text, {
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: 65_536,
      to: csvBounds.maxRows + 1,
      on_record: (cells: string[], { lines }) => {
        rows.push({ line: lines, cells })
        return null
      },
    })
  } catch {
    // The parser's own error quotes the file, and tells where it ended and not where it began.
    const line = (rows.at(-1)?.line ?? 0) + 1
    throw invalid(
      file,
      `is no table that can be read, from line ${line} on`,
      'look for a quote that is not closed',
      line,
    )
  }
  if (rows.length > csvBounds.maxRows) throw invalid(file, 'has more than 100,000 rows', 'split it')
  return rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
}

function decode(bytes: Uint8Array, file: string): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    if (!text.includes('\0')) return text
  } catch {
    // Told below: the decoder's own error does not say what to do.
  }
  throw invalid(file, 'is not text in UTF-8', 'save it as "CSV UTF-8"')
}

function invalid(file: string, problem: string, hint: string, line?: number): HallpassError {
  const facts = line === undefined ? { file } : { file, line }
  return new HallpassError('InvalidInput', `${file} ${problem}`, { hint, facts })
}
