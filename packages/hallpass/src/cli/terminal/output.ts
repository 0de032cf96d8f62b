/*
 * The one file that prints.
 *
 * - stdout holds the result and nothing else, so that it can be piped.
 * - Everything for people goes to stderr: lower case, no full stop.
 *     error: what was wrong
 *     hint: what to type next
 *     warning: what is not as asked, though the command went on
 * - Colour only on a terminal that shows it, and never with NO_COLOR.
 * - Nothing secret goes to stderr.
 * - Nothing on either that steers the terminal or turns text around, whatever a server or a file said: `printable`.
 */
import { HallpassError, printable } from '../../base/index.ts'
import { exitCodeOf, exitCodes } from './exit-codes.ts'
import { createProgress, type ProgressStream } from './progress.ts'

/** The streams a command writes to, as far as it needs them. */
export interface OutputStreams {
  readonly stdout: {
    write(text: string): unknown
    readonly isTTY?: boolean | undefined
    readonly columns?: number | undefined
  }
  readonly stderr: ProgressStream
  /** Writes to what stdout is, and throws the system's error where that does not take it. Default: `stdout.write`. */
  readonly writeWhole?: ((text: string) => void) | undefined
  readonly env: Readonly<Record<string, string | undefined>>
}

export interface Output {
  /** Whether stdout is a terminal that shows colour. */
  readonly colour: boolean
  /** The width of the terminal that stdout is; 80 where it is none, or that is not known. */
  readonly columns: number
  /** The result, to stdout. */
  result(text: string): void
  /** The same, where it must be known to be told: when it returns, stdout has it. @throws the system's error */
  told(text: string): void
  /** The same, with colours of the command's own: what others said in it was made printable before. */
  painted(text: string): void
  /** A line for people, to stderr. */
  note(text: string): void
  /** A line for people that only a terminal is worth: silent in scripts. */
  aside(text: string): void
  /** How far something is: a line that the next one takes the place of, on a terminal only. */
  progress(text: string): void
  warning(message: string, hint?: string): void
  error(message: string, hint?: string): void
}

export function createOutput(streams: OutputStreams): Output {
  const { stdout, env } = streams
  const progress = createProgress(streams.stderr, { env })
  const stderr = {
    isTTY: streams.stderr.isTTY,
    write: (text: string): void => {
      progress.clear()
      streams.stderr.write(text)
    },
  }
  const shown = !env['NO_COLOR'] && env['TERM'] !== 'dumb'
  const colour = stderr.isTTY === true && shown
  const paint = (code: number, text: string): string => (colour ? `\u001b[${code}m${text}\u001b[0m` : text)
  const labelled = (label: string, code: number, text: string): void => {
    const [first = '', ...rest] = printable(text).split('\n')
    stderr.write(
      `${[`${paint(code, `${label}:`)} ${first}`, ...rest.map((line) => `      ${line}`)].join('\n')}\n`,
    )
  }
  const both = (label: string, code: number, message: string, hint: string | undefined): void => {
    labelled(label, code, message.replaceAll('\n', ' '))
    if (hint !== undefined) labelled('hint', 36, hint)
  }
  return {
    colour: stdout.isTTY === true && shown,
    columns: (stdout.isTTY === true && stdout.columns) || 80,
    result: (text) => void stdout.write(printable(text)),
    told: (text) => {
      if (streams.writeWhole === undefined) stdout.write(printable(text))
      else streams.writeWhole(printable(text))
    },
    painted: (text) => void stdout.write(text),
    note: (text) => stderr.write(`${printable(text)}\n`),
    aside: (text) => {
      if (stderr.isTTY === true) stderr.write(`${printable(text)}\n`)
    },
    progress: (text) => progress.show(printable(text)),
    warning: (message, hint) => both('warning', 33, message, hint),
    error: (message, hint) => both('error', 31, message, hint),
  }
}

/** Reports a failure and tells the exit code. An unknown error is our own fault, and says so. */
export function reportFailure(error: unknown, output: Output): number {
  if (error instanceof HallpassError) {
    output.error(error.message, error.hint)
    return exitCodeOf[error.code]
  }
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  output.error(`hallpass itself failed: ${what}`, 'this is a bug; HALLPASS_DEBUG=1 shows where')
  if (process.env['HALLPASS_DEBUG'] === '1' && error instanceof Error && error.stack) output.note(error.stack)
  return exitCodes.internal
}
