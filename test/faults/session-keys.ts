import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'

/** Keys of a session of `roleArn`, as environment variables; made with the AWS SDK. */
export async function sessionKeys(
  env: Readonly<Record<string, string>>,
  roleArn: string,
): Promise<Record<string, string>> {
  const sts = new STSClient(clientSettings(env))
  const command = new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'grace' })
  const { Credentials } = await sts.send(command)
  sts.destroy()
  return {
    AWS_ACCESS_KEY_ID: Credentials?.AccessKeyId ?? '',
    AWS_SECRET_ACCESS_KEY: Credentials?.SecretAccessKey ?? '',
    AWS_SESSION_TOKEN: Credentials?.SessionToken ?? '',
  }
}

/** Lets sessions of a role assume roles in turn, as the administrator whose keys are in `env`. */
export async function allowChaining(env: Readonly<Record<string, string>>, roleName: string): Promise<void> {
  const iam = new IAMClient(clientSettings(env))
  const statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
  await iam.send(new PutRolePolicyCommand({ RoleName: roleName, PolicyName: 'chaining', PolicyDocument }))
  iam.destroy()
}

/** What the clients of the AWS SDK need to know. */
export function clientSettings(env: Readonly<Record<string, string>>) {
  return {
    endpoint: env['AWS_ENDPOINT_URL'] ?? '',
    region: env['AWS_REGION'] ?? '',
    credentials: {
      accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '',
    },
  }
}
