import { buildCommand } from '@stricli/core'
import { HallpassError, shownValue, wordsHint } from '../../base/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import { lazyCommand } from '../terminal/lazy-command.ts'
import { type ShellName, shells } from './shells.ts'

type NoFlags = Readonly<Record<string, never>>

export const completionCommand = buildCommand<NoFlags, [ShellName], CommandContext>({
  loader: lazyCommand(async () => {
    const { scriptOf } = await import('./scripts.ts')
    return async ({ output }: CommandContext, _flags: NoFlags, shell: ShellName) =>
      output.result(scriptOf(shell))
  }),
  parameters: {
    flags: {},
    positional: {
      kind: 'tuple',
      parameters: [{ brief: shells.join(', '), parse: parseShell, placeholder: 'SHELL' }],
    },
  },
  docs: {
    brief: 'print what completes commands in your shell',
    fullDescription: [
      'Prints a script that lets your shell complete commands, flags, profiles, roles.',
      '',
      'bash:        source <(hallpass completion bash)',
      'zsh:         source <(hallpass completion zsh), after compinit',
      'fish:        hallpass completion fish | source',
      'powershell:  hallpass completion powershell | Out-String | Invoke-Expression',
      '',
      'Example, for good:',
      "  echo 'source <(hallpass completion bash)' >> ~/.bashrc",
    ].join('\n'),
  },
})

function parseShell(input: string): ShellName {
  const shell = shells.find((one) => one === input)
  if (shell !== undefined) return shell
  throw new HallpassError('UsageError', `${shownValue(input)} is not a shell that is known here`, {
    hint: wordsHint(input, shells),
    facts: { name: 'SHELL' },
  })
}
