import { buildCommand } from '@stricli/core'
import type { CommandContext } from '../context.ts'
import { lazyCommand } from '../lazy-command.ts'
import { durationFlag, textFlag } from '../flags.ts'

const outputs = ['json', 'write', 'link'] as const

export interface IssueFlags {
  readonly roleArn: string
  readonly sessionName: string
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
}

export const issueCommand = buildCommand<IssueFlags, [], CommandContext>({
  loader: lazyCommand(async () => (await import('./issue-run.ts')).runIssue),
  parameters: {
    flags: {
      roleArn: textFlag('ARN', 'the role to hand out'),
      sessionName: textFlag('NAME', 'who it is for; shows in CloudTrail'),
      output: {
        kind: 'enum',
        values: outputs,
        default: 'json',
        brief: 'keys and link, a profile, or the link',
      },
      duration: durationFlag('--duration', 'how long the keys last, 15m to 12h (default 1h)'),
      profile: { ...textFlag('NAME', 'write: the profile (default: the session name)'), optional: true },
      force: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'write: take over a profile that is not ours',
      },
      region: { ...textFlag('REGION', 'the region to call, and to open the console in'), optional: true },
      sourceProfile: { ...textFlag('NAME', 'the profile with your own credentials'), optional: true },
      issuer: { ...textFlag('URL', 'where the console leads when the session ends'), optional: true },
      destination: { ...textFlag('URL', 'the console page the link opens'), optional: true },
      consoleDuration: durationFlag('--console-duration', 'how long the console session lasts (default 12h)'),
      link: { kind: 'boolean', default: true, brief: 'json: with or without a console link' },
    },
    aliases: { r: 'roleArn', s: 'sessionName', o: 'output' },
  },
  docs: {
    brief: 'issue keys and a console link to a named person',
    fullDescription: [
      'Assumes a role under the name of the person it is for.',
      '',
      '  -o json   prints the keys and a console link as one JSON object (the default)',
      '  -o write  puts the keys into the AWS credentials file, as a profile',
      '  -o link   prints the console link alone',
      '',
      'Your own credentials are found as the AWS CLI finds them. The console session lasts',
      "as long as the keys, unless your credentials are an IAM user's own key.",
      '',
      'Examples:',
      '  hallpass issue --role-arn arn:aws:iam::123456789012:role/InstruqtS3Access \\',
      '                 --session-name identified@domain.ext',
      '  hallpass issue -r ARN -s ada -o write && aws s3 ls --profile ada',
    ].join('\n'),
  },
})
