import { buildCommand, buildRouteMap } from '@stricli/core'
import { verboseFlag } from '../terminal/verbose.ts'
import type { ProfileAddFlags, ProfilePasteFlags } from './flags.ts'
import type { ProfileListFlags, ProfileCleanFlags } from './run.ts'
import { cachedSessionAliases, cachedSessionFlags } from '../cached/flags.ts'
import { requestPositional } from '../requests/positional.ts'
import type { CommandContext } from '../terminal/context.ts'
import { switchFlag, textFlag } from '../terminal/flags.ts'
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
  loader: lazyCommand(async () => (await import('./run.ts')).runProfileRemove),
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

const { noCache: _, dryRun: __, ...addFlags } = cachedSessionFlags

const addCommand = buildCommand<ProfileAddFlags, [string, string?], CommandContext>({
  loader: lazyCommand(async () => (await import('./add.ts')).runProfileAdd),
  parameters: {
    flags: addFlags,
    aliases: cachedSessionAliases,
    positional: {
      kind: 'tuple',
      parameters: [
        { brief: 'the profile', parse: String, placeholder: 'NAME' },
        ...requestPositional.parameters,
      ],
    },
  },
  docs: {
    brief: 'add a profile that gets fresh keys by itself',
    customUsage: ['NAME --role-arn ARN --session-name NAME [flags]', 'NAME REQUEST [flags]'],
    fullDescription: [
      'Writes a profile into the AWS config file whose keys come from hallpass process:',
      'the AWS CLI and every SDK ask it, and again before the keys end. Asks AWS once,',
      'so that what is refused is refused now. Other tools’ profiles are left alone.',
      '',
      'Example:',
      '  hallpass profile add lab --source-profile instruqt -s ada \\',
      '           --role-arn arn:aws:iam::123456789012:role/InstruqtS3Access',
    ].join('\n'),
  },
})

const pasteCommand = buildCommand<ProfilePasteFlags, [string?], CommandContext>({
  loader: lazyCommand(async () => (await import('./paste.ts')).runProfilePaste),
  parameters: {
    flags: {
      region: { ...textFlag('REGION', 'to ask AWS in, and to write'), optional: true },
      force: switchFlag('take over a profile of this name'),
      dryRun: switchFlag('tell what it is, and write nothing'),
      json: switchFlag('what it is as JSON, for programs'),
      ...verboseFlag,
    },
    positional: {
      kind: 'tuple',
      parameters: [
        {
          brief: 'the profile (default: as the session)',
          parse: String,
          placeholder: 'NAME',
          optional: true,
        },
      ],
    },
  },
  docs: {
    brief: 'make a profile of keys that you were given',
    customUsage: ['[NAME] [flags]', '[NAME] [flags] < FILE'],
    fullDescription: [
      'Reads what somebody gave you, from standard input or as you paste it, and tells',
      'what it is: keys in any form (export, SET, PowerShell, a credentials file, JSON,',
      '.env, a table), with quotes made curly or lines broken; a link; an error.',
      'Keys are tried (GetCallerIdentity) and become a profile. A terminal shows none',
      'of what is pasted, and nothing secret is ever printed.',
      '',
      'Examples:',
      '  hallpass profile paste',
      '  hallpass profile paste ada < keys.txt',
    ].join('\n'),
  },
})

export const profileCommands = buildRouteMap<'list' | 'add' | 'paste' | 'remove' | 'clean', CommandContext>({
  routes: {
    list: listCommand,
    add: addCommand,
    paste: pasteCommand,
    remove: removeCommand,
    clean: cleanCommand,
  },
  docs: { brief: 'profiles that hallpass writes: list, add, paste, remove' },
})
