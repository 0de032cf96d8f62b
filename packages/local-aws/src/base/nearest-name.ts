/** Names over so many characters are not compared: nobody mistypes that much. */
const longestName = 200

/**
 * The one of some names that somebody may have meant: at most a third of it is different.
 *
 * @returns `undefined` where none is near
 */
export function nearestName(meant: string, names: Iterable<string>): string | undefined {
  let nearest: string | undefined
  let least = Math.min(Math.floor(meant.length / 3) + 1, 4)
  if (meant.length > longestName) return undefined
  for (const name of names) {
    if (name.length > longestName || Math.abs(name.length - meant.length) >= least) continue
    const distance = editDistance(meant.toLowerCase(), name.toLowerCase())
    if (distance < least) {
      least = distance
      nearest = name
    }
  }
  return nearest
}

/** How many characters are put in, left out or changed from one text to the other. */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let at = 1; at <= one.length; at += 1) {
    const next = [at]
    for (let to = 1; to <= other.length; to += 1) {
      const changed = (row[to - 1] ?? 0) + (one[at - 1] === other[to - 1] ? 0 : 1)
      next.push(Math.min(changed, (row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[other.length] ?? 0
}
