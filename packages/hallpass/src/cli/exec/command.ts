import { buildCommand } from '@stricli/core'
import { cachedSessionAliases, cachedSessionFlags } from '../cached/flags.ts'
import { leaseFlag } from '../cached/lease-flag.ts'
import type { CommandContext } from '../terminal/context.ts'
import { switchFlag } from '../terminal/flags.ts'
import { lazyCommand } from '../terminal/lazy-command.ts'
import type { ExecFlags } from './run.ts'

export const execCommand = buildCommand<ExecFlags, string[], CommandContext>({
  loader: lazyCommand(async () => {
    const { runExec } = await import('./run.ts')
    return (context: CommandContext, flags: ExecFlags, ...command: string[]) =>
      runExec(context, flags, command)
  }),
  parameters: {
    flags: {
      ...cachedSessionFlags,
      ...leaseFlag,
      server: switchFlag('serve it fresh keys for as long as it runs'),
    },
    aliases: cachedSessionAliases,
    positional: {
      kind: 'array',
      parameter: { brief: 'the command, behind --', parse: String, placeholder: 'command' },
    },
  },
  docs: {
    customUsage: [
      '--role-arn ARN --session-name NAME [flags] -- COMMAND …',
      'REQUEST [flags] -- COMMAND …',
      '--lease PROFILE [--server] -- COMMAND …',
    ],
    brief: 'run a command with the keys in its environment',
    fullDescription: [
      'Runs one command with temporary keys, and with no other profile or key of AWS in',
      'its environment. Its exit code is ours. The keys are kept in your cache folder,',
      'for you alone, while they are good. Without a command, on a terminal: a shell.',
      '',
      'With --server the command has no keys but the address of a container credentials',
      'endpoint on this machine: the AWS SDKs fetch new ones there before they end.',
      '',
      'Examples:',
      '  hallpass exec --role-arn arn:aws:iam::123456789012:role/InstruqtS3Access \\',
      '                --session-name ada -- aws s3 ls',
      '  hallpass exec --lease storage-for-beginners --server -- python3 long-job.py',
    ].join('\n'),
  },
})
