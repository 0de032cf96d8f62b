import { buildCommand } from '@stricli/core'
import { cachedSessionAliases, cachedSessionFlags } from '../cached/flags.ts'
import type { CommandContext } from '../terminal/context.ts'
import { durationFlag, switchFlag, textFlag } from '../terminal/flags.ts'
import { lazyRequestCommand, requestPositional } from '../requests/positional.ts'
import type { ConsoleFlags } from './flags.ts'

export const consoleCommand = buildCommand<ConsoleFlags, [string?], CommandContext>({
  loader: lazyRequestCommand(async () => (await import('./run.ts')).runConsole),
  parameters: {
    flags: {
      ...cachedSessionFlags,
      profile: { ...textFlag('NAME', 'the profile whose keys sign in'), optional: true },
      service: { ...textFlag('NAME', 'the page of a service: s3, ec2'), optional: true },
      destination: { ...textFlag('URL', 'the page to open'), optional: true },
      issuer: { ...textFlag('URL', 'where the console leads at its end'), optional: true },
      consoleDuration: durationFlag('--console-duration', 'of the console (default 12h)'),
      print: switchFlag('print the link, and open nothing'),
      stay: switchFlag('keep a page up that makes fresh links'),
      browser: { ...textFlag('COMMAND', 'the browser (default: BROWSER)'), optional: true },
      isolate: switchFlag('in a browser profile of its own'),
      signOutFirst: switchFlag('end the console session that is open'),
    },
    aliases: cachedSessionAliases,
    positional: requestPositional,
  },
  docs: {
    customUsage: ['--role-arn ARN --session-name NAME [flags]', 'REQUEST [flags]', '--profile NAME [flags]'],
    brief: 'open the AWS console in the browser',
    fullDescription: [
      'Opens the AWS console, signed in with temporary keys: of a role, or those that a',
      "profile has. An IAM user's own keys in a profile sign in as a federated user.",
      '',
      'The link is handed to the browser on this machine alone, and is in no process’s',
      'arguments. Where there is no browser (SSH, a container, CI) it is printed.',
      '',
      'Signed in to another account already? --isolate opens a browser profile of its',
      'own for each role and person.',
      '',
      'Examples:',
      '  hallpass console --role-arn arn:aws:iam::123456789012:role/InstruqtS3Access \\',
      '                   --session-name ada --service s3',
      '  hallpass console --profile ada --print',
    ].join('\n'),
  },
})
