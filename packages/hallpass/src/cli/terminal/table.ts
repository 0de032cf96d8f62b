/** Rows of two or more columns, aligned, a line each, whatever the cells hold. The last column is not padded. */
export function table(given: ReadonlyArray<readonly string[]>): string {
  const rows = given.map((row) => row.map((cell) => cell.replaceAll(/[\r\n]+/g, ' ')))
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  )
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('')
}
