import { buildCommand } from '@stricli/core'
import { cachedSessionAliases, cachedSessionFlags, type CachedSessionFlags } from '../cached/flags.ts'
import { leaseFlag, type LeaseFlag } from '../cached/lease-flag.ts'
import type { CommandContext } from '../terminal/context.ts'
import { lazyRequestCommand, requestPositional } from '../requests/positional.ts'

export const processCommand = buildCommand<CachedSessionFlags & LeaseFlag, [string?], CommandContext>({
  loader: lazyRequestCommand(async () => (await import('./run.ts')).runProcess),
  parameters: {
    flags: { ...cachedSessionFlags, ...leaseFlag },
    aliases: cachedSessionAliases,
    positional: requestPositional,
  },
  docs: {
    customUsage: ['--role-arn ARN --session-name NAME [flags]', 'REQUEST [flags]', '--lease PROFILE'],
    brief: 'keys for a credential_process, kept while they are good',
    fullDescription: [
      'Prints keys as the AWS SDKs and the AWS CLI read them from a credential_process.',
      'They are kept in your cache folder, for you alone, and asked for anew before',
      'they end, by one process at a time. With --lease: those of a workshop that you',
      'joined, from its server, and kept nowhere.',
      '',
      'Example, in ~/.aws/config:',
      '  [profile lab]',
      '  credential_process = hallpass process --source-profile instruqt -r ARN -s ada',
    ].join('\n'),
  },
})
