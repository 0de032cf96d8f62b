import type { Command } from '@stricli/core'
import type { CommandContext } from './context.ts'

/** A command with its line in the help of the group above, where stricli shows required flags alone. */
export function withUsageLine(command: Command<CommandContext>, usage: string): Command<CommandContext> {
  return { ...command, formatUsageLine: ({ prefix }) => [...prefix, usage].join(' ') }
}
