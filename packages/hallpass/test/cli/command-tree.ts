import { type Command, type RouteMap, run } from '@stricli/core'
import { createApp } from '../../src/cli/app.ts'
import type { CommandContext } from '../../src/cli/terminal/context.ts'
import { createOutput } from '../../src/cli/terminal/output.ts'

/** The commands as they are defined, by their words: `setup apply`. */
export async function commandTree(): Promise<ReadonlyMap<string, Command<CommandContext>>> {
  return new Map(leaves((await createApp({ version: '0', args: [], failed: () => {} })).root))
}

/** What is wrong with a command line, as far as its definition can tell: nothing is run. */
export async function lineProblem(args: readonly string[]): Promise<string | undefined> {
  const failures: unknown[] = []
  const app = await createApp({ version: '0', args, failed: (error) => failures.push(error) })
  // Every command is the real one, but for the work that it would load.
  for (const [, command] of leaves(app.root)) {
    Object.assign(command, { loader: () => Promise.resolve(() => {}) })
  }
  const stdout = { write: () => true }
  const streams = { stdout, stderr: stdout, env: {} }
  await run(app, args, {
    process: streams,
    env: {},
    output: createOutput(streams),
    now: () => new Date(0),
    ask: undefined,
    signal: new AbortController().signal,
    exitWith: () => {},
  })
  const [first] = failures
  if (first === undefined) return undefined
  return first instanceof Error ? first.message : 'it failed with no error'
}

function leaves(
  target: Command<CommandContext> | RouteMap<CommandContext>,
  words: readonly string[] = [],
): ReadonlyArray<readonly [string, Command<CommandContext>]> {
  if (!('getAllEntries' in target)) return [[words.join(' '), target]]
  return target
    .getAllEntries()
    .flatMap(({ name, target: inner }) => leaves(inner, [...words, name['convert-camel-to-kebab']]))
}
