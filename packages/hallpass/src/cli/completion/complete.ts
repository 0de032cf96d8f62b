import { type Application, proposeCompletions } from '@stricli/core'
import type { CommandContext } from '../terminal/context.ts'
import { valuesOf } from './values.ts'

/**
 * What a line can go on with, a line each: the word, and what it is behind a tab. Nothing where the shell's own
 * completion of files is right.
 *
 * @param words - the line without the command's name; the last is the one that is being typed
 */
export async function complete(
  app: Application<CommandContext>,
  context: CommandContext,
  words: readonly string[],
): Promise<void> {
  const typed = words.at(-1) === '""' ? '' : (words.at(-1) ?? '')
  const line = [...words.slice(0, -1), typed]
  // What is behind it is somebody else's command.
  if (words.slice(0, -1).includes('--')) return
  const values = valuesOf(line, context.env)
  const proposed =
    values ??
    (await proposeCompletions(app, line, context))
      .filter(({ completion }) => completion !== '--' && !completion.startsWith('--no-'))
      .map(({ completion, brief }) => [completion, brief] as const)
  context.output.result(
    proposed
      .filter(([word]) => word.startsWith(typed) && !/[\t\n]/.test(word))
      .map(([word, brief = '']) => `${word}\t${shortened(brief)}\n`)
      .join(''),
  )
}

/** Shells put it beside the word: what is longer than a line is a hindrance. */
function shortened(brief: string): string {
  const line = brief.replaceAll(/\s+/g, ' ')
  return line.length > 60 ? `${line.slice(0, 59)}…` : line
}
