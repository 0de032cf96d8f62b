import { printable } from '../../base/index.ts'

/** Writes the demo's story: numbered headings, aligned facts, commands and what they printed. */
export interface Transcript {
  heading(text: string): void
  facts(rows: ReadonlyArray<readonly [name: string, value: string]>): void
  command(text: string): void
  /** What a command printed; `cut` shortens lines to the width. */
  block(text: string, options?: { readonly cut?: boolean }): void
  /** Commands to paste: one that is too long goes on, as shells have it, before a flag. */
  paste(lines: readonly string[]): void
  /** Lines for people, without numbering. */
  say(text: string): void
}

/**
 * A transcript on a stream.
 *
 * @param options.columns - the width to keep to, where words allow it; 100 at most. Default 80.
 * @param options.colour - bold headings and dim names. Default `false`.
 */
export function createTranscript(
  write: (text: string) => void,
  options: { readonly colour?: boolean; readonly columns?: number } = {},
): Transcript {
  const paint = (code: number, text: string): string =>
    options.colour ? `\u001b[${code}m${text}\u001b[0m` : text
  const bold = (text: string): string => paint(1, text)
  const dim = (text: string): string => paint(2, text)
  const lineWidth = Math.min(options.columns ?? 80, 100)
  let steps = 0
  return {
    heading: (text) => {
      steps += 1
      write(`\n${bold(`${steps}. ${printable(text)}`)}\n`)
    },
    facts: (rows) => {
      const width = Math.max(...rows.map(([name]) => name.length))
      for (const [name, said] of rows) {
        const value = printable(said)
        const room = lineWidth - width - 5
        const [first = '', ...rest] = wrap(value, room)
        if (Math.max(first.length, ...rest.map((line) => line.length)) > room) {
          // Below its name there is more room for what cannot be broken.
          write(`   ${dim(name)}\n`)
          for (const line of wrap(value, lineWidth - 3)) write(`   ${line}\n`)
          continue
        }
        write(`   ${dim(name.padEnd(width))}  ${first}\n`)
        for (const line of rest) write(`${' '.repeat(width + 5)}${line}\n`)
      }
    },
    command: (text) =>
      write(`   ${dim('$')} ${bold(commandLines(printable(text), lineWidth - 5).join(' \\\n       '))}\n`),
    block: (text, { cut = false } = {}) => {
      for (const line of printable(text).trimEnd().split('\n')) {
        const room = lineWidth - 3
        const [, value = '', ending = ''] = /^(.*?)("?,?)$/.exec(line) ?? []
        const long = cut && line.length > room
        write(`   ${long ? `${value.slice(0, room - ending.length - 1)}…${ending}` : line}\n`)
      }
    },
    paste: (lines) => {
      for (const line of lines)
        write(`   ${commandLines(printable(line), lineWidth - 3).join(' \\\n     ')}\n`)
    },
    say: (text) => write(`${wrap(printable(text), lineWidth).join('\n')}\n`),
  }
}

/** Breaks between words; a word longer than the line stays whole, so that it can be copied. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

/** Breaks a command before its flags, where it is too long, with room for the ` \\` that continues it. */
function commandLines(command: string, width: number): string[] {
  if (command.length <= width) return [command]
  const lines: string[] = []
  for (const part of command.split(/ (?=-)/)) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + part.length + 5 <= width)
      lines[lines.length - 1] = `${last} ${part}`
    else lines.push(part)
  }
  return lines
}
