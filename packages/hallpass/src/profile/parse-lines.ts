import { leadingSpaces, strip } from './python-space.ts'

interface LineText {
  /** 1-based. */
  readonly number: number
  /** The line without its ending. */
  readonly text: string
  /** Its ending, as it was; empty only on a last line without one. */
  readonly ending: '' | '\n' | '\r\n' | '\r'
}

/** A section's first line, `[name]`. `name` is everything between the brackets, spaces included. */
export interface HeaderLine extends LineText {
  readonly kind: 'header'
  readonly name: string
}

/** `key = value` (or `key: value`, which Python reads too). */
export interface KeyLine extends LineText {
  readonly kind: 'key'
  /** Lower-cased, because Python's readers fold the case of keys. */
  readonly key: string
  readonly value: string
}

/** An indented line below a key: more of its value, or a sub-key where the key's own value is empty. */
export interface ContinuationLine extends LineText {
  readonly kind: 'continuation'
  readonly value: string
}

/** Nothing that is read; `invalid` has no `=` or no key, `outside` stands before any section. */
export interface OtherLine extends LineText {
  readonly kind: 'blank' | 'comment' | 'invalid' | 'outside'
}

export type Line = HeaderLine | KeyLine | ContinuationLine | OtherLine

/**
 * What each line of a shared credentials or config file is, as Python's `configparser` decides it: that is the
 * strictest of the readers (the AWS CLI, boto3), and the only one for which indentation ends or continues a
 * value anywhere. Joining `text + ending` of all lines gives the input back. Never throws.
 *
 * {@link https://docs.python.org/3/library/configparser.html#supported-ini-file-structure}
 */
export function parseLines(text: string): Line[] {
  const lines: Line[] = []
  let inSection = false
  let inKey = false
  let keyIndent = 0
  for (const line of splitLines(text)) {
    const content = strip(line.text)
    if (content === '') {
      lines.push({ ...line, kind: 'blank' })
      continue
    }
    if (content.startsWith('#') || content.startsWith(';')) {
      lines.push({ ...line, kind: 'comment' })
      continue
    }
    const indent = leadingSpaces(line.text)
    if (inKey && indent > keyIndent) {
      lines.push({ ...line, kind: 'continuation', value: content })
      continue
    }
    keyIndent = indent
    const name = headerName(content)
    if (name !== undefined) {
      inSection = true
      inKey = false
      lines.push({ ...line, kind: 'header', name })
      continue
    }
    if (!inSection) {
      lines.push({ ...line, kind: 'outside' })
      continue
    }
    const delimiter = content.search(/[=:]/)
    if (delimiter <= 0) {
      lines.push({ ...line, kind: 'invalid' })
      continue
    }
    inKey = true
    const key = strip(content.slice(0, delimiter)).toLowerCase()
    lines.push({ ...line, kind: 'key', key, value: strip(content.slice(delimiter + 1)) })
  }
  return lines
}

/** The bytes' text again: the inverse of {@link parseLines}. */
export function joinLines(lines: readonly Pick<Line, 'text' | 'ending'>[]): string {
  return lines.map((line) => line.text + line.ending).join('')
}

/** Greedy up to the last bracket, and blind to what follows it, as Python's pattern `\[.+\]` is. */
function headerName(content: string): string | undefined {
  const end = content.lastIndexOf(']')
  return content.startsWith('[') && end > 1 ? content.slice(1, end) : undefined
}

function* splitLines(text: string): Generator<LineText> {
  let number = 1
  let start = 0
  const endings = /\r\n|\n|\r/g
  for (const match of text.matchAll(endings)) {
    const ending = match[0] === '\n' ? '\n' : match[0] === '\r' ? '\r' : '\r\n'
    yield { number, text: text.slice(start, match.index), ending }
    start = match.index + ending.length
    number++
  }
  if (start < text.length) yield { number, text: text.slice(start), ending: '' }
}
