import { buildCommand, buildRouteMap } from '@stricli/core'
import { viaFlag } from '../terminal/via.ts'
import { sessionDurationFlag, switchFlag, textFlag } from '../terminal/flags.ts'
import type { ConfigInitFlags } from './init.ts'
import type { CommandContext } from '../terminal/context.ts'
import { lazyCommand } from '../terminal/lazy-command.ts'

const initCommand = buildCommand<ConfigInitFlags, [string?], CommandContext>({
  loader: lazyCommand(async () => (await import('./init.ts')).runConfigInit),
  parameters: {
    flags: {
      roleArn: { ...textFlag('ARN', 'the role to hand out'), optional: true },
      sessionName: { ...textFlag('NAME', 'who it is for'), optional: true },
      duration: sessionDurationFlag('of the keys, 15m to 12h, or max'),
      region: { ...textFlag('REGION', 'to call, and for the keys'), optional: true },
      sourceProfile: { ...textFlag('NAME', 'the profile with your own credentials'), optional: true },
      via: viaFlag,
      user: switchFlag('your own file, for every folder'),
    },
    aliases: { r: 'roleArn', s: 'sessionName' },
    positional: {
      kind: 'tuple',
      parameters: [
        { brief: 'what to call the request', parse: String, placeholder: 'REQUEST', optional: true },
      ],
    },
  },
  docs: {
    customUsage: ['[REQUEST] [flags]'],
    brief: 'write a configuration file with a request',
    fullDescription: [
      'Writes hallpass.config.json with one request, for hallpass issue REQUEST, exec,',
      'process, console and doctor. What no flag says is asked, on a terminal. A file',
      'that is there stays as it is.',
      '',
      'Example:',
      '  hallpass config init lab -r arn:aws:iam::123456789012:role/InstruqtS3Access',
    ].join('\n'),
  },
})

const showCommand = buildCommand<NoFlags, [], CommandContext>({
  loader: lazyCommand(async () => (await import('./run.ts')).runConfigShow),
  parameters: { flags: {} },
  docs: {
    brief: 'print the requests, and where each stands',
    fullDescription:
      'Prints the requests by name, as JSON: those of hallpass.config.json in this\nfolder, then those of your own file.\n\nExample:\n  hallpass config show',
  },
})

type NoFlags = Readonly<Record<string, never>>

const checkCommand = buildCommand<NoFlags, [string?], CommandContext>({
  loader: lazyCommand(async () => (await import('./run.ts')).runConfigCheck),
  parameters: {
    flags: {},
    positional: {
      kind: 'tuple',
      parameters: [
        {
          brief: 'the file (default: hallpass.config.json)',
          parse: String,
          placeholder: 'FILE',
          optional: true,
        },
      ],
    },
  },
  docs: {
    brief: 'check a configuration file',
    fullDescription:
      'Checks a configuration file: its form, and the policies and names in it. Without\nFILE that of this folder and your own. Calls nothing.\n\nExample:\n  hallpass config check',
  },
})

const schemaCommand = buildCommand<NoFlags, [], CommandContext>({
  loader: lazyCommand(async () => (await import('./run.ts')).runConfigSchema),
  parameters: { flags: {} },
  docs: {
    brief: 'print the JSON Schema of a configuration file',
    fullDescription:
      'Prints the JSON Schema of a configuration file, for editors.\n\nExample:\n  hallpass config schema > hallpass.config.schema.json',
  },
})

export const configCommands = buildRouteMap<'init' | 'show' | 'check' | 'schema', CommandContext>({
  routes: { init: initCommand, show: showCommand, check: checkCommand, schema: schemaCommand },
  docs: { brief: 'requests by name, in hallpass.config.json' },
})
