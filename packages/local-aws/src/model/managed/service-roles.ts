import { allow, allowOn, type Definition } from './definition.ts'

const path = '/service-role/'
const logs = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents']

/** What roles carry that services of AWS assume. */
export const serviceRoles: readonly Definition[] = [
  { name: 'AWSLambdaBasicExecutionRole', path, exact: true, statements: [allow(...logs)] },
  {
    name: 'AWSLambdaVPCAccessExecutionRole',
    path,
    statements: [
      allow(
        ...logs,
        'ec2:CreateNetworkInterface',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSubnets',
        'ec2:DeleteNetworkInterface',
        'ec2:AssignPrivateIpAddresses',
        'ec2:UnassignPrivateIpAddresses',
      ),
    ],
  },
  {
    name: 'AWSLambdaSQSQueueExecutionRole',
    path,
    statements: [allow('sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', ...logs)],
  },
  {
    name: 'AWSLambdaDynamoDBExecutionRole',
    path,
    statements: [
      allow(
        'dynamodb:DescribeStream',
        'dynamodb:GetRecords',
        'dynamodb:GetShardIterator',
        'dynamodb:ListStreams',
        ...logs,
      ),
    ],
  },
  {
    name: 'AWSLambdaKinesisExecutionRole',
    path,
    statements: [
      allow(
        'kinesis:DescribeStream',
        'kinesis:DescribeStreamSummary',
        'kinesis:GetRecords',
        'kinesis:GetShardIterator',
        'kinesis:ListShards',
        'kinesis:ListStreams',
        'kinesis:SubscribeToShard',
        ...logs,
      ),
    ],
  },
  {
    name: 'AWSLambdaRole',
    path,
    exact: true,
    statements: [allow('lambda:InvokeFunction')],
  },
  {
    name: 'AmazonECSTaskExecutionRolePolicy',
    path,
    exact: true,
    statements: [
      allow(
        'ecr:GetAuthorizationToken',
        'ecr:BatchCheckLayerAvailability',
        'ecr:GetDownloadUrlForLayer',
        'ecr:BatchGetImage',
        'logs:CreateLogStream',
        'logs:PutLogEvents',
      ),
    ],
  },
  {
    name: 'AmazonEC2ContainerServiceforEC2Role',
    path,
    statements: [
      allow(
        'ec2:DescribeTags',
        'ecs:CreateCluster',
        'ecs:DeregisterContainerInstance',
        'ecs:DiscoverPollEndpoint',
        'ecs:Poll',
        'ecs:RegisterContainerInstance',
        'ecs:StartTelemetrySession',
        'ecs:UpdateContainerInstancesState',
        'ecs:Submit*',
        'ecr:GetAuthorizationToken',
        'ecr:BatchCheckLayerAvailability',
        'ecr:GetDownloadUrlForLayer',
        'ecr:BatchGetImage',
        'logs:CreateLogStream',
        'logs:PutLogEvents',
      ),
    ],
  },
  {
    name: 'AmazonAPIGatewayPushToCloudWatchLogs',
    path,
    statements: [
      allow(
        ...logs,
        'logs:DescribeLogGroups',
        'logs:DescribeLogStreams',
        'logs:GetLogEvents',
        'logs:FilterLogEvents',
      ),
    ],
  },
  {
    name: 'AWSGlueServiceRole',
    path,
    statements: [
      allow(
        'glue:*',
        's3:GetBucketLocation',
        's3:ListBucket',
        's3:ListAllMyBuckets',
        's3:GetBucketAcl',
        'cloudwatch:PutMetricData',
        'iam:ListRolePolicies',
        'iam:GetRole',
        'iam:GetRolePolicy',
        'ec2:Describe*',
      ),
      allowOn(['arn:aws:s3:::aws-glue-*'], 's3:CreateBucket', 's3:PutBucketPublicAccessBlock'),
      allowOn(
        ['arn:aws:s3:::aws-glue-*/*', 'arn:aws:s3:::*/*aws-glue-*/*'],
        's3:GetObject',
        's3:PutObject',
        's3:DeleteObject',
      ),
      allowOn(['arn:aws:logs:*:*:*:/aws-glue/*'], ...logs),
    ],
  },
  {
    name: 'AWS_ConfigRole',
    path,
    statements: [
      allow(
        'config:BatchGet*',
        'config:Describe*',
        'config:Get*',
        'config:List*',
        'config:Put*',
        'ec2:Describe*',
        'iam:Get*',
        'iam:List*',
        's3:GetBucket*',
        's3:ListAllMyBuckets',
      ),
    ],
  },
]
