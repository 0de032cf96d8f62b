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
 * Compiles a pattern. Matching never backtracks over more than one `*`: the text between two of them is
 * looked for from the left, the first place found is taken, and the time is bounded by the product of the two
 * lengths, however many wildcards there are.
 */
export function tokenMatcher(tokens: readonly GlobToken[]): Matcher {
  const runs = runsBetweenStars(tokens)
  const first = runs[0] ?? emptyRun
  if (runs.length === 1)
    return first.text === undefined ? (text) => wholeRun(first, text) : equals(first.text)
  const last = runs.at(-1) ?? emptyRun
  const middle = runs.slice(1, -1).filter((run) => run.length > 0)
  if (middle.length === 0 && last.length === 0) {
    if (first.length === 0) return everything
    if (first.text !== undefined) return startsWith(first.text)
  }
  const least = middle.reduce((sum, run) => sum + run.length, first.length + last.length)
  return (text) => {
    if (text.length < least || !runAt(first, text, 0)) return false
    const end = text.length - last.length
    if (!runAt(last, text, end)) return false
    let at = first.length
    for (const run of middle) {
      const found = findRun(run, text, at, end)
      if (found < 0) return false
      at = found + run.length
    }
    return at <= end
  }
}

/** What stands between two `*`: literals and `?`. `text` is set when there is no `?` in it. */
interface Run {
  readonly pieces: ReadonlyArray<string | typeof anyCharacter>
  readonly length: number
  readonly text: string | undefined
}

const emptyRun: Run = { pieces: [], length: 0, text: '' }

function runsBetweenStars(tokens: readonly GlobToken[]): Run[] {
  const runs: Array<Array<string | typeof anyCharacter>> = [[]]
  for (const token of tokens) {
    if (token === anyText) runs.push([])
    else runs.at(-1)?.push(token)
  }
  return runs.map((pieces) => ({
    pieces,
    length: pieces.reduce((sum, piece) => sum + (piece === anyCharacter ? 1 : piece.length), 0),
    text: pieces.includes(anyCharacter) ? undefined : pieces.join(''),
  }))
}

function equals(expected: string): Matcher {
  return (text) => text === expected
}

function startsWith(prefix: string): Matcher {
  return (text) => text.startsWith(prefix)
}

function wholeRun(run: Run, text: string): boolean {
  return text.length === run.length && runAt(run, text, 0)
}

function runAt(run: Run, text: string, start: number): boolean {
  if (run.text !== undefined) return text.startsWith(run.text, start)
  let at = start
  for (const piece of run.pieces) {
    if (piece === anyCharacter) {
      at++
    } else {
      if (!text.startsWith(piece, at)) return false
      at += piece.length
    }
  }
  return true
}

function findRun(run: Run, text: string, from: number, end: number): number {
  if (run.text !== undefined) {
    const found = text.indexOf(run.text, from)
    return found >= 0 && found + run.length <= end ? found : -1
  }
  for (let at = from; at + run.length <= end; at++) if (runAt(run, text, at)) return at
  return -1
}
