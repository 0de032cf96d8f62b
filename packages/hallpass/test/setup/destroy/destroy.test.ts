import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  GetRoleCommand,
  GetUserCommand,
  ListRolesCommand,
  ListUsersCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { destroySetup, type DestroyedSetup } from '../../../src/setup/destroy/destroy.ts'
import type { SetupModel } from '../../../src/setup/model/model.ts'
import { apply, differences, failing, modelOf, openAccount, type TestAccount } from '../apply/account.ts'
import { codes } from './totp.ts'

const everything = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
})
const model = modelOf({ preset: ['s3'], policyArn: ['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'] })

let account: TestAccount
beforeEach(async () => {
  account = await openAccount()
})
afterEach(() => account.close())

async function destroy(
  of: SetupModel = model,
  options: { transport?: TestAccount['transport']; confirm?: string } = {},
): Promise<DestroyedSetup> {
  return destroySetup(of, await account.administrator(options), { confirm: options.confirm ?? of.name })
}

const changes = (): readonly string[] => account.calls.filter((action) => !/^(?:Get|List)/.test(action))

describe('destroy', () => {
  it('refuses without the name of the set-up, and asks nothing of AWS', async () => {
    const administrator = await account.administrator()
    account.calls.length = 0
    await expect(destroySetup(model, administrator, { confirm: 'yes' })).rejects.toMatchObject({
      code: 'InvalidInput',
      hint: 'to take it away, type its name: --confirm instruqt',
    })
    expect(account.calls).toEqual([])
  })

  it('refuses what it did not make, and leaves it as it is', async () => {
    await account.iam.send(new CreateUserCommand({ UserName: 'instruqt' }))
    await account.iam.send(
      new CreateRoleCommand({ RoleName: 'InstruqtS3Access', AssumeRolePolicyDocument: trustOf('admin') }),
    )
    await expect(destroy()).rejects.toMatchObject({
      code: 'SetupConflict',
      message:
        'user instruqt was not made by a set-up (it has no tag hallpass:setup); role InstruqtS3Access was not made by a set-up (it has no tag hallpass:setup)',
    })
    expect(changes()).toEqual([])
  })

  it.each([
    {
      what: 'a managed policy on the role',
      words:
        "role InstruqtS3Access has a managed policy that is not the set-up's: arn:aws:iam::aws:policy/PowerUserAccess",
      add: () =>
        account.iam.send(
          new AttachRolePolicyCommand({
            RoleName: 'InstruqtS3Access',
            PolicyArn: 'arn:aws:iam::aws:policy/PowerUserAccess',
          }),
        ),
    },
    {
      what: 'an inline policy on the user',
      words: "user instruqt has an inline policy that is not the set-up's: extra",
      add: () =>
        account.iam.send(
          new PutUserPolicyCommand({
            UserName: 'instruqt',
            PolicyName: 'extra',
            PolicyDocument: everything,
          }),
        ),
    },
    {
      what: 'another access key',
      words: "user instruqt has an access key that is not the set-up's: AKIA",
      add: () => account.iam.send(new CreateAccessKeyCommand({ UserName: 'instruqt' })),
    },
  ])('refuses what others attached, and names it: $what', async ({ words, add }) => {
    await apply(account, model)
    await add()
    account.calls.length = 0
    await expect(destroy()).rejects.toMatchObject({
      code: 'SetupConflict',
      message: expect.stringContaining(words),
      hint: expect.stringContaining('nothing was deleted'),
    })
    expect(changes()).toEqual([])
  })

  it('says in words what AWS finds on the user that no list shows', async () => {
    await apply(account, model)
    const { VirtualMFADevice } = await account.iam.send(
      new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'phone' }),
    )
    const [AuthenticationCode1, AuthenticationCode2] = codes(
      VirtualMFADevice?.Base32StringSeed ?? new Uint8Array(),
      account.now(),
    )
    await account.iam.send(
      new EnableMFADeviceCommand({
        UserName: 'instruqt',
        SerialNumber: VirtualMFADevice?.SerialNumber,
        AuthenticationCode1,
        AuthenticationCode2,
      }),
    )
    await expect(destroy()).rejects.toMatchObject({
      code: 'SetupConflict',
      message: 'user instruqt cannot be deleted: Cannot delete entity, must delete MFA device first.',
    })
  })

  it('takes away all that apply made, in the reverse order, and nothing of others', async () => {
    await account.iam.send(new CreateUserCommand({ UserName: 'bystander' }))
    await account.iam.send(
      new CreateRoleCommand({ RoleName: 'Bystander', AssumeRolePolicyDocument: trustOf('bystander') }),
    )
    const { keys } = await apply(account, model)
    await account.iam.send(
      new PutRolePolicyCommand({
        RoleName: 'InstruqtS3Access',
        PolicyName: 'hallpass-revoke',
        PolicyDocument: everything,
      }),
    )
    account.calls.length = 0
    const { deleted } = await destroy()
    expect(deleted).toEqual([
      `delete access key ${keys[0]?.accessKeyId}`,
      'delete policy assume-role of user instruqt',
      'detach arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess from role InstruqtS3Access',
      'delete policy InstruqtS3AccessPolicy of role InstruqtS3Access',
      'delete policy hallpass-revoke of role InstruqtS3Access',
      'delete role InstruqtS3Access',
      'delete user instruqt',
    ])
    // One call for each, and no other.
    expect(changes()).toHaveLength(deleted.length)
    const { Users } = await account.iam.send(new ListUsersCommand({}))
    const { Roles } = await account.iam.send(new ListRolesCommand({}))
    expect(Users?.map(({ UserName }) => UserName)).toEqual(['admin', 'bystander'])
    expect(Roles?.map(({ RoleName }) => RoleName)).toEqual(['Bystander'])
  })

  it('has nothing to do where there is nothing', async () => {
    expect(await destroy()).toEqual({ account: account.account, deleted: [], givenBack: [] })
    expect(account.calls).toEqual(['GetCallerIdentity', 'GetRole', 'GetUser', 'GetRole'])
  })

  it('leaves an issuer alone that the set-up did not make', async () => {
    await account.iam.send(new CreateUserCommand({ UserName: 'instruqt' }))
    const foreignIssuer = modelOf({ issuerArn: `arn:aws:iam::${account.account}:user/instruqt` })
    await apply(account, foreignIssuer)
    const { deleted } = await destroy(foreignIssuer)
    expect(deleted).toContain('delete role InstruqtS3Access')
    expect((await account.iam.send(new GetUserCommand({ UserName: 'instruqt' }))).User?.Arn).toContain(
      'instruqt',
    )
  })
})

describe.each([
  { when: 'before the call arrives', served: false },
  { when: 'after the call was served', served: true },
])('killed $when', ({ served }) => {
  it('goes on when it is run again, whichever call it was', async () => {
    for (let at = 2; ; at++) {
      await apply(account, model)
      const network = failing(account.transport, { at, served, forGood: true })
      const outcome = await destroy(model, { transport: network.transport }).then(
        () => 'done',
        (error: { code: string }) => error.code,
      )
      if (!network.reached()) break
      expect(outcome).toBe('Aborted')
      await destroy()
      await expect(
        account.iam.send(new GetRoleCommand({ RoleName: 'InstruqtS3Access' })),
      ).rejects.toMatchObject({ name: 'NoSuchEntityException' })
      expect(await differences(account, model)).toContain('user instruqt does not exist')
    }
  })
})

function trustOf(userName: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${account.account}:user/${userName}` },
        Action: 'sts:AssumeRole',
      },
    ],
  })
}
