import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  ListAccessKeysCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  ListUserPoliciesCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  type Tag,
} from '@aws-sdk/client-iam'
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { destroySetup, type DestroyedSetup } from '../../../src/setup/destroy/destroy.ts'
import type { SetupModel } from '../../../src/setup/model/model.ts'
import { apply, differences, failing, modelOf, openAccount, type TestAccount } from '../apply/account.ts'

const boundary = 'arn:aws:iam::aws:policy/PowerUserAccess'
const model = modelOf({
  preset: ['s3'],
  policyArn: ['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'],
  tag: ['team=training', 'course=aws'],
  boundary,
})
const RoleName = 'InstruqtS3Access'
const UserName = 'instruqt'

let account: TestAccount
beforeEach(async () => {
  account = await openAccount()
})
afterEach(() => account.close())

const document = (statement: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] })

/** A user and a role as other people leave them: keys in use, half a day of sessions, policies, tags. */
async function makePast(): Promise<string> {
  const { iam } = account
  await iam.send(new CreateUserCommand({ UserName, Tags: [{ Key: 'team', Value: 'blue' }] }))
  const policy = document({ Action: 'sts:*', Resource: '*' })
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'test', PolicyDocument: policy }))
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'assume-role', PolicyDocument: policy }))
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }))
  const principal = { Principal: { AWS: account.account }, Action: 'sts:AssumeRole' }
  await iam.send(
    new CreateRoleCommand({
      RoleName,
      Description: 'for the lab, since 2019',
      MaxSessionDuration: 43_200,
      AssumeRolePolicyDocument: document(principal),
      PermissionsBoundary: 'arn:aws:iam::aws:policy/AdministratorAccess',
      Tags: [
        { Key: 'team', Value: 'blue' },
        { Key: 'owner', Value: 'kim' },
      ],
    }),
  )
  for (const PolicyName of ['InstruqtS3AccessPolicy', 'other']) {
    await iam.send(
      new PutRolePolicyCommand({
        RoleName,
        PolicyName,
        PolicyDocument: document({ Action: 's3:*', Resource: '*' }),
      }),
    )
  }
  const PolicyArn = 'arn:aws:iam::aws:policy/PowerUserAccess'
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }))
  return AccessKey?.AccessKeyId ?? ''
}

/** Everything that IAM tells of the user and the role. */
async function everything(): Promise<unknown> {
  const { iam } = account
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }))
  const { User } = await iam.send(new GetUserCommand({ UserName }))
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }))
  const { PolicyNames: userPolicies = [] } = await iam.send(new ListUserPoliciesCommand({ UserName }))
  const { AttachedPolicies } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }))
  const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({ UserName }))
  const byKey = (tags: readonly Tag[] | undefined) =>
    Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key, Value]))
  return {
    role: {
      ...Role,
      AssumeRolePolicyDocument: JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')),
      Tags: byKey(Role?.Tags),
      RoleLastUsed: undefined,
    },
    user: { ...User, Tags: byKey(User?.Tags) },
    policies: await Promise.all(
      PolicyNames.toSorted().map(async (PolicyName) => {
        const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }))
        return [PolicyName, JSON.parse(decodeURIComponent(PolicyDocument))]
      }),
    ),
    userPolicies: await Promise.all(
      userPolicies.toSorted().map(async (PolicyName) => {
        const { PolicyDocument = '' } = await iam.send(new GetUserPolicyCommand({ UserName, PolicyName }))
        return [PolicyName, JSON.parse(decodeURIComponent(PolicyDocument))]
      }),
    ),
    attached: AttachedPolicies,
    keys: AccessKeyMetadata,
  }
}

async function destroy(
  of: SetupModel = model,
  options: { transport?: TestAccount['transport'] } = {},
): Promise<DestroyedSetup> {
  return destroySetup(of, await account.administrator(options), { confirm: of.name })
}

describe('a user and a role that were there before', () => {
  it('are not adopted where their tags leave no room to write down what they were', async () => {
    await makePast()
    const Tags = Array.from({ length: 45 }, (_, index) => ({ Key: `tag${index}`, Value: 'x' }))
    await account.iam.send(new TagRoleCommand({ RoleName, Tags }))
    const before = await everything()
    await expect(apply(account, model, { adopt: true })).rejects.toMatchObject({
      code: 'SetupConflict',
      message: expect.stringContaining('has 47 tags, which leaves no room to write down what it is now'),
      hint: expect.stringContaining('nothing was changed'),
    })
    expect(await everything()).toEqual(before)
  })

  it('are left as they are when the record of what they were is damaged', async () => {
    await makePast()
    await apply(account, model, { adopt: true })
    await account.iam.send(new UntagRoleCommand({ RoleName, TagKeys: ['hallpass:adopted:1'] }))
    const before = await everything()
    await expect(destroy()).rejects.toMatchObject({
      code: 'SetupConflict',
      message: expect.stringContaining(`role ${RoleName} was there before, and what it was cannot be read`),
    })
    expect(await everything()).toEqual(before)
  })

  it('are given back by destroy exactly as apply found them, keys and all', async () => {
    const accessKeyId = await makePast()
    const before = await everything()
    const applied = await apply(account, model, { adopt: true })
    // Somebody has the key that was there: no other is made.
    expect(applied.accessKeyId).toBe(accessKeyId)
    expect(await everything()).not.toEqual(before)
    expect(await destroy()).toMatchObject({ givenBack: [`user ${UserName}`, `role ${RoleName}`] })
    expect(await everything()).toEqual(before)
  })

  it('are given back also after the set-up became another one in between', async () => {
    await makePast()
    const before = await everything()
    await apply(account, modelOf({ preset: ['read-only'], maxSessionDuration: 7200 }), { adopt: true })
    await apply(account, model)
    await apply(account, modelOf({ preset: ['s3', 'read-only'], tag: ['owner=training'], boundary }))
    await destroy()
    expect(await everything()).toEqual(before)
  })

  it('lose with the set-up the key that it made, and keep one that others made', async () => {
    await account.iam.send(new CreateUserCommand({ UserName }))
    const { keys } = await apply(account, modelOf(), { adopt: true })
    const { AccessKey } = await account.iam.send(new CreateAccessKeyCommand({ UserName }))
    expect(await destroy(modelOf())).toMatchObject({ givenBack: [`user ${UserName}`] })
    const { AccessKeyMetadata = [] } = await account.iam.send(new ListAccessKeysCommand({ UserName }))
    expect(keys).toHaveLength(1)
    expect(AccessKeyMetadata.map(({ AccessKeyId }) => AccessKeyId)).toEqual([AccessKey?.AccessKeyId])
  })

  it('keep their revocations: whoever was revoked may still have keys', async () => {
    await makePast()
    await apply(account, model, { adopt: true })
    const PolicyName = 'hallpass-revoke-000001-0123456789abcdef'
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }],
    })
    await account.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }))
    await destroy()
    const { PolicyNames } = await account.iam.send(new ListRolePoliciesCommand({ RoleName }))
    expect(PolicyNames).toContain(PolicyName)
  })

  it('are given back with policies of any content, as long as IAM takes them', async () => {
    await makePast()
    const Resource = Array.from({ length: 100 }, () => `arn:aws:s3:::${randomBytes(20).toString('hex')}/*`)
    const PolicyDocument = document({ Action: 's3:GetObject', Resource })
    await account.iam.send(
      new PutRolePolicyCommand({ RoleName, PolicyName: 'InstruqtS3AccessPolicy', PolicyDocument }),
    )
    const before = await everything()
    await apply(account, model, { adopt: true })
    await destroy()
    expect(await everything()).toEqual(before)
  })

  it.each([false, true])(
    'are given back wherever destroy was killed and run again (calls served: %s)',
    async (served) => {
      await makePast()
      const before = await everything()
      for (let at = 1; ; at++) {
        await apply(account, model, { adopt: true })
        const network = failing(account.transport, { at, served, forGood: true })
        await destroy(model, { transport: network.transport }).catch((error: unknown) =>
          expect(error).toMatchObject({ code: 'Aborted' }),
        )
        if (!network.reached()) break
        // Where the last call was served nothing of the set-up is left, and nobody would run it again.
        const left = await differences(account, model)
        if (!left.some((words) => words.startsWith('user instruqt exists and'))) await destroy()
        expect({ at, now: await everything() }).toEqual({ at, now: before })
      }
    },
  )
})
