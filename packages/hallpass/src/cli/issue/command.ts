import { buildCommand } from '@stricli/core'
import { shownValue, HallpassError, wordsHint } from '../../base/index.ts'
import { type IssueFlags, type OutputName, outputs } from './flags.ts'
import { formats } from '../../format/index.ts'
import { handoutFlag } from '../each/handout-flag.ts'
import type { CommandContext } from '../terminal/context.ts'
import { dryRunFlag } from '../terminal/dry-run-flag.ts'
import { verboseFlag } from '../terminal/verbose.ts'
import { viaFlag } from '../terminal/via.ts'
import {
  durationFlag,
  sessionDurationFlag,
  switchFlag,
  textFlag,
  textsFlag,
  valueFlag,
} from '../terminal/flags.ts'
import { lazyRequestCommand, requestPositional } from '../requests/positional.ts'

/** The flags as typed: stricli would print a default of its own beside each. */
type TypedFlags = Omit<IssueFlags, 'output' | 'force' | 'link'> &
  Partial<Pick<IssueFlags, 'output' | 'force' | 'link'>>

export const issueCommand = buildCommand<TypedFlags, [string?], CommandContext>({
  loader: lazyRequestCommand(async () => {
    const { runIssue } = await import('./run.ts')
    return (context, { output = 'json', force = false, link = true, ...flags }: TypedFlags) =>
      runIssue(context, { ...flags, output, force, link })
  }),
  parameters: {
    flags: {
      roleArn: { ...textFlag('ARN', 'the role to hand out'), optional: true },
      sessionName: { ...textFlag('NAME', 'who it is for; shows in CloudTrail'), optional: true },
      output: {
        ...valueFlag('WHAT', 'json (default), write, link or a FORMAT', parseOutput),
        optional: true,
      },
      duration: sessionDurationFlag('of the keys, 15m to 12h, or max'),
      via: viaFlag,
      profile: { ...textFlag('NAME', 'write: the profile (default: as -s)'), optional: true },
      force: switchFlag('write, each: replace what is there'),
      region: { ...textFlag('REGION', 'to call, and to open the console in'), optional: true },
      sourceProfile: { ...textFlag('NAME', 'your own credentials'), optional: true },
      issuer: { ...textFlag('URL', 'where the console leads at its end'), optional: true },
      destination: { ...textFlag('URL', 'the page that the link opens'), optional: true },
      consoleDuration: durationFlag('--console-duration', 'of the console (default 12h)'),
      link: { kind: 'boolean', optional: true, brief: 'json: with a console link (default), or not' },
      checkRevoked: switchFlag('refuse a name that is revoked'),
      externalId: { ...textFlag('ID', 'what the trust policy asks for'), optional: true },
      policy: { ...textFlag('FILE|JSON', 'allow no more than this policy'), optional: true },
      policyArn: textsFlag('ARN', 'a managed session policy; up to 10'),
      tag: textsFlag('KEY=VALUE', 'a session tag; up to 50'),
      transitiveTag: textsFlag('KEY', 'a tag that further sessions keep'),
      sourceIdentity: { ...textFlag('NAME', 'who is behind it, in further roles'), optional: true },
      mfaSerial: { ...textFlag('SERIAL', 'the MFA device, if the role asks'), optional: true },
      mfaToken: { ...textFlag('CODE', 'its six digits (default: asked for)'), optional: true },
      mfaProcess: { ...textFlag('COMMAND', 'prints its six digits'), optional: true },
      webIdentityTokenFile: {
        ...textFlag('FILE', 'an OpenID Connect token as credentials'),
        optional: true,
      },
      each: {
        ...textFlag('FILE', 'everyone in a CSV file (- is stdin)'),
        optional: true,
      },
      nameColumn: { ...textFlag('HEADER', 'each: the column with the names'), optional: true },
      out: { ...textFlag('DIR', 'each: a file for each person, here'), optional: true },
      handout: handoutFlag,
      rate: { ...valueFlag('N', 'each: calls a second (default 500)', Number), optional: true },
      ...dryRunFlag,
      ...verboseFlag,
    },
    aliases: { r: 'roleArn', s: 'sessionName', o: 'output' },
    positional: requestPositional,
  },
  docs: {
    brief: 'issue keys and a console link to a named person',
    customUsage: [
      '--role-arn ARN --session-name NAME [-o WHAT] [flags]',
      'REQUEST [-o WHAT] [flags]',
      '--role-arn ARN --each FILE (--out DIR | -o write) [flags]',
    ],
    fullDescription: [
      'Assumes a role under the name of the person it is for.',
      '',
      '  -o json    prints the keys and a console link as one JSON object (the default)',
      '  -o write   puts the keys into the AWS credentials file, as a profile',
      '  -o link    prints the console link alone',
      `  -o FORMAT  prints the keys for a shell or a tool: ${formats.slice(0, 3).join(', ')},`,
      `             ${formats.slice(3).join(', ')}`,
      '',
      'Your own credentials are found as the AWS CLI finds them. The console session',
      "lasts as long as the keys; if your credentials are an IAM user's own key, and no",
      '--duration is given, 12 hours.',
      '',
      'Examples:',
      '  hallpass issue --role-arn arn:aws:iam::123456789012:role/InstruqtS3Access \\',
      '                 --session-name identified@domain.ext',
      '  hallpass issue -r ARN -s ada -o write && aws s3 ls --profile ada',
      '  eval "$(hallpass issue -r ARN -s ada -o env)"',
    ].join('\n'),
  },
})

function parseOutput(input: string): OutputName {
  const output = outputs.find((one) => one === input)
  if (output !== undefined) return output
  throw new HallpassError('UsageError', `--output cannot be ${shownValue(input)}`, {
    hint: wordsHint(input, outputs),
    facts: { name: '--output' },
  })
}
