import type { Preset } from './preset.ts'

/** For looking round. */
export const readOnly: Preset = {
  name: 'read-only',
  summary:
    'Look at what an account has, and change nothing: instances, networks, load balancers, databases, queues, ' +
    'topics, stacks, metrics, and the names of what is in buckets. Not: what is inside objects, tables, messages and logs, nor anything that tends to hold a password: user data, console output, the settings of functions.',
  bucket: 'none',
  statements: () => [
    {
      Sid: 'Look',
      Effect: 'Allow',
      Action: [
        'autoscaling:Describe*',
        'cloudformation:List*',
        'cloudwatch:Describe*',
        'cloudwatch:Get*',
        'cloudwatch:List*',
        'dynamodb:DescribeTable',
        'dynamodb:ListTables',
        'ec2:Describe*',
        'ecs:List*',
        'eks:List*',
        'elasticloadbalancing:Describe*',
        'logs:DescribeLogGroups',
        'rds:Describe*',
        's3:GetBucketLocation',
        's3:GetBucketTagging',
        's3:GetBucketVersioning',
        's3:ListAllMyBuckets',
        's3:ListBucket',
        'sns:List*',
        'sqs:ListQueues',
        'tag:GetResources',
      ],
      Resource: '*',
    },
    {
      Sid: 'NeverUserData',
      Effect: 'Deny',
      Action: [
        'ec2:DescribeInstanceAttribute',
        'ec2:DescribeLaunchTemplateVersions',
        'ec2:GetConsole*',
        'ec2:GetPasswordData',
      ],
      Resource: '*',
    },
  ],
}
