import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteConflictException,
  DeleteUserCommand,
  EntityAlreadyExistsException,
  GetRoleCommand,
  GetUserCommand,
  IAMClient,
  LimitExceededException,
  ListUsersCommand,
  MalformedPolicyDocumentException,
  NoSuchEntityException,
  paginateListUsers,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam'
import { createLocalAws, type Listening } from '@hallpass/local-aws'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountId, allow, trust } from './iam-fixture.ts'

const aws = createLocalAws({ accountId })
let server: Listening
let admin: IAMClient
const clients: IAMClient[] = []

beforeAll(async () => {
  server = await aws.listen()
  admin = client(aws.admin)
})

afterAll(async () => {
  for (const one of clients) one.destroy()
  await server.close()
})

function client(credentials: { accessKeyId: string; secretAccessKey: string }): IAMClient {
  const made = new IAMClient({ endpoint: server.url, region: 'us-east-1', credentials, maxAttempts: 1 })
  clients.push(made)
  return made
}

describe('IAM, seen by the AWS SDK', () => {
  it('refuses whoever has no policy, and lets in where a policy allows', async () => {
    await admin.send(new CreateUserCommand({ UserName: 'helper', Path: '/w/' }))
    const { AccessKey } = await admin.send(new CreateAccessKeyCommand({ UserName: 'helper' }))
    const helper = client({
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    })
    const who = `User: arn:aws:iam::${accountId}:user/w/helper is not authorized to perform:`
    await expect(helper.send(new ListUsersCommand())).rejects.toMatchObject({
      name: 'AccessDenied',
      $metadata: { httpStatusCode: 403 },
      message: `${who} iam:ListUsers on resource: arn:aws:iam::${accountId}:user/ because no identity-based policy allows the iam:ListUsers action`,
    })
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'iam:GetUser',
          Resource: `arn:aws:iam::${accountId}:user/w/\${aws:username}`,
        },
      ],
    })
    await admin.send(new PutUserPolicyCommand({ UserName: 'helper', PolicyName: 'self', PolicyDocument }))
    await expect(helper.send(new GetUserCommand())).resolves.toMatchObject({ User: { UserName: 'helper' } })
    await expect(helper.send(new GetUserCommand({ UserName: 'admin' }))).rejects.toMatchObject({
      name: 'AccessDenied',
    })
  })

  it('answers with the SDK’s own error classes', async () => {
    const UserName = 'errors'
    await admin.send(new CreateUserCommand({ UserName }))
    const put = (PolicyName: string, PolicyDocument: string) =>
      admin.send(new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument }))
    await expect(admin.send(new CreateUserCommand({ UserName }))).rejects.toBeInstanceOf(
      EntityAlreadyExistsException,
    )
    await expect(admin.send(new GetUserCommand({ UserName: 'none' }))).rejects.toBeInstanceOf(
      NoSuchEntityException,
    )
    await expect(put('bad', '{}')).rejects.toBeInstanceOf(MalformedPolicyDocumentException)
    await expect(put('long', allow('s3:'.padEnd(2100, 'x')))).rejects.toBeInstanceOf(LimitExceededException)
    await put('fine', allow('s3:*'))
    await expect(admin.send(new DeleteUserCommand({ UserName }))).rejects.toBeInstanceOf(
      DeleteConflictException,
    )
  })

  it('reads a role as it was made', async () => {
    const made = await admin.send(
      new CreateRoleCommand({
        RoleName: 'Student',
        Path: '/w/',
        Description: 'visitors & <others>',
        MaxSessionDuration: 7200,
        AssumeRolePolicyDocument: trust({ AWS: `arn:aws:iam::${accountId}:root` }),
        Tags: [{ Key: 'a', Value: 'b' }],
      }),
    )
    const { Role } = await admin.send(new GetRoleCommand({ RoleName: 'Student' }))
    expect(Role).toMatchObject(made.Role ?? {})
    expect(Role).toMatchObject({ Description: 'visitors & <others>', Tags: [{ Key: 'a', Value: 'b' }] })
    expect(Role?.CreateDate).toBeInstanceOf(Date)
  })

  it('pages through users', async () => {
    for (const UserName of ['page-1', 'page-2', 'page-3']) {
      await admin.send(new CreateUserCommand({ UserName, Path: '/pages/' }))
    }
    const names: Array<string | undefined> = []
    for await (const page of paginateListUsers({ client: admin, pageSize: 2 }, { PathPrefix: '/pages/' })) {
      names.push(...(page.Users ?? []).map(({ UserName }) => UserName))
    }
    expect(names).toEqual(['page-1', 'page-2', 'page-3'])
  })
})
