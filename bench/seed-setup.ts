import { openConnection } from './connection.ts'
import { queryCall, textOf } from './query-call.ts'
import { createSign, type SigningKeys } from './sign.ts'

/** An issuer's keys, and the role it hands out. */
export interface SeedSetup {
  readonly keys: SigningKeys
  readonly roleArn: string
}

/** What {@link createSeedSetup} calls, in number: moto is told to check nobody until they are done. */
export const setupCalls = 5

/** Creates user `instruqt` with a key, and role `InstruqtS3Access`, which it may assume: five calls of IAM. */
export async function createSeedSetup(url: URL, admin: SigningKeys): Promise<SeedSetup> {
  const connection = await openConnection(url)
  const sign = createSign(url.host, 'iam', admin)
  const call = (Action: string, parameters: Readonly<Record<string, string>>): Promise<string> =>
    queryCall(connection, sign, { Action, Version: '2010-05-08', ...parameters })
  const UserName = 'instruqt'
  const RoleName = 'InstruqtS3Access'
  const user = await call('CreateUser', { UserName })
  const key = await call('CreateAccessKey', { UserName })
  const role = await call('CreateRole', {
    RoleName,
    AssumeRolePolicyDocument: policy({
      Effect: 'Allow',
      Principal: { AWS: textOf(user, 'Arn') },
      Action: 'sts:AssumeRole',
    }),
  })
  const roleArn = textOf(role, 'Arn')
  await call('PutUserPolicy', {
    UserName,
    PolicyName: 'assume-role',
    PolicyDocument: policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: roleArn }),
  })
  await call('PutRolePolicy', {
    RoleName,
    PolicyName: 'InstruqtS3AccessPolicy',
    PolicyDocument: policy({ Effect: 'Allow', Action: 's3:*', Resource: '*' }),
  })
  connection.close()
  return {
    keys: { accessKeyId: textOf(key, 'AccessKeyId'), secretAccessKey: textOf(key, 'SecretAccessKey') },
    roleArn,
  }
}

function policy(statement: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
}
