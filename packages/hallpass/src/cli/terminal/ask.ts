import { HallpassError, printable } from '../../base/index.ts'

/** Questions to a person on a terminal: stdin to answer, stderr to ask, so that stdout stays the result. */
export interface Asker {
  /** Picks one of some. */
  choose(
    message: string,
    options: ReadonlyArray<{ readonly value: string; readonly label: string; readonly hint: string }>,
  ): Promise<string>
  /** A line of text; `problem` tells what is wrong with one, or nothing. */
  text(message: string, problem: (answer: string) => string | undefined): Promise<string>
}

/** An asker, where there is a terminal to ask on; else `undefined`. */
export function createAsker(streams: {
  readonly stdin: NodeJS.ReadStream
  readonly stderr: NodeJS.WriteStream
  readonly signal: AbortSignal
}): Asker | undefined {
  const { stderr: output, signal } = streams
  if (!output.isTTY) return undefined
  const { stdin: input } = streams
  if (!input.isTTY) return undefined
  return {
    choose: async (message, options) => {
      const { select } = await import('@clack/prompts')
      const shown = options.map(({ value, label, hint }) => ({
        value,
        label: printable(label),
        hint: printable(hint),
      }))
      return answered(await select({ message: printable(message), options: shown, input, output, signal }))
    },
    text: async (message, problem) => {
      const { text } = await import('@clack/prompts')
      return answered(
        await text({
          message: printable(message),
          validate: (answer) => problem(answer ?? ''),
          input,
          output,
          signal,
        }),
      )
    },
  }
}

/** Both prompts answer text, or a symbol for Ctrl-C. */
function answered(answer: unknown): string {
  if (typeof answer === 'string') return answer
  throw new HallpassError('Aborted', 'stopped before anything was issued')
}
