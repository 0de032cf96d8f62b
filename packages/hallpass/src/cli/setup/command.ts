import { buildCommand, buildRouteMap } from '@stricli/core'
import { HallpassError, shownValue, wordsHint } from '../../base/index.ts'
import { exportFormats, type ExportFormat } from '../../setup/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import { durationFlag, switchFlag, textFlag } from '../terminal/flags.ts'
import { lazyCommand } from '../terminal/lazy-command.ts'
import {
  secretFlags,
  setupFlags,
  type SetupApplyFlags,
  type SetupCheckFlags,
  type SetupDestroyFlags,
  type SetupExportFlags,
  type SetupPlanFlags,
  type SetupRotateFlags,
} from './flags.ts'

/** Taken as everywhere in set-up, and without a meaning for this command: help leaves it out. */
function hidden<Flag extends object>(flag: Flag) {
  return { ...flag, hidden: true } as const
}

/** For commands that make no access key. */
const noKey = { keybase: hidden(setupFlags.keybase), pgpKey: hidden(setupFlags.pgpKey) }

const planCommand = buildCommand<SetupPlanFlags, [], CommandContext>({
  loader: lazyCommand(async () => (await import('./plan.ts')).runSetupPlan),
  parameters: { flags: { ...setupFlags, adopt: switchFlag('with a profile: as apply --adopt') } },
  docs: {
    customUsage: ['[flags]'],
    brief: 'say what would be created, each policy in full',
    fullDescription: [
      'Says what would be created, each policy in full. Needs no AWS, calls nothing.',
      'With --source-profile it looks into the account, changes nothing, and shows each',
      'change that apply would make, old and new.',
      '',
      'Examples:',
      '  hallpass setup plan --preset s3-own-prefix --bucket lab-files',
      '  hallpass setup plan --source-profile admin',
    ].join('\n'),
  },
})

const exportCommand = buildCommand<SetupExportFlags, [ExportFormat], CommandContext>({
  loader: lazyCommand(async () => (await import('./export.ts')).runSetupExport),
  parameters: {
    flags: {
      ...setupFlags,
      out: { ...textFlag('DIR', 'the folder for the files (default: stdout)'), optional: true },
    },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: exportFormats.join(', '), placeholder: 'FORMAT', parse: parseFormat }],
    },
  },
  docs: {
    customUsage: ['FORMAT [flags]'],
    brief: 'write it for Terraform, CloudFormation, the AWS CLI, or to do by hand',
    fullDescription: [
      'Writes the set-up for another tool, from the same model that apply works from.',
      '',
      '  terraform       a root configuration, for version 5 of the AWS provider',
      '  cloudformation  a template, to deploy with CAPABILITY_NAMED_IAM',
      '  cli             a bash script for the AWS CLI: apply, destroy',
      '  steps           numbered steps for the console, with the JSON to paste',
      '  admin-policy    the least that an administrator needs to do it',
      '',
      'Example:',
      '  hallpass setup export terraform --out setup && terraform -chdir=setup init',
    ].join('\n'),
  },
})

const applyCommand = buildCommand<SetupApplyFlags, [], CommandContext>({
  loader: lazyCommand(async () => (await import('./apply.ts')).runSetupApply),
  parameters: {
    flags: {
      ...setupFlags,
      ...secretFlags,
      adopt: switchFlag('take over what exists; destroy gives it back'),
      dryRun: switchFlag('show each change, old and new; change nothing'),
      yes: switchFlag('on a terminal: ask nothing'),
    },
  },
  docs: {
    customUsage: ['[flags]'],
    brief: 'create it in the account, or repair it',
    fullDescription:
      'Creates what is missing, changes what differs, leaves everything else alone.\nSafe to run again. On a terminal it asks before it changes what exists.\n\nExample:\n  hallpass setup apply --source-profile admin --keybase identified',
  },
})

const checkCommand = buildCommand<SetupCheckFlags, [], CommandContext>({
  loader: lazyCommand(async () => (await import('./check.ts')).runSetupCheck),
  parameters: { flags: { ...setupFlags, ...noKey, json: switchFlag('one JSON object, for programs') } },
  docs: {
    customUsage: ['[flags]'],
    brief: 'compare the account with it',
    fullDescription:
      'Compares the account with the set-up, names each difference. Changes nothing.\n\nExamples:\n  hallpass setup check --source-profile admin\n  hallpass setup check --source-profile admin --json',
  },
})

const destroyCommand = buildCommand<SetupDestroyFlags, [], CommandContext>({
  loader: lazyCommand(async () => (await import('./destroy.ts')).runSetupDestroy),
  parameters: {
    flags: {
      ...setupFlags,
      ...noKey,
      confirm: { ...textFlag('NAME', "the set-up's name, to say that you mean it"), optional: true },
    },
  },
  docs: {
    customUsage: ['[flags]'],
    brief: 'remove it from the account',
    fullDescription:
      'Removes what the set-up made, and nothing else.\n\nExample:\n  hallpass setup destroy --source-profile admin --confirm instruqt',
  },
})

const rotateCommand = buildCommand<SetupRotateFlags, [], CommandContext>({
  loader: lazyCommand(async () => (await import('./rotate.ts')).runSetupRotate),
  parameters: {
    flags: {
      ...setupFlags,
      ...secretFlags,
      finish: switchFlag('remove the first key, once nobody uses it'),
      unusedFor: durationFlag('--unused-for', 'finish: how long unused (default 1h)'),
    },
  },
  docs: {
    customUsage: ['[flags]'],
    brief: 'give the user a second access key, and later remove the first',
    fullDescription:
      'Makes a second access key and hands it over; --finish removes the first, once\nnobody uses it.\n\nExample:\n  hallpass setup rotate --source-profile admin --keybase identified\n  hallpass setup rotate --source-profile admin --finish',
  },
})

const commands = {
  plan: planCommand,
  export: exportCommand,
  apply: applyCommand,
  check: checkCommand,
  destroy: destroyCommand,
  rotate: rotateCommand,
}

export const setupCommands = buildRouteMap<keyof typeof commands, CommandContext>({
  routes: commands,
  docs: { brief: 'prepare an AWS account, see what is in it, and take it away again' },
})

function parseFormat(input: string): ExportFormat {
  const format = exportFormats.find((one) => one === input)
  if (format !== undefined) return format
  throw new HallpassError('UsageError', `there is no export ${shownValue(input)}`, {
    hint: wordsHint(input, exportFormats),
  })
}
