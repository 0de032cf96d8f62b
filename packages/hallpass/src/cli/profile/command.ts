import { buildCommand, buildRouteMap } from '@stricli/core'
import type { ProfileListFlags, ProfileCleanFlags } from './run.ts'
import type { CommandContext } from '../terminal/context.ts'
import { switchFlag } from '../terminal/flags.ts'
import { lazyCommand } from '../terminal/lazy-command.ts'

type NoFlags = Readonly<Record<string, never>>

const listCommand = buildCommand<ProfileListFlags, [], CommandContext>({
  loader: lazyCommand(async () => (await import('./run.ts')).runProfileList),
  parameters: {
    flags: {
      json: switchFlag('a JSON list, for programs'),
    },
  },
  docs: {
    brief: 'list the profiles that hallpass wrote, with the time left',
    customUsage: ['[--json]'],
    fullDescription:
      'Lists the profiles that hallpass wrote, with the time left.\n\nExample:\n  hallpass profile list',
  },
})

const removeCommand = buildCommand<NoFlags, [string, ...string[]], CommandContext>({
  loader: async () => {
    const { runProfileRemove } = await import('./run.ts')
    return function call(this: CommandContext, _flags, ...names) {
      return runProfileRemove(this, names)
    }
  },
  parameters: {
    flags: {},
    positional: {
      kind: 'array',
      minimum: 1,
      parameter: { brief: 'the profile', parse: String, placeholder: 'NAME' },
    },
  },
  docs: {
    brief: 'remove profiles that hallpass wrote',
    fullDescription:
      'Removes profiles that hallpass wrote from the credentials file, and nothing\nelse.\n\nExample:\n  hallpass profile remove identified@domain.ext',
  },
})

const cleanCommand = buildCommand<ProfileCleanFlags, [], CommandContext>({
  loader: lazyCommand(async () => (await import('./run.ts')).runProfileClean),
  parameters: {
    flags: {
      all: switchFlag('also those that are still good'),
    },
  },
  docs: {
    brief: 'remove the profiles that hallpass wrote and that have expired',
    customUsage: ['[--all]'],
    fullDescription:
      'Removes the profiles that hallpass wrote and whose keys have expired; with\n--all every one that hallpass wrote. Nothing else in the file changes.\n\nExample:\n  hallpass profile clean --all',
  },
})

export const profileCommands = buildRouteMap<'list' | 'remove' | 'clean', CommandContext>({
  routes: { list: listCommand, remove: removeCommand, clean: cleanCommand },
  docs: { brief: 'list, remove and clean up the profiles that hallpass wrote' },
})
