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
  const place: Place = { inSection: false, inKey: false, keyIndent: 0 }
  let feed = -1
  let start = 0
  for (let number = 1; start < text.length; number++) {
    // Within the line and not in the whole text before the loop: V8 takes that for the same each time round, and
    // at times moves it into the loop, where it makes 20 s of 0.2 s for a file of 5 MB.
    if (feed < start) feed = nextLineFeed(text, start)
    const rest = text.slice(start, feed)
    const carriageReturn = rest.indexOf('\r')
    const content = carriageReturn === -1 ? rest : rest.slice(0, carriageReturn)
    const ending = endingAt(text, start + content.length)
    lines.push(classify(number, content, ending, place))
    start += content.length + ending.length
  }
  return lines
}

/** Where a line stands: Python decides by what came before whether it begins something. */
interface Place {
  inSection: boolean
  inKey: boolean
  /** The indentation of the last line that was a header, a key, or invalid. */
  keyIndent: number
}

/** What a line is; moves `place` behind it. */
function classify(number: number, text: string, ending: Line['ending'], place: Place): Line {
  const content = strip(text)
  if (content === '') return { kind: 'blank', number, text, ending }
  const first = content[0]
  if (first === '#' || first === ';') return { kind: 'comment', number, text, ending }
  const indent = leadingSpaces(text)
  if (place.inKey && indent > place.keyIndent) {
    return { kind: 'continuation', number, text, ending, value: content }
  }
  place.keyIndent = indent
  const name = first === '[' ? headerName(content) : undefined
  if (name !== undefined) {
    place.inSection = true
    place.inKey = false
    return { kind: 'header', number, text, ending, name }
  }
  if (!place.inSection) return { kind: 'outside', number, text, ending }
  const delimiter = firstDelimiter(content)
  if (delimiter <= 0) return { kind: 'invalid', number, text, ending }
  place.inKey = true
  const key = strip(content.slice(0, delimiter)).toLowerCase()
  return { kind: 'key', number, text, ending, key, value: strip(content.slice(delimiter + 1)) }
}

function firstDelimiter(content: string): number {
  for (let at = 0; at < content.length; at++) {
    const code = content.charCodeAt(at)
    if (code === 0x3d || code === 0x3a) return at
  }
  return -1
}

/** The bytes' text again: the inverse of {@link parseLines}. */
export function joinLines(lines: readonly Pick<Line, 'text' | 'ending'>[]): string {
  return lines.map((line) => line.text + line.ending).join('')
}

/** Greedy up to the last bracket, and blind to what follows it, as Python's pattern `\[.+\]` is. */
function headerName(content: string): string | undefined {
  const end = content.lastIndexOf(']')
  return end > 1 ? content.slice(1, end) : undefined
}

/** Where the next line feed is; the text's end where there is none. */
function nextLineFeed(text: string, start: number): number {
  const at = text.indexOf('\n', start)
  return at === -1 ? text.length : at
}

function endingAt(text: string, at: number): Line['ending'] {
  if (at >= text.length) return ''
  if (text.charCodeAt(at) === 0x0a) return '\n'
  return text.charCodeAt(at + 1) === 0x0a ? '\r\n' : '\r'
}
