/**
 * Whether someone may have meant one word who typed another: its beginning, or a third of its letters wrong,
 * missing, too many or swapped, at most.
 */
export function isNear(typed: string, meant: string): boolean {
  if (typed.length >= 3 && meant.startsWith(typed)) return true
  return editDistance(typed, meant) <= Math.ceil(Math.max(typed.length, meant.length) / 3)
}

/** Levenshtein's distance, where two neighbours that are swapped count as one. */
function editDistance(left: string, right: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: right.length + 1 }, (_, column) => column)
  for (let row = 1; row <= left.length; row++) {
    const current = [row]
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1]
      const swapped =
        row > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]
          ? (beforeLast[column - 2] ?? Infinity) + 1
          : Infinity
      current.push(
        Math.min(
          (last[column] ?? Infinity) + 1,
          (current[column - 1] ?? Infinity) + 1,
          (last[column - 1] ?? Infinity) + (same ? 0 : 1),
          swapped,
        ),
      )
    }
    beforeLast = last
    last = current
  }
  return last[right.length] ?? Infinity
}
