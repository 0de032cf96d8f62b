/** One line of a comparison, with `- ` for what goes, `+ ` for what comes and two blanks for what stays. */
export type DiffLine = string

// A policy has a few hundred lines; beyond that a table of all pairs would be large, and nobody reads it.
const mostCells = 4_000_000

/** Compares two texts line by line: the longest common lines stay. */
export function lineDiff(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  if (before.length * after.length > mostCells) {
    return [...before.map((line) => `- ${line}`), ...after.map((line) => `+ ${line}`)]
  }
  const width = after.length + 1
  // common[row * width + column]: the most lines that the rests of both have in common.
  const common = new Uint32Array((before.length + 1) * width)
  const at = (row: number, column: number): number => common[row * width + column] ?? 0
  for (let row = before.length - 1; row >= 0; row--) {
    for (let column = after.length - 1; column >= 0; column--) {
      common[row * width + column] =
        before[row] === after[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1))
    }
  }
  const lines: DiffLine[] = []
  let row = 0
  let column = 0
  while (row < before.length || column < after.length) {
    if (row < before.length && column < after.length && before[row] === after[column]) {
      lines.push(`  ${before[row]}`)
      row++
      column++
    } else if (
      row < before.length &&
      (column >= after.length || at(row + 1, column) >= at(row, column + 1))
    ) {
      lines.push(`- ${before[row++]}`)
    } else lines.push(`+ ${after[column++]}`)
  }
  return lines
}
