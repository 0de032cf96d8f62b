/** Writes the demo's story: numbered headings, aligned facts, commands and what they printed. */
export interface Transcript {
  heading(text: string): void
  facts(rows: ReadonlyArray<readonly [name: string, value: string]>): void
  command(text: string): void
  block(text: string): void
  /** Lines for people, without numbering. */
  say(text: string): void
}

/**
 * A transcript on a stream.
 *
 * @param options.colour - bold headings and dim names. Default `false`.
 */
export function createTranscript(
  write: (text: string) => void,
  options: { readonly colour?: boolean } = {},
): Transcript {
  const paint = (code: number, text: string): string =>
    options.colour ? `\u001b[${code}m${text}\u001b[0m` : text
  const bold = (text: string): string => paint(1, text)
  const dim = (text: string): string => paint(2, text)
  let steps = 0
  return {
    heading: (text) => {
      steps += 1
      write(`\n${bold(`${steps}. ${text}`)}\n`)
    },
    facts: (rows) => {
      const width = Math.max(...rows.map(([name]) => name.length))
      for (const [name, value] of rows) {
        const [first = '', ...rest] = wrap(value, lineWidth - width - 5)
        write(`   ${dim(name.padEnd(width))}  ${first}\n`)
        for (const line of rest) write(`${' '.repeat(width + 5)}${line}\n`)
      }
    },
    command: (text) => write(`   ${dim('$')} ${bold(text)}\n`),
    block: (text) => write(`${text.trimEnd().replaceAll(/^/gm, '   ')}\n`),
    say: (text) => write(`${text}\n`),
  }
}

const lineWidth = 100

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
