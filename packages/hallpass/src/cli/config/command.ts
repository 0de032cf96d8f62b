import { buildCommand, buildRouteMap } from '@stricli/core'
import type { CommandContext } from '../terminal/context.ts'
import { lazyCommand } from '../terminal/lazy-command.ts'

type NoFlags = Readonly<Record<string, never>>

const checkCommand = buildCommand<NoFlags, [string?], CommandContext>({
  loader: async () => {
    const { runConfigCheck } = await import('./run.ts')
    return function call(this: CommandContext, _flags, path) {
      return runConfigCheck(this, path)
    }
  },
  parameters: {
    flags: {},
    positional: {
      kind: 'tuple',
      parameters: [
        {
          brief: 'the file (default: hallpass.config.json)',
          parse: String,
          placeholder: 'FILE',
          optional: true,
        },
      ],
    },
  },
  docs: {
    brief: 'check a configuration file',
    fullDescription:
      'Checks a configuration file: its form, and the policies and names in it. Calls\nnothing.\n\nExample:\n  hallpass config check',
  },
})

const schemaCommand = buildCommand<NoFlags, [], CommandContext>({
  loader: lazyCommand(async () => (await import('./run.ts')).runConfigSchema),
  parameters: { flags: {} },
  docs: {
    brief: 'print the JSON Schema of a configuration file',
    fullDescription:
      'Prints the JSON Schema of a configuration file, for editors.\n\nExample:\n  hallpass config schema > hallpass.config.schema.json',
  },
})

export const configCommands = buildRouteMap<'check' | 'schema', CommandContext>({
  routes: { check: checkCommand, schema: schemaCommand },
  docs: { brief: 'check hallpass.config.json, print its schema' },
})
