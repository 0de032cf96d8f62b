import { buildCommand } from '@stricli/core'
import type { LocalFlags } from './run.ts'
import type { CommandContext } from '../terminal/context.ts'
import { switchFlag, textFlag } from '../terminal/flags.ts'
import { lazyCommand } from '../terminal/lazy-command.ts'

export const localCommand = buildCommand<LocalFlags, [], CommandContext>({
  loader: lazyCommand(async () => (await import('./run.ts')).runLocal),
  parameters: {
    flags: {
      port: { ...textFlag('N', 'the port (default: a free one)'), optional: true },
      host: { ...textFlag('HOST', 'the address (default: 127.0.0.1)'), optional: true },
      region: { ...textFlag('REGION', 'the region it plays (default: us-east-1)'), optional: true },
      world: { ...textFlag('FILE', 'what is there from the start, as JSON'), optional: true },
      account: {
        ...textFlag('N', 'so many accounts, or the ids (default: 1)'),
        optional: true,
        variadic: true,
      },
      accountId: { ...textFlag('N', 'its first account (default: 111122223333)'), optional: true },
      maxStored: { ...textFlag('S', 'keep so much of objects (default: 20GiB)'), optional: true },
      maxEvents: { ...textFlag('N', 'remember so many events (default: 10000)'), optional: true },
      oneConsoleSession: switchFlag('one console session in a browser, not five'),
      data: { ...textFlag('DIR', 'keep everything in a directory'), optional: true },
      load: { ...textFlag('FILE', 'begin with a snapshot'), optional: true },
      quiet: switchFlag('no line for each request'),
      clock: { ...textFlag('T', 'start at 2026-11-22T12:00:00Z, +2h or -30m'), optional: true },
      consistencyDelay: {
        ...textFlag('D', 'what is new is unknown for that long (10s)'),
        optional: true,
      },
      stsRate: { ...textFlag('N', 'STS requests a second (AWS: 600)'), optional: true },
      serverErrorRate: {
        ...textFlag('P', 'answer so many 500 or 503 (0 to 1)'),
        optional: true,
      },
      dropRate: { ...textFlag('P', 'cut so many connections (0 to 1)'), optional: true },
    },
  },
  docs: {
    customUsage: ['[flags]'],
    brief: 'run a local AWS: STS, IAM, S3, secrets, console sign-in',
    fullDescription: [
      'Runs a local AWS until Ctrl-C. Prints the lines to paste into another terminal',
      'to use it.',
      '',
      'Example:',
      '  hallpass local --port 4566',
    ].join('\n'),
  },
})
