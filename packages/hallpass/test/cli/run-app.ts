import { run } from '@stricli/core'
import { HallpassError } from '../../src/base/index.ts'
import { createApp, preparedWords } from '../../src/cli/app.ts'
import type { CommandContext } from '../../src/cli/terminal/context.ts'
import { createOutput, reportFailure } from '../../src/cli/terminal/output.ts'

/** How a command ended, and what it printed. */
export interface AppEnd {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
  /** What it failed with; each that is no `HallpassError` is a bug. */
  readonly failures: readonly unknown[]
  readonly bugs: readonly unknown[]
}

/** Runs a command line in this process, without a terminal to answer on, in the environment that is given and no other. */
export async function runApp(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  options: { readonly signal?: AbortSignal; readonly terminal?: boolean } = {},
): Promise<AppEnd> {
  let stdout = ''
  let stderr = ''
  const isTTY = options.terminal === true
  const streams = {
    stdout: { write: (text: string) => (stdout += text), isTTY },
    stderr: { write: (text: string) => (stderr += text), isTTY },
  }
  const output = createOutput({ ...streams, env })
  const failures: unknown[] = []
  let exitCode = 0
  const stricliProcess = { stdout: streams.stdout, stderr: { write: () => true }, env, exitCode: 0 }
  const context: CommandContext = {
    process: stricliProcess,
    env,
    output,
    now: () => new Date(),
    ask: undefined,
    signal: options.signal ?? new AbortController().signal,
    exitWith: (code) => {
      exitCode = code
    },
  }
  const words = preparedWords(args)
  const app = await createApp({ version: '0', args: words, failed: (error) => failures.push(error) })
  await run(app, words, {
    process: stricliProcess,
    forCommand: ({ prefix }) => ({ ...context, command: prefix.join(' ') }),
  })
  for (const failure of failures) exitCode = reportFailure(failure, output)
  const bugs = failures.filter((failure) => !(failure instanceof HallpassError))
  return { exitCode, stdout, stderr, failures, bugs }
}
