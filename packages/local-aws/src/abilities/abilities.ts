/** What an ability is about, which decides how a resource of it is named. */
export type Kind = 'account' | 'bucket' | 'object' | 'thing'

/** Something that people want to know of a role whether it may do it. One of the actions is enough. */
export interface Ability {
  readonly id: AbilityId
  /** As AWS's actions begin. */
  readonly service: string
  readonly kind: Kind
  readonly actions: readonly string[]
}

/*
 * One line each: what it is about, and AWS's actions. In the order in which they are told.
 * Source: Service Authorization Reference.
 */
const table = {
  's3.names': ['account', 'ListAllMyBuckets'],
  's3.list': ['bucket', 'ListBucket'],
  's3.read': ['object', 'GetObject'],
  's3.write': ['object', 'PutObject'],
  's3.delete': ['object', 'DeleteObject'],
  's3.make': ['bucket', 'CreateBucket'],
  's3.remove': ['bucket', 'DeleteBucket'],
  's3.settings': ['bucket', 'PutBucketVersioning', 'PutLifecycleConfiguration', 'PutBucketCORS'],
  's3.share': ['bucket', 'PutBucketPolicy', 'PutBucketAcl', 'PutBucketPublicAccessBlock'],
  'ec2.look': ['account', 'DescribeInstances'],
  'ec2.start': ['thing', 'RunInstances'],
  'ec2.stop': ['thing', 'StopInstances', 'TerminateInstances'],
  'ec2.network': ['thing', 'CreateVpc', 'AuthorizeSecurityGroupIngress'],
  'lambda.look': ['account', 'ListFunctions'],
  'lambda.run': ['thing', 'InvokeFunction'],
  'lambda.make': ['thing', 'CreateFunction', 'UpdateFunctionCode'],
  'dynamodb.look': ['account', 'ListTables'],
  'dynamodb.read': ['thing', 'GetItem', 'Query', 'Scan'],
  'dynamodb.write': ['thing', 'PutItem', 'UpdateItem', 'DeleteItem'],
  'dynamodb.make': ['thing', 'CreateTable', 'DeleteTable'],
  'sqs.use': ['thing', 'SendMessage', 'ReceiveMessage'],
  'sqs.make': ['thing', 'CreateQueue', 'DeleteQueue'],
  'sns.use': ['thing', 'Publish'],
  'sns.make': ['thing', 'CreateTopic', 'DeleteTopic'],
  'logs.read': ['thing', 'GetLogEvents', 'FilterLogEvents'],
  'cloudwatch.look': ['account', 'GetMetricData', 'ListMetrics'],
  'rds.look': ['account', 'DescribeDBInstances'],
  'rds.make': ['thing', 'CreateDBInstance', 'DeleteDBInstance'],
  'ecs.run': ['thing', 'RunTask', 'CreateService'],
  'cloudformation.look': ['account', 'ListStacks', 'DescribeStacks'],
  'cloudformation.make': ['thing', 'CreateStack', 'UpdateStack'],
  'bedrock.use': ['thing', 'InvokeModel', 'InvokeModelWithResponseStream'],
  'sagemaker.make': ['thing', 'CreateNotebookInstance', 'CreateTrainingJob'],
  'kms.use': ['thing', 'Decrypt'],
  'secretsmanager.read': ['thing', 'GetSecretValue'],
  'secretsmanager.write': ['thing', 'CreateSecret', 'PutSecretValue', 'DeleteSecret'],
  'ssm.read': ['thing', 'GetParameter', 'GetParametersByPath'],
  'ssm.write': ['thing', 'PutParameter', 'DeleteParameter'],
  'ssm.run': ['thing', 'SendCommand', 'StartSession'],
  'iam.look': ['account', 'ListUsers', 'ListRoles'],
  'iam.change': [
    'thing',
    'PutRolePolicy',
    'AttachRolePolicy',
    'UpdateAssumeRolePolicy',
    'CreatePolicyVersion',
    'PutUserPolicy',
    'AttachUserPolicy',
    'CreateUser',
    'CreateAccessKey',
    'DeleteRolePolicy',
  ],
  'iam.pass': ['thing', 'PassRole'],
  'sts.assume': ['thing', 'AssumeRole'],
  'signin.renew': ['account', 'CreateOAuth2Token', 'AuthorizeOAuth2Access'],
  'cloudtrail.hide': ['thing', 'StopLogging', 'DeleteTrail', 'PutEventSelectors'],
  'organizations.change': ['account', 'LeaveOrganization', 'AttachPolicy', 'CreateAccount'],
  'account.change': ['account', 'CloseAccount', 'PutAlternateContact', 'EnableRegion'],
} as const satisfies Record<string, readonly [Kind, ...string[]]>

export type AbilityId = keyof typeof table

function isId(id: string): id is AbilityId {
  return Object.hasOwn(table, id)
}

/** Every ability that is looked for. */
export const abilities: readonly Ability[] = Object.keys(table)
  .filter(isId)
  .map((id) => {
    const [kind, ...names] = table[id]
    const service = id.slice(0, id.indexOf('.'))
    return { id, service, kind, actions: names.map((name) => `${service}:${name}`) }
  })

/** What is told to be missing where it is: in this order. */
export const notable: readonly AbilityId[] = [
  'iam.change',
  'sts.assume',
  's3.share',
  's3.delete',
  'ec2.start',
  'secretsmanager.read',
  'cloudtrail.hide',
  'account.change',
]
