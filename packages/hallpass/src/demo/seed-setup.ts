import { type Credentials, HallpassError } from '../base/index.ts'
import { callQuery, createQueryClient, childText, child, type XmlElement } from '../query/index.ts'
import { createTransport } from '../wire/index.ts'

/** What an administrator prepares once: a user that may assume one role, and the role. */
export interface SeedSetup {
  readonly userName: string
  readonly userKey: Credentials
  readonly roleName: string
  readonly roleArn: string
  readonly policyName: string
}

/**
 * Creates user `instruqt` with an access key and the permission to assume one role, and role
 * `InstruqtS3Access`, which trusts that user and may do everything in S3.
 */
export async function createSeedSetup(endpoint: URL, region: string, admin: Credentials): Promise<SeedSetup> {
  const iam = createQueryClient({
    service: 'iam',
    version: '2010-05-08',
    endpoint,
    region,
    credentials: admin,
    transport: createTransport(),
  })
  const userName = 'instruqt'
  const roleName = 'InstruqtS3Access'
  const policyName = 'InstruqtS3AccessPolicy'

  const user = await callQuery(iam, 'CreateUser', { UserName: userName })
  const userArn = textOf(user, 'User', 'Arn')
  const key = await callQuery(iam, 'CreateAccessKey', { UserName: userName })
  const role = await callQuery(iam, 'CreateRole', {
    RoleName: roleName,
    AssumeRolePolicyDocument: document({
      Effect: 'Allow',
      Principal: { AWS: userArn },
      Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
    }),
  })
  const roleArn = textOf(role, 'Role', 'Arn')
  await callQuery(iam, 'PutUserPolicy', {
    UserName: userName,
    PolicyName: 'assume-role',
    PolicyDocument: document({
      Effect: 'Allow',
      Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
      Resource: roleArn,
    }),
  })
  await callQuery(iam, 'PutRolePolicy', {
    RoleName: roleName,
    PolicyName: policyName,
    PolicyDocument: document({ Effect: 'Allow', Action: 's3:*', Resource: '*' }),
  })
  return {
    userName,
    userKey: {
      accessKeyId: textOf(key, 'AccessKey', 'AccessKeyId'),
      secretAccessKey: textOf(key, 'AccessKey', 'SecretAccessKey'),
    },
    roleName,
    roleArn,
    policyName,
  }
}

function document(statement: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
}

function textOf(result: XmlElement, element: string, field: string): string {
  const found = childText(child(result, element), field)
  if (found === undefined)
    throw new HallpassError('ResponseInvalid', `IAM answered without ${element}.${field}`)
  return found
}
