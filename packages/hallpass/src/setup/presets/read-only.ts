import type { Preset } from './preset.ts'

/**
 * Reading calls whose answers hold user data, passwords, shared keys, addresses of people or values that others
 * put in: what AWS's service models mark as sensitive, and what they do not. Explicitly denied, for a policy that
 * is added later (`ReadOnlyAccess`, `ec2:Describe*`) would let them through again.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const tellingActions = [
  // User data, which is where people put passwords.
  'autoscaling:DescribeLaunchConfigurations',
  'ec2:DescribeInstanceAttribute',
  'ec2:DescribeLaunchTemplateVersions',
  'ec2:DescribeSpotFleetRequests',
  'ec2:DescribeSpotInstanceRequests',
  'ec2:GetLaunchTemplateData',
  // The pre-shared keys of tunnels, a client's secret.
  'ec2:DescribeVerifiedAccessTrustProviders',
  'ec2:DescribeVpnConnections',
  'ec2:GetVpnConnectionDeviceSampleConfiguration',
  // Signed addresses of disk images, and signatures.
  'ec2:DescribeBundleTasks',
  'ec2:DescribeConversionTasks',
  'ec2:DescribeImportImageTasks',
  'ec2:DescribeImportSnapshotTasks',
  // Where a database server's credentials are.
  'ec2:DescribeInstanceSqlHa*',
  'ec2:GetConsole*',
  'ec2:GetPasswordData',
  // Headers that only a proxy knows, the secrets of OpenID clients.
  'elasticloadbalancing:DescribeListeners',
  'elasticloadbalancing:DescribeRules',
  // Values of exports and of resources.
  'cloudformation:ListExports',
  'cloudformation:ListStackInstanceResourceDrifts',
  // Contributors are taken out of logs.
  'cloudwatch:GetInsightRuleReport',
  'rds:DescribeDBProxyTargetGroups',
  'rds:DescribeOptionGroups',
  'rds:Download*',
  // Addresses and numbers of people, and what stands in the endpoints of subscriptions.
  'sns:ListEndpointsByPlatformApplication',
  'sns:ListOriginationNumbers',
  'sns:ListPhoneNumbersOptedOut',
  'sns:ListSMSSandboxPhoneNumbers',
  'sns:ListSubscriptions*',
] as const

/** For looking round. */
export const readOnly: Preset = {
  name: 'read-only',
  summary:
    'Look at what an account has, and change nothing: instances, networks, load balancers, databases, queues, ' +
    'topics, stacks, metrics, and the names of what is in buckets. Not: what is inside objects, tables, messages and logs, nor ' +
    'anything that tends to hold a password, a key or an address: user data, console output, the settings of functions, ' +
    'tunnels, listener rules, subscriptions, exported values.',
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
    { Sid: 'NeverUserData', Effect: 'Deny', Action: tellingActions, Resource: '*' },
  ],
}
