import { editDistance } from './edit-distance.ts'

// What is longer is no name that somebody mistyped, and the distance takes time by both lengths.
const maxLength = 200

/**
 * Whether someone may have meant one word who typed another: its beginning, or a third of its letters wrong,
 * missing, too many or swapped, at most. Case does not count.
 */
export function isNear(typed: string, meant: string): boolean {
  return nearness(typed, meant) !== undefined
}

/** The name a person most likely meant, or `undefined` when none {@link isNear}. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  let best: { name: string; distance: number } | undefined
  for (const candidate of names) {
    const distance = nearness(name, candidate)
    if (distance !== undefined && (!best || distance < best.distance)) best = { name: candidate, distance }
  }
  return best?.name
}

/** The hint for whoever typed none of the words that there are: the nearest, and all of them. */
export function wordsHint(typed: string, words: readonly string[]): string {
  const near = nearestName(typed, words)
  return `${near === undefined ? '' : `did you mean ${near}? `}use one of ${words.join(', ')}`
}

/** How many letters are off; `undefined` where it is too many. */
function nearness(typed: string, meant: string): number | undefined {
  if (typed.length > maxLength || meant.length > maxLength) return undefined
  const [left, right] = [typed.toLowerCase(), meant.toLowerCase()]
  const distance = editDistance(left, right)
  const isBeginning = left.length >= 3 && right.startsWith(left)
  return isBeginning || distance <= Math.ceil(Math.max(left.length, right.length) / 3) ? distance : undefined
}
