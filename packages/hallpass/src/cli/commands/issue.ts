import { buildCommand } from '@stricli/core'
import { formats } from '../../format/format-names.ts'
import type { CommandContext } from '../context.ts'
import { durationFlag, textFlag, textsFlag } from '../flags.ts'
import { lazyCommand } from '../lazy-command.ts'

const outputs = ['json', 'write', 'link', ...formats] as const

export interface IssueFlags {
  readonly roleArn?: string
  readonly sessionName?: string
  readonly output: (typeof outputs)[number]
  readonly duration?: number
  readonly profile?: string
  readonly force: boolean
  readonly region?: string
  readonly sourceProfile?: string
  readonly issuer?: string
  readonly destination?: string
  readonly consoleDuration?: number
  readonly link: boolean
  readonly externalId?: string
  readonly policy?: string
  readonly policyArn?: readonly string[]
  readonly tag?: readonly string[]
  readonly transitiveTag?: readonly string[]
  readonly sourceIdentity?: string
  readonly mfaSerial?: string
  readonly mfaToken?: string
  readonly mfaProcess?: string
  readonly webIdentityTokenFile?: string
  readonly each?: string
  readonly out?: string
  readonly rate?: number
}

export const issueCommand = buildCommand<IssueFlags, [], CommandContext>({
  loader: lazyCommand(async () => (await import('./issue-run.ts')).runIssue),
  parameters: {
    flags: {
      roleArn: { ...textFlag('ARN', 'the role to hand out'), optional: true },
      sessionName: { ...textFlag('NAME', 'who it is for; shows in CloudTrail'), optional: true },
      output: { kind: 'enum', values: outputs, default: 'json', brief: 'what to make of it' },
      duration: durationFlag('--duration', 'how long the keys last, 15m to 12h (default 1h)'),
      profile: { ...textFlag('NAME', 'write: the profile (default: the session name)'), optional: true },
      force: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'write, each: take over what is not ours',
      },
      region: { ...textFlag('REGION', 'the region to call, and to open the console in'), optional: true },
      sourceProfile: { ...textFlag('NAME', 'the profile with your own credentials'), optional: true },
      issuer: { ...textFlag('URL', 'where the console leads when the session ends'), optional: true },
      destination: { ...textFlag('URL', 'the console page the link opens'), optional: true },
      consoleDuration: durationFlag('--console-duration', 'how long the console session lasts (default 12h)'),
      link: { kind: 'boolean', default: true, brief: 'json: with or without a console link' },
      externalId: { ...textFlag('ID', 'what the trust policy asks for (sts:ExternalId)'), optional: true },
      policy: { ...textFlag('FILE|JSON', 'a session policy: allows no more than it says'), optional: true },
      policyArn: textsFlag('ARN', 'a managed policy as session policy; up to 10 times'),
      tag: textsFlag('KEY=VALUE', 'a session tag; up to 50 times'),
      transitiveTag: textsFlag('KEY', 'a tag that further sessions keep'),
      sourceIdentity: { ...textFlag('NAME', 'who is behind it, through every further role'), optional: true },
      mfaSerial: { ...textFlag('SERIAL', 'the MFA device, where the role asks for one'), optional: true },
      mfaToken: { ...textFlag('CODE', 'its six digits (default: asked on a terminal)'), optional: true },
      mfaProcess: { ...textFlag('COMMAND', 'a command that prints its six digits'), optional: true },
      webIdentityTokenFile: {
        ...textFlag('FILE', 'an OpenID Connect token in place of AWS credentials'),
        optional: true,
      },
      each: {
        ...textFlag('FILE', 'issue to everyone in a CSV file, with --out or -o write'),
        optional: true,
      },
      out: { ...textFlag('DIR', 'each: a file for each person goes here'), optional: true },
      rate: {
        kind: 'parsed',
        optional: true,
        placeholder: 'N',
        brief: 'each: sessions a second at most (default 500)',
        parse: Number,
      },
    },
    aliases: { r: 'roleArn', s: 'sessionName', o: 'output' },
  },
  docs: {
    brief: 'issue keys and a console link to a named person',
    customUsage: ['--role-arn ARN --session-name NAME [-o json|write|link|FORMAT] [flags]'],
    fullDescription: [
      'Assumes a role under the name of the person it is for.',
      '',
      '  -o json    prints the keys and a console link as one JSON object (the default)',
      '  -o write   puts the keys into the AWS credentials file, as a profile',
      '  -o link    prints the console link alone',
      '  -o FORMAT  prints the keys for a shell or a tool: env, env-no-export, fish,',
      '             powershell, windows-cmd, dotenv, process, terraform',
      '',
      'Your own credentials are found as the AWS CLI finds them. The console session lasts',
      "as long as the keys, unless your credentials are an IAM user's own key.",
      '',
      'Examples:',
      '  hallpass issue --role-arn arn:aws:iam::123456789012:role/InstruqtS3Access \\',
      '                 --session-name identified@domain.ext',
      '  hallpass issue -r ARN -s ada -o write && aws s3 ls --profile ada',
      '  eval "$(hallpass issue -r ARN -s ada -o env)"',
    ].join('\n'),
  },
})
