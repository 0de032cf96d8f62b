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
  let place: Place = { inSection: false, inKey: false, keyIndent: 0 }
  let start = 0
  for (let number = 1; start < text.length; number++) {
    const end = lineEnd(text, start)
    const ending = endingAt(text, end)
    const content = text.slice(start, end)
    const line = classify(number, content, ending, place)
    lines.push(line)
    place = placeAfter(line, place)
    start = end + ending.length
  }
  return lines
}

/** Where a line stands: Python decides by what came before whether it begins something. */
interface Place {
  readonly inSection: boolean
  readonly inKey: boolean
  /** The indentation of the last line that was a header, a key, or invalid. */
  readonly keyIndent: number
}

function classify(number: number, text: string, ending: Line['ending'], place: Place): Line {
  const content = strip(text)
  if (content === '') return { kind: 'blank', number, text, ending }
  if (content.startsWith('#') || content.startsWith(';')) return { kind: 'comment', number, text, ending }
  if (place.inKey && leadingSpaces(text) > place.keyIndent) {
    return { kind: 'continuation', number, text, ending, value: content }
  }
  const name = headerName(content)
  if (name !== undefined) return { kind: 'header', number, text, ending, name }
  if (!place.inSection) return { kind: 'outside', number, text, ending }
  const delimiter = content.search(/[=:]/)
  if (delimiter <= 0) return { kind: 'invalid', number, text, ending }
  const key = strip(content.slice(0, delimiter)).toLowerCase()
  return { kind: 'key', number, text, ending, key, value: strip(content.slice(delimiter + 1)) }
}

function placeAfter(line: Line, place: Place): Place {
  if (line.kind === 'blank' || line.kind === 'comment' || line.kind === 'continuation') return place
  const keyIndent = leadingSpaces(line.text)
  if (line.kind === 'header') return { inSection: true, inKey: false, keyIndent }
  if (line.kind === 'key') return { inSection: true, inKey: true, keyIndent }
  return { ...place, keyIndent }
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

function lineEnd(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x0a || code === 0x0d) return at
  }
  return text.length
}

function endingAt(text: string, at: number): Line['ending'] {
  if (at >= text.length) return ''
  if (text.charCodeAt(at) === 0x0a) return '\n'
  return text.charCodeAt(at + 1) === 0x0a ? '\r\n' : '\r'
}
