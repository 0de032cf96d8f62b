/** One piece of a pattern: text to be found as it stands, `*` or `?`. */
export type GlobToken = string | typeof anyText | typeof anyCharacter

/** `*`: any text, also none. */
export const anyText = Symbol('*')
/** `?`: exactly one character. */
export const anyCharacter = Symbol('?')

/** Tells whether a text matches a pattern. */
export type Matcher = (text: string) => boolean

const everything: Matcher = () => true

/** @returns a matcher for a pattern in which every `*` and `?` is a wildcard */
export function globMatcher(pattern: string): Matcher {
  return tokenMatcher(globTokens(pattern))
}

/** @returns the pieces of a pattern in which every `*` and `?` is a wildcard */
export function globTokens(pattern: string): GlobToken[] {
  const tokens: GlobToken[] = []
  let from = 0
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]
    if (character !== '*' && character !== '?') continue
    if (at > from) tokens.push(pattern.slice(from, at))
    tokens.push(character === '*' ? anyText : anyCharacter)
    from = at + 1
  }
  if (from < pattern.length) tokens.push(pattern.slice(from))
  return tokens
}

/**
 * Compiles a pattern. Matching never backtracks: the text between two `*` is looked for from the left, and the
 * first place found is taken. The time is that of going through the text once, whatever the pattern: a part
 * with `?` in it is looked for 32 of its characters at a time.
 */
export function tokenMatcher(tokens: readonly GlobToken[]): Matcher {
  return tokens.includes(anyCharacter) ? characterMatcher(tokens) : literalMatcher(tokens)
}

/** For patterns without `?`. */
function literalMatcher(tokens: readonly GlobToken[]): Matcher {
  const runs: string[] = ['']
  for (const token of tokens) {
    if (token === anyText) runs.push('')
    else if (typeof token === 'string') runs[runs.length - 1] += token
  }
  const first = runs[0] ?? ''
  if (runs.length === 1) return (text) => text === first
  const last = runs.at(-1) ?? ''
  const middle = runs.slice(1, -1).filter((run) => run !== '')
  if (middle.length === 0 && last === '') return first === '' ? everything : (text) => text.startsWith(first)
  const least = middle.reduce((sum, run) => sum + run.length, first.length + last.length)
  return (text) => {
    if (text.length < least || !text.startsWith(first) || !text.endsWith(last)) return false
    const end = text.length - last.length
    let at = first.length
    for (const run of middle) {
      const found = text.indexOf(run, at)
      if (found < 0 || found + run.length > end) return false
      at = found + run.length
    }
    return true
  }
}

/**
 * For patterns with `?`, which stands for a character and not for half of one: text and pattern are compared
 * code point by code point.
 */
function characterMatcher(tokens: readonly GlobToken[]): Matcher {
  const runs: number[][] = [[]]
  for (const token of tokens) {
    if (token === anyText) runs.push([])
    else if (token === anyCharacter) runs.at(-1)?.push(anyCodePoint)
    else for (const character of token) runs.at(-1)?.push(character.codePointAt(0) ?? 0)
  }
  const first = runs[0] ?? []
  if (runs.length === 1) {
    return (text) => {
      const points = codePoints(text)
      return points.length === first.length && runAt(first, points, 0)
    }
  }
  const last = runs.at(-1) ?? []
  const middle = runs.slice(1, -1).filter((run) => run.length > 0)
  const least = middle.reduce((sum, run) => sum + run.length, first.length + last.length)
  const finders = middle.map(runFinder)
  return (text) => {
    const points = codePoints(text)
    const end = points.length - last.length
    if (points.length < least || !runAt(first, points, 0) || !runAt(last, points, end)) return false
    let at = first.length
    for (const find of finders) {
      at = find(points, at, end)
      if (at < 0) return false
    }
    return true
  }
}

/** Stands for `?` among code points. */
const anyCodePoint = -1

function codePoints(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0)
}

function runAt(run: readonly number[], points: readonly number[], start: number): boolean {
  return run.every((point, index) => point === anyCodePoint || point === points[start + index])
}

/**
 * Looks for a run in `points` from `from`, and tells where it ends, or -1. One bit for each character of the
 * run says whether what was read last ends a beginning of that length (Shift-And, Baeza-Yates and Gonnet 1992).
 */
function runFinder(run: readonly number[]): (points: readonly number[], from: number, end: number) => number {
  const words = Math.ceil(run.length / 32)
  const places = (fits: (point: number) => boolean): Int32Array => {
    const bits = new Int32Array(words)
    for (const [index, point] of run.entries()) {
      const word = index >>> 5
      if (fits(point)) bits[word] = (bits[word] ?? 0) | (1 << (index & 31))
    }
    return bits
  }
  const others = places((point) => point === anyCodePoint)
  const byPoint = new Map(
    [...new Set(run)].map((wanted) => [
      wanted,
      places((point) => point === wanted || point === anyCodePoint),
    ]),
  )
  const lastWord = words - 1
  const lastBit = 1 << ((run.length - 1) & 31)
  return (points, from, end) => {
    const state = new Int32Array(words)
    for (let at = from; at < end; at++) {
      const fitting = byPoint.get(points[at] ?? anyCodePoint) ?? others
      let carry = 1
      for (let word = 0; word < words; word++) {
        const before = state[word] ?? 0
        state[word] = ((before << 1) | carry) & (fitting[word] ?? 0)
        carry = before >>> 31
      }
      if (((state[lastWord] ?? 0) & lastBit) !== 0) return at + 1
    }
    return -1
  }
}
