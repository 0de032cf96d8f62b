import { allow, type Definition, passRole, reads, serviceLinkedRole } from './definition.ts'

const network = ['ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs']

/** Storage, databases, streams and what is asked of them. */
export const storageAndData: readonly Definition[] = [
  { name: 'AmazonS3FullAccess', exact: true, statements: [allow('s3:*', 's3-object-lambda:*')] },
  {
    name: 'AmazonS3ReadOnlyAccess',
    exact: true,
    statements: [
      allow('s3:Get*', 's3:List*', 's3:Describe*', 's3-object-lambda:Get*', 's3-object-lambda:List*'),
    ],
  },
  {
    name: 'AmazonDynamoDBFullAccess',
    statements: [
      allow(
        'dynamodb:*',
        'dax:*',
        'application-autoscaling:*',
        'cloudwatch:DescribeAlarms',
        'cloudwatch:PutMetricAlarm',
        'iam:GetRole',
        'iam:ListRoles',
        'kms:DescribeKey',
        'kms:ListAliases',
        ...network,
      ),
      passRole('application-autoscaling.amazonaws.com', 'dax.amazonaws.com'),
      serviceLinkedRole('dynamodb.application-autoscaling.amazonaws.com', 'dax.amazonaws.com'),
    ],
  },
  {
    name: 'AmazonDynamoDBReadOnlyAccess',
    statements: [
      allow(
        ...reads('dynamodb', 'dax'),
        'dynamodb:BatchGetItem',
        'dynamodb:PartiQLSelect',
        'dynamodb:Query',
        'dynamodb:Scan',
        'cloudwatch:DescribeAlarms',
        'iam:GetRole',
        'iam:ListRoles',
        'kms:DescribeKey',
        'kms:ListAliases',
      ),
    ],
  },
  {
    name: 'AmazonRDSFullAccess',
    statements: [
      allow(
        'rds:*',
        'application-autoscaling:*',
        'cloudwatch:DescribeAlarms',
        'cloudwatch:GetMetricStatistics',
        'logs:DescribeLogStreams',
        'logs:GetLogEvents',
        'sns:ListTopics',
        'sns:Publish',
        ...network,
      ),
      serviceLinkedRole('rds.amazonaws.com'),
    ],
  },
  {
    name: 'AmazonRDSReadOnlyAccess',
    statements: [
      allow('rds:Describe*', 'rds:ListTagsForResource', 'cloudwatch:GetMetricStatistics', ...network),
    ],
  },
  {
    name: 'AmazonRedshiftFullAccess',
    statements: [
      allow('redshift:*', 'redshift-serverless:*', 'cloudwatch:Describe*', 'cloudwatch:Get*', ...network),
      serviceLinkedRole('redshift.amazonaws.com'),
    ],
  },
  {
    name: 'AmazonRedshiftReadOnlyAccess',
    statements: [allow('redshift:Describe*', 'redshift:ViewQueriesInConsole', ...network)],
  },
  {
    name: 'AmazonElastiCacheFullAccess',
    statements: [allow('elasticache:*', ...network), serviceLinkedRole('elasticache.amazonaws.com')],
  },
  {
    name: 'AmazonElasticFileSystemFullAccess',
    statements: [allow('elasticfilesystem:*', 'kms:DescribeKey', 'kms:ListAliases', ...network)],
  },
  {
    name: 'AmazonElasticFileSystemReadOnlyAccess',
    statements: [
      allow('elasticfilesystem:Describe*', 'elasticfilesystem:List*', 'kms:ListAliases', ...network),
    ],
  },
  { name: 'AmazonKinesisFullAccess', exact: true, statements: [allow('kinesis:*')] },
  {
    name: 'AmazonKinesisReadOnlyAccess',
    statements: [allow('kinesis:Get*', 'kinesis:List*', 'kinesis:Describe*')],
  },
  {
    name: 'AmazonAthenaFullAccess',
    statements: [
      allow('athena:*', 'glue:Batch*', 'glue:Create*', 'glue:Delete*', 'glue:Get*', 'glue:Update*'),
      allow('s3:GetBucketLocation', 's3:GetObject', 's3:ListAllMyBuckets', 's3:ListBucket', 's3:PutObject'),
    ],
  },
  {
    name: 'AWSGlueConsoleFullAccess',
    statements: [
      allow('glue:*', 'iam:ListRoles', 's3:GetBucketLocation', 's3:ListAllMyBuckets', 's3:ListBucket'),
      passRole('glue.amazonaws.com'),
    ],
  },
  {
    name: 'AmazonBedrockFullAccess',
    statements: [
      allow('bedrock:*', 'kms:DescribeKey', 'iam:ListRoles', ...network),
      passRole('bedrock.amazonaws.com'),
    ],
  },
  { name: 'AmazonBedrockReadOnly', statements: [allow('bedrock:Get*', 'bedrock:List*')] },
  {
    name: 'AmazonSageMakerFullAccess',
    statements: [
      allow(
        'sagemaker:*',
        'ecr:BatchGetImage',
        'ecr:GetAuthorizationToken',
        'logs:*',
        's3:ListAllMyBuckets',
        ...network,
      ),
      passRole('sagemaker.amazonaws.com'),
    ],
  },
]
