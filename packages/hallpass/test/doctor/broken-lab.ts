import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteUserCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam'
import { createLocalAws } from '@hallpass/local-aws'
import type { Credentials } from '../../src/base/credentials.ts'
import type { Environment } from '../../src/base/environment.ts'

/** A local AWS whose clock can be moved, with users and roles that are broken one by one. */
export interface BrokenLab {
  readonly url: string
  readonly account: string
  /** May assume every role, and read none. */
  readonly blind: Credentials
  /** May assume every role, read roles, and simulate. */
  readonly reader: Credentials
  readonly admin: Credentials
  readonly env: (credentials?: Credentials) => Record<string, string>
  readonly moveClock: (milliseconds: number) => void
  readonly role: (name: string, trust: object, options?: { maxSessionDuration?: number }) => Promise<string>
  readonly user: (name: string, statements?: readonly object[]) => Promise<Credentials>
  readonly removeUser: (name: string) => Promise<void>
  readonly close: () => Promise<void>
}

export const readingActions = [
  'sts:*',
  'iam:GetRole',
  'iam:SimulatePrincipalPolicy',
  'iam:ListRolePolicies',
  'iam:GetRolePolicy',
]

export async function openBrokenLab(): Promise<BrokenLab> {
  let offsetMs = 0
  const aws = createLocalAws({ now: () => new Date(Date.now() + offsetMs) })
  const { url, close } = await aws.listen()
  const iam = new IAMClient({ endpoint: url, region: aws.region, credentials: aws.admin })
  const user = async (name: string, statements: readonly object[] = []): Promise<Credentials> => {
    await iam.send(new CreateUserCommand({ UserName: name }))
    if (statements.length > 0) {
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements })
      await iam.send(new PutUserPolicyCommand({ UserName: name, PolicyName: 'own', PolicyDocument }))
    }
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: name }))
    return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' }
  }
  const blind = await user('blind', [{ Effect: 'Allow', Action: 'sts:*', Resource: '*' }])
  const reader = await user('reader', [{ Effect: 'Allow', Action: readingActions, Resource: '*' }])
  const env = (credentials: Credentials = reader): Record<string, string> & Environment => ({
    PATH: process.env['PATH'] ?? '',
    HOME: '/nowhere',
    AWS_ENDPOINT_URL: url,
    HALLPASS_SIGNIN_ENDPOINT_URL: `${url}/federation`,
    AWS_REGION: aws.region,
    AWS_CONFIG_FILE: '/nowhere/config',
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: credentials.sessionToken }),
  })
  return {
    url,
    account: aws.accountId,
    blind,
    reader,
    admin: aws.admin,
    env,
    moveClock: (milliseconds) => {
      offsetMs = milliseconds
    },
    role: async (name, trust, { maxSessionDuration } = {}) => {
      const { Role } = await iam.send(
        new CreateRoleCommand({
          RoleName: name,
          AssumeRolePolicyDocument: JSON.stringify({
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', ...trust }],
          }),
          MaxSessionDuration: maxSessionDuration,
        }),
      )
      const PolicyDocument = JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: ['s3:*', 'sts:*'], Resource: '*' }],
      })
      await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: 'own', PolicyDocument }))
      return Role?.Arn ?? ''
    },
    user,
    removeUser: async (name) => {
      await iam.send(new DeleteUserCommand({ UserName: name }))
    },
    close,
  }
}
