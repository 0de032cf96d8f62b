import { buildCommand } from '@stricli/core'
import { cachedSessionAliases, cachedSessionFlags, type CachedSessionFlags } from '../cached/flags.ts'
import type { CommandContext } from '../terminal/context.ts'

export const execCommand = buildCommand<CachedSessionFlags, string[], CommandContext>({
  loader: async () => {
    const { runExec } = await import('./run.ts')
    return function call(this: CommandContext, flags: CachedSessionFlags, ...command: string[]) {
      return runExec(this, flags, command)
    }
  },
  parameters: {
    flags: cachedSessionFlags,
    aliases: cachedSessionAliases,
    positional: {
      kind: 'array',
      parameter: { brief: 'the command, behind --', parse: String, placeholder: 'command' },
    },
  },
  docs: {
    customUsage: ['--role-arn ARN --session-name NAME [flags] -- COMMAND …'],
    brief: 'run a command with the keys in its environment',
    fullDescription: [
      'Runs one command with temporary keys, and with no other profile or key of AWS in',
      'its environment. Its exit code is ours. The keys are kept in your cache folder,',
      'for you alone, while they are good.',
      '',
      'Example:',
      '  hallpass exec --role-arn arn:aws:iam::123456789012:role/InstruqtS3Access \\',
      '                --session-name ada -- aws s3 ls',
    ].join('\n'),
  },
})
