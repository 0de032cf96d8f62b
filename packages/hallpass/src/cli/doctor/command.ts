import { buildCommand } from '@stricli/core'
import { cachedSessionAliases, cachedSessionFlags } from '../cached/flags.ts'
import type { CommandContext } from '../terminal/context.ts'
import { durationFlag, switchFlag } from '../terminal/flags.ts'
import { lazyRequestCommand, requestPositional } from '../requests/positional.ts'
import type { DoctorFlags } from './flags.ts'

const { noCache: _, dryRun: __, ...sessionFlags } = cachedSessionFlags

export const doctorCommand = buildCommand<DoctorFlags, [string?], CommandContext>({
  loader: lazyRequestCommand(async () => (await import('./run.ts')).runDoctor),
  parameters: {
    flags: {
      ...sessionFlags,
      consoleDuration: durationFlag('--console-duration', 'of the console'),
      json: switchFlag('as JSON'),
    },
    aliases: cachedSessionAliases,
    positional: requestPositional,
  },
  docs: {
    customUsage: ['[--role-arn ARN] [--session-name NAME] [flags]', 'REQUEST [flags]'],
    brief: 'find out why keys are refused',
    fullDescription: [
      'Walks from your credentials to the console, stops at the first thing that is',
      'wrong, and says what to do. With a role it asks for a session, and drops it.',
      '',
      'Takes the flags of hallpass issue: put doctor in its place.',
      '',
      'Example:',
      '  hallpass doctor --role-arn arn:aws:iam::123456789012:role/InstruqtS3Access',
    ].join('\n'),
  },
})
