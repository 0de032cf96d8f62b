import type { Line } from './parse-lines.ts'

/** Why a file cannot be edited: what is wrong on which line. Names no key or value: either may be a secret. */
export interface LineProblem {
  /** 1-based. */
  readonly line: number
  readonly problem: string
}

/**
 * The first thing for which a reader of this file refuses the whole of it, or for which two readers see
 * different lines: such a file is left as it is. Everything else that is odd (spaces, colons, capitals,
 * sections with any name) is kept and does not stop an edit.
 */
export function findLineProblem(lines: readonly Line[]): LineProblem | undefined {
  if (lines[0]?.text.startsWith('\uFEFF') === true) {
    return { line: 1, problem: 'the file begins with a byte order mark' }
  }
  const sections = new Map<string, number>()
  let keys = new Map<string, number>()
  const defaultKeys = new Map<string, number>()
  let nested = false
  for (const [index, line] of lines.entries()) {
    const at = line.number
    if (line.ending === '\r' && (lines[index + 1]?.kind ?? 'blank') !== 'blank') {
      return { line: at, problem: 'it ends with a carriage return that has no line feed' }
    }
    switch (line.kind) {
      case 'blank':
      case 'comment':
        break
      case 'outside':
        return { line: at, problem: 'it stands before any [section]' }
      case 'invalid':
        return { line: at, problem: 'it is neither a [section] nor key = value' }
      case 'header': {
        nested = false
        // Python's readers let [DEFAULT] appear any number of times; its keys are still unique.
        keys = line.name === 'DEFAULT' ? defaultKeys : new Map()
        const first = sections.get(line.name)
        if (first !== undefined && line.name !== 'DEFAULT') {
          return { line: at, problem: `it begins a section that line ${first} has begun already` }
        }
        sections.set(line.name, at)
        break
      }
      case 'key': {
        const first = keys.get(line.key)
        if (first !== undefined) {
          return { line: at, problem: `it sets a key that line ${first} has set already` }
        }
        keys.set(line.key, at)
        nested = line.value === ''
        break
      }
      case 'continuation':
        // botocore takes the lines below an empty value for sub-keys, and needs every one to be one.
        if (nested && !line.value.includes('=')) {
          return { line: at, problem: 'it is indented below an empty value and has no =' }
        }
        break
    }
  }
  return undefined
}
