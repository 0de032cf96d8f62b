import type { Command, RouteMap } from '@stricli/core'
import type { CommandContext } from './terminal/context.ts'
import { withUsageLine } from './terminal/usage-line.ts'

/** The first word of a command line that runs something. */
export type CommandWord = keyof typeof loaders

type Loader = () => Promise<Command<CommandContext> | RouteMap<CommandContext>>

// In the order of the help. Each is loaded when it is named: the flags of all take longer than most commands' work.
const loaders = {
  issue: async () => withUsageLine((await import('./issue/command.ts')).issueCommand, '[REQUEST] [flags]'),
  exec: async () =>
    withUsageLine((await import('./exec/command.ts')).execCommand, '[REQUEST] [flags] -- COMMAND …'),
  console: async () =>
    withUsageLine((await import('./console/command.ts')).consoleCommand, '[REQUEST] [flags]'),
  process: async () =>
    withUsageLine((await import('./process/command.ts')).processCommand, '[REQUEST] [flags]'),
  whoami: async () => withUsageLine((await import('./whoami/command.ts')).whoamiCommand, '[flags]'),
  doctor: async () => withUsageLine((await import('./doctor/command.ts')).doctorCommand, '[REQUEST] [flags]'),
  join: async () => withUsageLine((await import('./join/command.ts')).joinCommand, 'CODE|URL [flags]'),
  profile: async () => (await import('./profile/command.ts')).profileCommands,
  setup: async () => (await import('./setup/command.ts')).setupCommands,
  policy: async () => (await import('./policy/command.ts')).policyCommands,
  each: async () => (await import('./each/command.ts')).eachCommands,
  revoke: async () =>
    withUsageLine(
      (await import('./revoke/command.ts')).revokeCommand,
      '--role-arn ARN --session-name NAME [flags]',
    ),
  config: async () => (await import('./config/command.ts')).configCommands,
  completion: async () => withUsageLine((await import('./completion/command.ts')).completionCommand, 'SHELL'),
  demo: async () => withUsageLine((await import('./demo/command.ts')).demoCommand, '[--once]'),
  local: async () => withUsageLine((await import('./local/command.ts')).localCommand, '[flags]'),
  server: async () => withUsageLine((await import('./server/command.ts')).serverCommand, '[link] [flags]'),
  workshop: async () => (await import('./workshop/command.ts')).workshopCommands,
  audit: async () => (await import('./audit/command.ts')).auditCommands,
} satisfies Record<string, Loader>

/** Every command's word, in the order of the help. */
export const commandWords = Object.keys(loaders).filter(isCommandWord)

/** Whether a word names a command, or a group of them. */
export function isCommandWord(word: string | undefined): word is CommandWord {
  return word !== undefined && Object.hasOwn(loaders, word)
}

/** The definitions of these commands: their flags and their help. */
export async function loadCommands(
  words: readonly CommandWord[],
): Promise<Record<string, Command<CommandContext> | RouteMap<CommandContext>>> {
  return Object.fromEntries(await Promise.all(words.map(async (word) => [word, await loaders[word]()])))
}
