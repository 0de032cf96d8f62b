import {
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  GetRoleCommand,
  GetUserCommand,
  ListAccessKeysCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { issue } from '../../../src/issue/issue.ts'
import { apply, differences, modelOf, openAccount, type TestAccount } from './account.ts'

let account: TestAccount

beforeEach(async () => {
  account = await openAccount()
})
afterEach(() => account.close())

const assume = (principal: object) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
  })

describe('apply', () => {
  it('refuses a user that is not its own, and changes nothing', async () => {
    await account.iam.send(new CreateUserCommand({ UserName: 'instruqt' }))
    account.calls.length = 0
    await expect(apply(account, modelOf())).rejects.toMatchObject({
      code: 'SetupConflict',
      message: 'user instruqt exists and does not belong to this set-up: it has no tag hallpass:setup',
      hint: expect.stringContaining('--adopt'),
    })
    expect(account.calls.filter((action) => !/^(?:Get|List)/.test(action))).toEqual([])
  })

  it("refuses another set-up's role, also with adopt", async () => {
    await apply(account, modelOf({ name: 'theirs', user: 'other' }))
    await expect(apply(account, modelOf(), { adopt: true })).rejects.toMatchObject({
      code: 'SetupConflict',
      message: 'role InstruqtS3Access belongs to another set-up: theirs',
    })
  })

  it('adopts what exists when told to, and keeps what it does not know', async () => {
    await account.iam.send(
      new CreateUserCommand({ UserName: 'instruqt', Tags: [{ Key: 'team', Value: 'blue' }] }),
    )
    await account.iam.send(
      new CreateRoleCommand({
        RoleName: 'InstruqtS3Access',
        AssumeRolePolicyDocument: assume({ AWS: account.account }),
      }),
    )
    const { changes } = await apply(account, modelOf(), { adopt: true })
    expect(changes).toContain('adopt user instruqt')
    expect(changes).toContain('adopt role InstruqtS3Access')
    expect(await differences(account, modelOf())).toEqual([])
    const { User } = await account.iam.send(new GetUserCommand({ UserName: 'instruqt' }))
    expect(User?.Tags).toContainEqual({ Key: 'team', Value: 'blue' })
  })

  it('makes an empty account as the model says, with a key that issues sessions', async () => {
    const model = modelOf()
    const { keys, roleArns, changes } = await apply(account, model)
    expect(changes).toEqual([
      'create user instruqt',
      'create role InstruqtS3Access',
      'put policy InstruqtS3AccessPolicy on role InstruqtS3Access',
      'put policy assume-role on user instruqt',
      'make an access key for user instruqt',
    ])
    expect(await differences(account, model)).toEqual([])
    const session = await issue({
      roleArn: roleArns[0] ?? '',
      sessionName: 'ada',
      credentials: keys[0],
      env: account.env,
      now: account.now,
    })
    expect(session.assumedRoleArn).toContain('assumed-role/InstruqtS3Access/ada')
  })

  it('makes the fewest calls: a read for each thing, a write for each difference, the proof of the key', async () => {
    await apply(account, modelOf())
    expect(account.calls).toEqual([
      'GetCallerIdentity',
      'GetUser',
      'GetRole',
      // What the model needs made, and nothing else …
      'CreateUser',
      'CreateRole',
      'PutRolePolicy',
      'PutUserPolicy',
      'CreateAccessKey',
      // … but that the key was handed over, without which no resuming,
      'TagUser',
      // and two answers in a row that it works.
      'GetCallerIdentity',
      'GetCallerIdentity',
      'AssumeRole',
      'AssumeRole',
    ])
  })

  it('changes nothing the second time, and makes no key', async () => {
    const model = modelOf()
    const first = await apply(account, model)
    account.calls.length = 0
    const { changes, keys, accessKeyId } = await apply(account, model)
    expect({ changes, keys }).toEqual({ changes: [], keys: [] })
    expect(accessKeyId).toBe(first.accessKeyId)
    expect(account.calls.toSorted()).toEqual([
      'GetCallerIdentity',
      'GetRole',
      'GetRolePolicy',
      'GetUser',
      'GetUserPolicy',
      'ListAccessKeys',
    ])
  })

  it('repairs what was changed by hand with one call for each change', async () => {
    const model = modelOf()
    await apply(account, model)
    await account.iam.send(
      new PutRolePolicyCommand({
        RoleName: 'InstruqtS3Access',
        PolicyName: 'InstruqtS3AccessPolicy',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
        }),
      }),
    )
    account.calls.length = 0
    const { changes } = await apply(account, model)
    expect(changes).toEqual(['put policy InstruqtS3AccessPolicy on role InstruqtS3Access'])
    expect(account.calls.filter((action) => !/^(?:Get|List)/.test(action))).toEqual(['PutRolePolicy'])
    expect(await differences(account, model)).toEqual([])
  })

  it('opens the destination of the secret before anything is made', async () => {
    const openDestination = () => Promise.reject(new Error('no room for a secret'))
    await expect(apply(account, modelOf(), { openDestination })).rejects.toThrow('no room for a secret')
    await expect(account.iam.send(new GetRoleCommand({ RoleName: 'InstruqtS3Access' }))).rejects.toThrow(
      'cannot be found',
    )
  })

  it('keeps the external id of a role that exists when none was named', async () => {
    const issuerArn = `arn:aws:iam::${account.account}:user/admin`
    const first = await apply(account, modelOf({ issuerArn }))
    const second = await apply(account, modelOf({ issuerArn }))
    expect(first.externalId).toMatch(/^[0-9a-f]{32}$/)
    expect(second).toMatchObject({ changes: [], externalId: first.externalId })
  })

  it('names the user anew in the trust when it was deleted, for a trust keeps to the one that is gone', async () => {
    const model = modelOf()
    const { accessKeyId } = await apply(account, model)
    const user = { UserName: 'instruqt' }
    await account.iam.send(new DeleteAccessKeyCommand({ ...user, AccessKeyId: accessKeyId }))
    await account.iam.send(new DeleteUserPolicyCommand({ ...user, PolicyName: 'assume-role' }))
    await account.iam.send(new DeleteUserCommand(user))
    const { changes } = await apply(account, model)
    expect(changes).toEqual([
      'create user instruqt',
      'change the trust policy of role InstruqtS3Access',
      'put policy assume-role on user instruqt',
      'make an access key for user instruqt',
    ])
    expect(await differences(account, model)).toEqual([])
  })

  it('makes no user and no key for an issuer that exists already', async () => {
    const { keys } = await apply(
      account,
      modelOf({ issuerArn: `arn:aws:iam::${account.account}:user/admin` }),
    )
    expect(keys).toEqual([])
    await expect(account.iam.send(new ListAccessKeysCommand({ UserName: 'instruqt' }))).rejects.toThrow(
      'cannot be found',
    )
  })

  it('sets up a role with boundary, managed policies, tags, path and external id', async () => {
    const model = modelOf({
      path: '/workshops/',
      tag: ['team=blue'],
      policyArn: ['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'],
      boundary: 'arn:aws:iam::aws:policy/PowerUserAccess',
      externalId: 'visitors-2026',
      maxSessionDuration: 7200,
    })
    await apply(account, model)
    expect(await differences(account, model)).toEqual([])
    expect(account.calls).toContain('AttachRolePolicy')
  })
})
