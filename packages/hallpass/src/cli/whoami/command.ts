import { buildCommand } from '@stricli/core'
import type { WhoamiFlags } from './run.ts'
import type { CommandContext } from '../terminal/context.ts'
import { switchFlag, textFlag } from '../terminal/flags.ts'
import { lazyCommand } from '../terminal/lazy-command.ts'
import { verboseFlag } from '../terminal/verbose.ts'

export const whoamiCommand = buildCommand<WhoamiFlags, [], CommandContext>({
  loader: lazyCommand(async () => (await import('./run.ts')).runWhoami),
  parameters: {
    flags: {
      sourceProfile: { ...textFlag('NAME', 'the profile to look at'), optional: true },
      region: { ...textFlag('REGION', 'the region to call'), optional: true },
      mfaToken: { ...textFlag('CODE', 'six digits, where the profile wants MFA'), optional: true },
      mfaProcess: { ...textFlag('COMMAND', 'a command that prints them'), optional: true },
      json: switchFlag('one JSON object, for programs'),
      ...verboseFlag,
    },
  },
  docs: {
    customUsage: ['[flags]'],
    brief: 'show your own credentials: whose, from where, good for what',
    fullDescription: [
      'Asks AWS whose credentials hallpass would call with, and tells where they came',
      'from, how long they last, and how long the sessions and console links made with',
      'them may be.',
      '',
      'Example:',
      '  hallpass whoami --source-profile lab',
    ].join('\n'),
  },
})
