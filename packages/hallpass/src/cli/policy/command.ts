import { buildCommand, buildRouteMap } from '@stricli/core'
import type { CommandContext } from '../terminal/context.ts'
import { switchFlag, textFlag, textsFlag } from '../terminal/flags.ts'
import { lazyCommand } from '../terminal/lazy-command.ts'
import type { PolicyTestFlags } from './flags.ts'

const testCommand = buildCommand<PolicyTestFlags, [string], CommandContext>({
  loader: lazyCommand(async () => (await import('./run.ts')).runPolicyTest),
  parameters: {
    flags: {
      roleArn: { ...textFlag('ARN', 'the role, or its name in the config'), optional: true },
      preset: textsFlag('NAME', 'a preset of hallpass setup'),
      bucket: { ...textFlag('NAME', 'the bucket that the preset is about'), optional: true },
      policy: textsFlag('FILE', 'a policy that the role would have'),
      sessionPolicy: { ...textFlag('FILE', 'a session policy beside them'), optional: true },
      sessionName: { ...textFlag('NAME', 'the person (default: ada)'), optional: true },
      simulate: switchFlag('have AWS decide: the role as it is there'),
      sourceProfile: { ...textFlag('NAME', 'the profile with your own credentials'), optional: true },
      json: switchFlag('as JSON'),
    },
    aliases: { r: 'roleArn', s: 'sessionName' },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'the table; - is stdin', parse: String, placeholder: 'TABLE' }],
    },
  },
  docs: {
    customUsage: [
      'TABLE (--preset NAME | --policy FILE) [flags]',
      'TABLE --role-arn ARN [--simulate] [flags]',
    ],
    brief: 'hold policies to a table of what they allow and deny',
    fullDescription: [
      'Reads a table, a line each: allow or deny, an action, a resource, key=value.',
      '',
      '  allow s3:PutObject arn:aws:s3:::lab-files/notes.txt',
      '  deny  iam:*',
      '',
      'Decides by policies that you name, a role of hallpass.config.json, or those of a',
      'role. Nothing is called but what reads the role; --simulate has AWS decide.',
      '',
      'Example:',
      '  hallpass policy test lab.table --preset s3 --bucket lab-files',
    ].join('\n'),
  },
})

export const policyCommands = buildRouteMap<'test', CommandContext>({
  routes: { test: testCommand },
  docs: { brief: 'hold policies to a table of what they allow and deny' },
})
