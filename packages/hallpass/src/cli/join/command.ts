import { buildCommand } from '@stricli/core'
import type { CommandContext } from '../terminal/context.ts'
import { switchFlag, textFlag } from '../terminal/flags.ts'
import type { JoinFlags } from './run.ts'
import { lazyCommand } from '../terminal/lazy-command.ts'

export const joinCommand = buildCommand<JoinFlags, [string?], CommandContext>({
  loader: lazyCommand(async () => (await import('./run.ts')).runJoin),
  parameters: {
    flags: {
      serverUrl: { ...textFlag('URL', 'where, for a code alone; default the last one'), optional: true },
      name: { ...textFlag('NAME', 'who you are, where you are new'), optional: true },
      pseudonym: switchFlag('in place of a name: one is made for you'),
      profile: { ...textFlag('PROFILE', "its name; default by the workshop's"), optional: true },
      leave: switchFlag('take away what joining wrote here'),
      json: switchFlag('JSON, for programs'),
    },
    positional: {
      kind: 'tuple',
      parameters: [
        { brief: 'a code, or a link; - reads it', parse: String, placeholder: 'CODE|URL', optional: true },
      ],
    },
  },
  docs: {
    customUsage: ['CODE|URL [flags]', '--leave [PROFILE]'],
    brief: "join a workshop: a profile that gets the workshop's keys by itself",
    fullDescription: [
      'Joins a workshop on a Hallpass server, and writes a profile into your AWS config',
      'file that gets fresh keys by itself for as long as you have access. You joined',
      'in the browser already? Your pass there shows a code for this machine: you are',
      'the same person then. Joined again, you are who you were.',
      '',
      'A personal link is a secret. Where others use the machine too, type',
      'hallpass join alone, and paste it when you are asked.',
      '',
      'Examples:',
      '  hallpass join https://desk.example.com/join/abcd2345',
      '  hallpass join abcd-2345 --server-url https://desk.example.com --name "Ada"',
      '  hallpass join --leave storage-for-beginners',
    ].join('\n'),
  },
})
