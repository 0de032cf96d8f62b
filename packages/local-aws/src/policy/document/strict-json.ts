/** A JSON value whose objects kept the order of their members. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject

export type JsonObject = ReadonlyMap<string, Json>

/** Deeper than any policy AWS stores (a condition's value list is at depth 6), shallow enough for any stack. */
const maxDepth = 32

/** Control characters are left to `JSON.parse`, which refuses them. */
const stringPattern = /"(?:[^"\\]|\\.)*"/y
const numberPattern = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const spacePattern = /[ \t\n\r]*/y

/**
 * Reads JSON (RFC 8259) and refuses an object that names a member twice: IAM does, while `JSON.parse` keeps
 * the last one, which would let a document say something else than what a reader of it sees.
 *
 * @returns the value, or `undefined` for anything that is not JSON, repeats a member or is nested deeper than 32
 */
export function parseStrictJson(text: string): Json | undefined {
  const reader = new Reader(text)
  const value = reader.value(0)
  return value !== undefined && reader.atEnd() ? value : undefined
}

class Reader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  atEnd(): boolean {
    this.#space()
    return this.#at === this.#text.length
  }

  value(depth: number): Json | undefined {
    if (depth > maxDepth) return undefined
    this.#space()
    const first = this.#text[this.#at]
    if (first === '{') return this.#object(depth)
    if (first === '[') return this.#array(depth)
    if (first === '"') return this.#string()
    if (this.#word('true')) return true
    if (this.#word('false')) return false
    return this.#word('null') ? null : this.#number()
  }

  #object(depth: number): JsonObject | undefined {
    const members = new Map<string, Json>()
    this.#at++
    if (this.#skip('}')) return members
    do {
      this.#space()
      const name = this.#string()
      if (name === undefined || members.has(name) || !this.#skip(':')) return undefined
      const value = this.value(depth + 1)
      if (value === undefined) return undefined
      members.set(name, value)
    } while (this.#skip(','))
    return this.#skip('}') ? members : undefined
  }

  #array(depth: number): Json[] | undefined {
    const items: Json[] = []
    this.#at++
    if (this.#skip(']')) return items
    do {
      const item = this.value(depth + 1)
      if (item === undefined) return undefined
      items.push(item)
    } while (this.#skip(','))
    return this.#skip(']') ? items : undefined
  }

  #string(): string | undefined {
    const token = this.#token(stringPattern)
    return token === undefined ? undefined : unquote(token)
  }

  #number(): number | undefined {
    const token = this.#token(numberPattern)
    return token === undefined ? undefined : Number(token)
  }

  #word(word: string): boolean {
    if (!this.#text.startsWith(word, this.#at)) return false
    this.#at += word.length
    return true
  }

  #skip(character: string): boolean {
    this.#space()
    if (this.#text[this.#at] !== character) return false
    this.#at++
    return true
  }

  #space(): void {
    this.#token(spacePattern)
  }

  #token(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const token = pattern.exec(this.#text)?.[0]
    if (token !== undefined) this.#at += token.length
    return token
  }
}

function unquote(token: string): string | undefined {
  try {
    const value: unknown = JSON.parse(token)
    return typeof value === 'string' ? value : undefined
  } catch {
    return undefined
  }
}
