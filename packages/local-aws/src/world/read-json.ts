/** Where and why a text is no JSON. */
export interface JsonProblem {
  readonly line: number
  readonly column: number
  readonly problem: string
}

/** Deeper than any world, shallow enough for any stack. */
const mostDeep = 64

const space = /[ \t\n\r]*/y
const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![\w.])/y
const word = /(?:true|false|null)(?!\w)/y
/** Control characters are in none. */
const string = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y

/**
 * Reads JSON (RFC 8259) and says of what is none where and why. A member that is named twice is refused: one of the
 * two would be left out in silence.
 */
export function readJson(text: string): { readonly value: unknown } | JsonProblem {
  let at = 0
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    at += found?.length ?? 0
    return found
  }
  const value = (depth: number): unknown => {
    take(space)
    if (depth > mostDeep) throw new Fault(at, `it is nested deeper than ${mostDeep}`)
    const first = text[at]
    if (first === '{') return object(depth)
    if (first === '[') return list(depth)
    if (first === '"') return quoted()
    const plain = take(number) ?? take(word)
    if (plain === undefined) throw new Fault(at, unexpected(text, at, 'a value'))
    return JSON.parse(plain)
  }
  const quoted = (): string => {
    const token = take(string)
    if (token === undefined) throw new Fault(...faultInString(text, at))
    const unquoted: unknown = JSON.parse(token)
    return String(unquoted)
  }
  /** @returns whether there is one more after a comma */
  const goesOn = (end: '}' | ']'): boolean => {
    take(space)
    const next = text[at]
    if (next !== ',' && next !== end) throw new Fault(at, unexpected(text, at, `a comma or ${end}`))
    at += 1
    if (next === end) return false
    const comma = at - 1
    take(space)
    if (text[at] === end) throw new Fault(comma, `JSON has no comma before ${end}: take it out`)
    return true
  }
  const isEmpty = (end: string): boolean => {
    at += 1
    take(space)
    if (text[at] !== end) return false
    at += 1
    return true
  }
  const object = (depth: number): unknown => {
    const members = new Map<string, unknown>()
    if (isEmpty('}')) return {}
    do {
      take(space)
      const start = at
      if (text[at] !== '"') throw new Fault(at, unexpected(text, at, 'a name in double quotes'))
      const name = quoted()
      if (members.has(name)) throw new Fault(start, `${text.slice(start, at).slice(0, 80)} is there twice`)
      take(space)
      if (text[at] !== ':') throw new Fault(at, unexpected(text, at, 'a colon'))
      at += 1
      members.set(name, value(depth + 1))
    } while (goesOn('}'))
    return Object.fromEntries(members)
  }
  const list = (depth: number): unknown => {
    const items: unknown[] = []
    if (isEmpty(']')) return items
    do items.push(value(depth + 1))
    while (goesOn(']'))
    return items
  }
  try {
    const whole = value(0)
    take(space)
    if (at < text.length) throw new Fault(at, unexpected(text, at, 'nothing more'))
    return { value: whole }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    const before = text.slice(0, error.at).split('\n')
    return { line: before.length, column: (before.at(-1) ?? '').length + 1, problem: error.message }
  }
}

class Fault extends Error {
  readonly at: number

  constructor(at: number, message: string) {
    super(message)
    this.at = at
  }
}

function unexpected(text: string, at: number, wanted: string): string {
  const rest = text.slice(at, at + 2)
  if (rest === '') return `it ends where ${wanted} is expected`
  if (rest === '//' || rest === '/*' || rest.startsWith('#')) return 'JSON has no comments: take it out'
  if (rest.startsWith("'")) return 'JSON has double quotes: write " in place of \''
  return `${wanted} is expected, not ${JSON.stringify(text.slice(at, at + 1))}`
}

function faultInString(text: string, start: number): [at: number, problem: string] {
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text[at] ?? ''
    if (character === '\\') {
      if (!/^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.test(text.slice(at, at + 6))) {
        return [at, 'a backslash is written \\\\ in JSON']
      }
      at += 1
    } else if (character < ' ') {
      return [at, 'a line break or tab in a text is written \\n or \\t in JSON']
    }
  }
  return [start, 'the text that begins here has no end']
}
