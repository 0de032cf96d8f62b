import {
  CreateUserCommand,
  DeleteRoleCommand,
  IAMClient,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { revokeSession } from '../../../src/revoke/index.ts'
import { destroySetup } from '../../../src/setup/destroy/destroy.ts'
import type { SetupArguments } from '../../../src/setup/inputs/setup-arguments.ts'
import { apply, differences, modelOf, openAccount, type TestAccount } from './account.ts'

let account: TestAccount
beforeEach(async () => {
  account = await openAccount()
})
afterEach(() => account.close())

const PolicyDocument = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
})

/** A set-up, and the keys of whoever took the role that revokes. */
async function revoker(given: SetupArguments) {
  const model = modelOf(given)
  const { revokerRoleArn, roleArns } = await apply(account, model)
  const clock = { systemClockOffset: account.now().getTime() - Date.now() }
  const sts = new STSClient({
    endpoint: account.url,
    region: 'eu-west-1',
    credentials: account.admin,
    ...clock,
  })
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn: revokerRoleArn, RoleSessionName: 'kim' }),
  )
  const credentials = {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  }
  const iam = new IAMClient({ endpoint: account.url, region: 'eu-west-1', credentials, ...clock })
  return { model, credentials, iam, roleArn: roleArns[0] ?? '' }
}

describe('whoever may only revoke', () => {
  it('can do nothing else: no user, no other role, no trust, not even to its own role', async () => {
    const { iam } = await revoker({ revoker: 'account' })
    const RoleName = 'InstruqtS3Access'
    const PolicyName = 'hallpass-revoke-000001-0123456789abcdef'
    for (const call of [
      () => iam.send(new CreateUserCommand({ UserName: 'mallory' })),
      () => iam.send(new PutRolePolicyCommand({ RoleName: 'instruqt-revoker', PolicyName, PolicyDocument })),
      () => iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument })),
      () => iam.send(new DeleteRoleCommand({ RoleName })),
    ]) {
      await expect(call()).rejects.toMatchObject({ name: 'AccessDenied' })
    }
  })

  it('writes nothing into a role that lost the boundary which it is tied to', async () => {
    const boundary = 'arn:aws:iam::aws:policy/PowerUserAccess'
    const { iam, model } = await revoker({ revoker: 'account', boundary })
    expect(model.revoker?.inlinePolicies).toHaveLength(1)
    const put = { PolicyName: 'any', PolicyDocument }
    await iam.send(new PutRolePolicyCommand({ RoleName: 'InstruqtS3Access', ...put }))
    const other = modelOf({ name: 'other', user: 'other', role: 'InstruqtS3Access2' })
    await apply(account, other)
    await expect(() =>
      iam.send(new PutRolePolicyCommand({ RoleName: 'InstruqtS3Access2', ...put })),
    ).rejects.toMatchObject({ name: 'AccessDenied' })
  })

  it('ends a session with hallpass revoke', async () => {
    const { credentials, roleArn } = await revoker({ revoker: 'account' })
    const revoked = await revokeSession({
      roleArn,
      sessionName: 'ada',
      credentials,
      env: account.env,
      now: account.now,
    })
    expect(revoked.sessionName).toBe('ada')
    const { PolicyNames } = await account.iam.send(
      new ListRolePoliciesCommand({ RoleName: 'InstruqtS3Access' }),
    )
    expect(PolicyNames?.some((name) => name.startsWith('hallpass-revoke-'))).toBe(true)
  })
})

it('the role that revokes is checked, and destroyed with the set-up', async () => {
  const { model } = await revoker({ revoker: 'account' })
  expect(await differences(account, model)).toEqual([])
  await account.iam.send(
    new PutRolePolicyCommand({ RoleName: 'instruqt-revoker', PolicyName: 'revoke', PolicyDocument }),
  )
  expect(await differences(account, model)).toEqual([
    'policy revoke of role instruqt-revoker says something else',
  ])
  const administrator = await account.administrator()
  const { deleted } = await destroySetup(model, administrator, { confirm: 'instruqt' })
  expect(deleted).toContain('delete role instruqt-revoker')
})

it('names who may revoke, and is never what a set-up hands out', () => {
  const kim = 'arn:aws:iam::123456789012:user/kim'
  const model = modelOf({ revoker: kim })
  expect(model.revoker).toMatchObject({ name: 'instruqt-revoker' })
  expect(model.roles).toHaveLength(1)
  expect(() => modelOf({ revoker: 'kim' })).toThrow(/neither account nor a user or role/)
  expect(() => modelOf({ revoker: kim, role: 'Instruqt-Revoker' })).toThrow(/two roles are named/)
})
