import { buildCommand } from '@stricli/core'
import type { CommandContext } from '../context.ts'
import { switchFlag } from '../flags.ts'
import { lazyCommand } from '../lazy-command.ts'

export interface DemoFlags {
  readonly once?: boolean
}

export const demoCommand = buildCommand<DemoFlags, [], CommandContext>({
  loader: lazyCommand(async () => (await import('./demo-run.ts')).runDemo),
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
