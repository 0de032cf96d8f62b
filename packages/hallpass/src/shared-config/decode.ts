import { TextDecoder } from 'node:util'
import { HallpassError } from '../base/index.ts'
import { findLineProblem, type LineProblem } from './check-lines.ts'
import { type Line, parseLines } from './parse-lines.ts'

/**
 * The lines of a file that is going to be changed.
 *
 * @throws HallpassError `ProfileFileMalformed`, with file and line, for bytes that are not UTF-8 and for what
 * {@link findLineProblem} finds.
 */
export function parseStrictly(bytes: Uint8Array, file: string): Line[] {
  const lines = parseLines(decodeStrictly(bytes, file))
  const problem = findLineProblem(lines)
  if (problem !== undefined) throw malformed(file, problem)
  return lines
}

/** The lines of a file that is only read: whatever can be made of it. */
export function parseLeniently(bytes: Uint8Array): Line[] {
  return parseLines(new TextDecoder('utf-8').decode(bytes))
}

/** The error for a file that nothing may be written to until a person has looked at a line of it. */
export function malformed(file: string, { line, problem }: LineProblem): HallpassError {
  return new HallpassError('ProfileFileMalformed', `cannot change ${file}: line ${line}: ${problem}`, {
    hint: `correct line ${line} of ${file} and try again; nothing was changed`,
    facts: { file, line },
  })
}

function decodeStrictly(bytes: Uint8Array, file: string): string {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  try {
    return decoder.decode(bytes)
  } catch {
    throw malformed(file, { line: firstUndecodableLine(bytes, decoder), problem: 'it is not valid UTF-8' })
  }
}

function firstUndecodableLine(bytes: Uint8Array, decoder: TextDecoder): number {
  let start = 0
  for (let line = 1; ; line++) {
    const feed = bytes.indexOf(0x0a, start)
    const end = feed === -1 ? bytes.length : feed
    try {
      decoder.decode(bytes.subarray(start, end))
    } catch {
      return line
    }
    if (feed === -1) return line
    start = feed + 1
  }
}
