import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam'

/** What the seed's Terraform makes, and the issuer's key. */
export interface SeedSetup {
  readonly roleArn: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

const allow = (statement: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] })

/**
 * The seed's set-up, made by an administrator with the AWS SDK: user `instruqt` with a key, who may
 * `sts:Assume*`; role `InstruqtS3Access`, which trusts the account and may do everything in S3.
 */
export async function makeSeedSetup(env: Readonly<Record<string, string>>): Promise<SeedSetup> {
  const iam = new IAMClient({
    endpoint: env['AWS_ENDPOINT_URL'] ?? '',
    region: env['AWS_REGION'] ?? '',
    credentials: {
      accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '',
    },
  })
  const { User } = await iam.send(new CreateUserCommand({ UserName: 'instruqt' }))
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'instruqt' }))
  await iam.send(
    new PutUserPolicyCommand({
      UserName: 'instruqt',
      PolicyName: 'test',
      PolicyDocument: allow({ Action: ['sts:Assume*'], Resource: '*' }),
    }),
  )
  const account = User?.Arn?.split(':')[4]
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: 'InstruqtS3Access',
      AssumeRolePolicyDocument: allow({
        Action: 'sts:AssumeRole',
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Sid: '',
      }),
    }),
  )
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: 'InstruqtS3Access',
      PolicyName: 'InstruqtS3AccessPolicy',
      PolicyDocument: allow({ Action: ['s3:*'], Resource: '*' }),
    }),
  )
  iam.destroy()
  return {
    roleArn: Role?.Arn ?? '',
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: AccessKey?.SecretAccessKey ?? '',
  }
}
