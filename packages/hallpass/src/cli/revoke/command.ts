import { buildCommand } from '@stricli/core'
import type { RevokeFlags } from './flags.ts'
import type { CommandContext } from '../terminal/context.ts'
import { switchFlag, textFlag, textsFlag } from '../terminal/flags.ts'
import { lazyCommand } from '../terminal/lazy-command.ts'
import { verboseFlag } from '../terminal/verbose.ts'

export const revokeCommand = buildCommand<RevokeFlags, [], CommandContext>({
  loader: lazyCommand(async () => (await import('./run.ts')).runRevoke, { isAdministrator: true }),
  parameters: {
    flags: {
      roleArn: { ...textFlag('ARN', 'the role, or its name in the config'), optional: true },
      sessionName: textsFlag('NAME', 'end the sessions of this name; several times'),
      each: { ...textFlag('FILE', 'end those of all in a list (- is stdin)'), optional: true },
      nameColumn: { ...textFlag('HEADER', 'each: the column with the names'), optional: true },
      issued: {
        ...textFlag('DIR', 'the --out of issue --each: whom it knows'),
        optional: true,
      },
      allBefore: {
        ...textFlag('TIME', 'end all issued before: now, 10m (ago), a date'),
        optional: true,
      },
      allowNew: switchFlag('names: let later sessions work'),
      undo: switchFlag('names: take their revocation back'),
      list: switchFlag('who is denied now'),
      prune: switchFlag('take out what has lapsed, and pack the rest'),
      region: { ...textFlag('REGION', 'the region of your own credentials'), optional: true },
      sourceProfile: { ...textFlag('NAME', 'the profile with your own credentials'), optional: true },
      mfaToken: { ...textFlag('CODE', 'six digits, where the profile wants MFA'), optional: true },
      mfaProcess: { ...textFlag('COMMAND', 'a command that prints them'), optional: true },
      json: switchFlag('one JSON object, for programs'),
      ...verboseFlag,
    },
    aliases: { r: 'roleArn', s: 'sessionName' },
  },
  docs: {
    brief: 'end sessions before their time',
    customUsage: [
      '--role-arn ARN -s NAME [-s NAME …] [--allow-new] [flags]',
      '--role-arn ARN --each FILE [--allow-new] [flags]',
      '--role-arn ARN --all-before TIME [flags]',
      '--role-arn ARN (-s NAME | --each FILE) --undo [flags]',
      '--role-arn ARN (--list | --prune) [flags]',
    ],
    fullDescription: [
      'AWS cannot take keys back, but it evaluates permissions on every request: an',
      'inline policy of the role, hallpass-revoke-…, denies everything to the sessions.',
      'It works within seconds mostly; AWS may take minutes.',
      '',
      'A name stays denied for as long as anything issued to it can be alive, a day or',
      'so, and new sessions under it too; with --allow-new only those that exist now.',
      '--undo lets it back in.',
      '',
      'A role has room for a hundred names or two. When it is full, the exit code is',
      '10, and whoever is named as not ended goes on working. So it is for a name that',
      'was never issued as it is spelt, as far as that is known here (--issued).',
      '',
      'Examples:',
      '  hallpass revoke --role-arn arn:aws:iam::123456789012:role/InstruqtS3Access \\',
      '                  --session-name identified@domain.ext',
      '  hallpass revoke -r ARN -s ada -s bob --json',
      '  hallpass revoke -r ARN --all-before now',
    ].join('\n'),
  },
})
