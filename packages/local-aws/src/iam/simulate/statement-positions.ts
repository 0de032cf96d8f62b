/** A place in a text, both counted from 1. */
export interface TextPosition {
  readonly Line: number
  readonly Column: number
}

/** From where to where a statement is. */
export interface StatementPosition {
  readonly StartPosition: TextPosition
  readonly EndPosition: TextPosition
}

/**
 * Where the statements of a policy document are, as the policy simulator counts: the start is what follows
 * the bracket before a statement (its own, where it is the only one and not in a list), the end what follows
 * its closing bracket.
 *
 * @param text a document that has been parsed
 */
export function statementPositions(text: string): readonly StatementPosition[] {
  const positionAt = positionsIn(text)
  return statementSpans(text).map(({ start, end }) => ({
    StartPosition: positionAt(start),
    EndPosition: positionAt(end),
  }))
}

function statementSpans(text: string): ReadonlyArray<{ readonly start: number; readonly end: number }> {
  const spans: Array<{ start: number; end: number }> = []
  let depth = 0
  let inStatements = false
  let start: number | undefined
  let base = 0
  for (const { token, index } of tokens(text)) {
    const opens = token === '{' || token === '['
    const closes = token === '}' || token === ']'
    if (opens) {
      depth += 1
      if (inStatements && start === undefined) {
        start = index + 1
        base = depth
      }
    } else if (closes) {
      if (start !== undefined && token === '}' && depth === base + (text[start - 1] === '[' ? 1 : 0)) {
        spans.push({ start: spans.at(-1)?.end ?? start, end: index + 1 })
      }
      if (start !== undefined && depth === base) return spans
      depth -= 1
    } else if (depth === 1 && token === '"Statement"' && isMemberName(text, index + token.length)) {
      inStatements = true
    }
  }
  return spans
}

function* tokens(text: string): Generator<{ readonly token: string; readonly index: number }> {
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/gs)) yield { token, index }
}

function isMemberName(text: string, after: number): boolean {
  return /^\s*:/.test(text.slice(after, after + 1000))
}

/** Positions of places that come in order: each line is counted once. */
function positionsIn(text: string): (index: number) => TextPosition {
  let line = 1
  let lineStart = 0
  return (index) => {
    for (
      let feed = text.indexOf('\n', lineStart);
      feed >= 0 && feed < index;
      feed = text.indexOf('\n', lineStart)
    ) {
      line += 1
      lineStart = feed + 1
    }
    return { Line: line, Column: index - lineStart + 1 }
  }
}
