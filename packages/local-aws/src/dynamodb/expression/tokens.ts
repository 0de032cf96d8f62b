/** A piece of an expression. */
export interface Token {
  readonly kind: 'word' | 'name' | 'value' | 'number' | 'symbol' | 'end' | 'unknown'
  readonly text: string
  /** Where it stands. */
  readonly start: number
  readonly end: number
}

const pattern =
  /\s*(?:([A-Za-z][A-Za-z0-9_]*)|(#[A-Za-z0-9_]+)|(:[A-Za-z0-9_]+)|(\d+)|(<>|<=|>=|[=<>()[\].,+-])|(\S))/gy

/** The pieces of an expression, with one for its end. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = []
  const kinds = ['word', 'name', 'value', 'number', 'symbol', 'unknown'] as const
  for (const found of text.matchAll(pattern)) {
    const at = found.slice(1).findIndex((piece) => piece !== undefined)
    const piece = found[at + 1] ?? ''
    const end = found.index + found[0].length
    tokens.push({ kind: kinds[at] ?? 'unknown', text: piece, start: end - piece.length, end })
  }
  tokens.push({ kind: 'end', text: '<EOF>', start: text.length, end: text.length })
  return tokens
}
