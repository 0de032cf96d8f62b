import { buildCommand } from '@stricli/core'
import type { DemoFlags } from './run.ts'
import type { CommandContext } from '../terminal/context.ts'
import { switchFlag } from '../terminal/flags.ts'
import { lazyCommand } from '../terminal/lazy-command.ts'

export const demoCommand = buildCommand<DemoFlags, [], CommandContext>({
  loader: lazyCommand(async () => (await import('./run.ts')).runDemo),
  parameters: {
    flags: {
      once: switchFlag('end after the transcript, instead of staying up'),
    },
  },
  docs: {
    customUsage: ['[--once]'],
    brief: 'try it all now, with no AWS account',
    fullDescription: [
      'Starts a local AWS, prepares it as an administrator would, issues keys and a',
      'console link to a named person, uses both, and stays up for you to go on.',
      'Touches nothing in your ~/.aws.',
      '',
      'Example:',
      '  hallpass demo --once',
    ].join('\n'),
  },
})
