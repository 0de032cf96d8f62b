import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { createLocalAws, type LogEntry } from '@hallpass/local-aws'
import type { Credentials } from '../src/base/credentials.ts'
import type { Environment } from '../src/base/environment.ts'

/** A local AWS with a user that may assume every role, and a way to make roles. */
export interface Lab {
  readonly url: string
  readonly account: string
  readonly issuer: Credentials
  readonly admin: Credentials
  /** Every request so far. */
  readonly log: readonly LogEntry[]
  /** The environment of a process with these keys and nothing else of AWS's. */
  readonly env: (credentials?: Credentials) => Environment
  /** Makes a role that trusts by the given statements (the issuer unless given) and may do everything in S3. */
  readonly role: (
    name: string,
    options?: { trust?: object | readonly object[]; maxSessionDuration?: number },
  ) => Promise<string>
  readonly close: () => Promise<void>
}

export async function openLab(): Promise<Lab> {
  const log: LogEntry[] = []
  const aws = createLocalAws({ log: (entry) => log.push(entry) })
  const { url, close } = await aws.listen()
  const iam = new IAMClient({ endpoint: url, region: aws.region, credentials: aws.admin })
  await iam.send(new CreateUserCommand({ UserName: 'issuer' }))
  const { Policy } = await iam.send(
    new CreatePolicyCommand({
      PolicyName: 'assume',
      PolicyDocument: document({ Action: 'sts:*', Resource: '*' }),
    }),
  )
  await iam.send(new AttachUserPolicyCommand({ UserName: 'issuer', PolicyArn: Policy?.Arn }))
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'issuer' }))
  const issuer = {
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: AccessKey?.SecretAccessKey ?? '',
  }
  return {
    url,
    account: aws.accountId,
    issuer,
    admin: aws.admin,
    log,
    env: (credentials = issuer) => ({
      PATH: process.env['PATH'],
      AWS_ENDPOINT_URL: url,
      HALLPASS_SIGNIN_ENDPOINT_URL: `${url}/federation`,
      AWS_REGION: aws.region,
      AWS_CONFIG_FILE: '/nowhere/config',
      AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      ...(credentials.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: credentials.sessionToken }),
    }),
    role: async (name, { trust, maxSessionDuration } = {}) => {
      const principal = { AWS: `arn:aws:iam::${aws.accountId}:user/issuer` }
      const action = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity']
      const { Role } = await iam.send(
        new CreateRoleCommand({
          RoleName: name,
          AssumeRolePolicyDocument: document(
            ...[trust ?? {}].flat().map((one: object) => ({ Principal: principal, Action: action, ...one })),
          ),
          MaxSessionDuration: maxSessionDuration,
        }),
      )
      await iam.send(
        new PutRolePolicyCommand({
          RoleName: name,
          PolicyName: 's3',
          PolicyDocument: document({ Action: 's3:*', Resource: '*' }),
        }),
      )
      return Role?.Arn ?? ''
    },
    close,
  }
}

function document(...statements: readonly object[]): string {
  const allowed = statements.map((statement) => ({ Effect: 'Allow', ...statement }))
  return JSON.stringify({ Version: '2012-10-17', Statement: allowed })
}
