import { anyCharacter, anyText, type GlobToken } from '../policy/index.ts'

/** A pattern, one character or wildcard each. */
export type Glob = ReadonlyArray<string | typeof anyText | typeof anyCharacter>

/** How many steps comparisons may still take; below zero, none is made. */
export interface Budget {
  left: number
}

/** What a comparison takes beside its steps. */
const callSteps = 10

/** @returns the pattern character by character; of several `*` in a row, one */
export function toGlob(tokens: readonly GlobToken[]): Glob {
  const glob: Array<Glob[number]> = []
  for (const token of tokens) {
    if (typeof token === 'string') glob.push(...Array.from(token))
    else if (token !== anyText || glob.at(-1) !== anyText) glob.push(token)
  }
  return glob
}

/**
 * Whether some text fits both patterns.
 *
 * @returns true as well where the budget does not suffice to find out
 */
export function globsMeet(a: Glob, b: Glob, budget: Budget): boolean {
  if (budget.left < 0) return true
  const shorter = Math.min(a.length, b.length)
  let start = 0
  // What both begin with is compared first: most patterns differ there.
  for (; start < shorter && a[start] !== anyText && b[start] !== anyText; start++) {
    if (isSame(a[start], b[start])) continue
    budget.left -= start + callSteps
    return false
  }
  budget.left -= start + callSteps
  if (start === a.length || start === b.length) {
    return isOptional(a, start) && isOptional(b, start)
  }
  const width = b.length - start
  budget.left -= (a.length - start) * width
  if (budget.left < 0) return true
  // fits[j]: whether the rest of a, and b from j on, have a text in common.
  let fits = new Uint8Array(width + 1)
  for (let i = a.length; i >= start; i--) {
    const row = new Uint8Array(width + 1)
    for (let j = width; j >= 0; j--) {
      const one = a[i]
      const other = b[start + j]
      if (i === a.length && j === width) row[j] = 1
      else if (one === anyText) row[j] = (fits[j] ?? 0) | (j < width ? (row[j + 1] ?? 0) : 0)
      else if (other === anyText) row[j] = (row[j + 1] ?? 0) | (i < a.length ? (fits[j] ?? 0) : 0)
      else if (i < a.length && j < width && isSame(one, other)) row[j] = fits[j + 1] ?? 0
    }
    fits = row
  }
  return fits[0] === 1
}

/**
 * Whether every text that fits `inner` fits `outer`.
 *
 * @returns false as well where it takes more to find out: a `*` or `?` of `inner` is taken to be matched by a `*` of
 *   `outer` alone, or by what is the same
 */
export function globCovers(outer: Glob, inner: Glob, budget: Budget): boolean {
  if (budget.left < 0) return false
  let start = 0
  for (; start < outer.length && outer[start] !== anyText; start++) {
    const wanted = outer[start]
    const found = inner[start]
    const fits = wanted === found || (wanted === anyCharacter && typeof found === 'string')
    if (!fits) {
      budget.left -= start + callSteps
      return false
    }
  }
  budget.left -= start + callSteps
  if (start === outer.length) return inner.length === start
  budget.left -= inner.length + outer.length
  if (budget.left < 0) return false
  // As in matching a text: the last `*` takes one more where what comes after does not fit.
  let at = start
  let from = start
  let star = -1
  let taken = start
  while (from < inner.length) {
    const wanted = outer[at]
    const found = inner[from]
    if (wanted === anyText) {
      star = at
      taken = from
      at += 1
    } else if (wanted !== undefined && covers(wanted, found)) {
      at += 1
      from += 1
    } else {
      budget.left -= from - taken + 1
      if (star < 0 || budget.left < 0) return false
      at = star + 1
      taken += 1
      from = taken
    }
  }
  return isOptional(outer, at)
}

function covers(wanted: Glob[number], found: Glob[number] | undefined): boolean {
  if (found === anyText) return false
  return wanted === found || wanted === anyCharacter
}

function isSame(one: Glob[number] | undefined, other: Glob[number] | undefined): boolean {
  return one === other || one === anyCharacter || other === anyCharacter
}

/** Whether what is left of a pattern fits an empty text. */
function isOptional(glob: Glob, from: number): boolean {
  for (let at = from; at < glob.length; at++) if (glob[at] !== anyText) return false
  return true
}
