import {
  AddUserToGroupCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  DeleteAccessKeyCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  TagRoleCommand,
  UntagUserCommand,
  UpdateAccessKeyCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from '@aws-sdk/client-iam'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { apply, differences, modelOf, openAccount, type TestAccount } from '../apply/account.ts'

const role = { RoleName: 'InstruqtS3Access' }
const user = { UserName: 'instruqt' }
const readOnly = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'
const powerUser = 'arn:aws:iam::aws:policy/PowerUserAccess'
const everything = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
})
const model = modelOf({ preset: ['s3'], policyArn: [readOnly], boundary: powerUser })

let account: TestAccount
let accessKeyId: string

beforeEach(async () => {
  account = await openAccount()
  const { keys } = await apply(account, model)
  accessKeyId = keys[0]?.accessKeyId ?? ''
})
afterEach(() => account.close())

interface ByHand {
  readonly words: string
  readonly change: () => Promise<unknown>
}

const repaired: readonly ByHand[] = [
  {
    words: 'policy InstruqtS3AccessPolicy of role InstruqtS3Access says something else',
    change: () =>
      account.iam.send(
        new PutRolePolicyCommand({
          ...role,
          PolicyName: 'InstruqtS3AccessPolicy',
          PolicyDocument: everything,
        }),
      ),
  },
  {
    words: 'role InstruqtS3Access has no policy InstruqtS3AccessPolicy',
    change: () =>
      account.iam.send(new DeleteRolePolicyCommand({ ...role, PolicyName: 'InstruqtS3AccessPolicy' })),
  },
  {
    words: 'policy assume-role of user instruqt says something else',
    change: () =>
      account.iam.send(
        new PutUserPolicyCommand({ ...user, PolicyName: 'assume-role', PolicyDocument: everything }),
      ),
  },
  {
    words: 'the trust policy of role InstruqtS3Access says something else',
    change: () =>
      account.iam.send(
        new UpdateAssumeRolePolicyCommand({
          ...role,
          PolicyDocument: JSON.stringify({
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Principal: { AWS: account.account }, Action: 'sts:AssumeRole' }],
          }),
        }),
      ),
  },
  {
    words: 'role InstruqtS3Access allows sessions of 43200 seconds, and the set-up says 3600',
    change: () => account.iam.send(new UpdateRoleCommand({ ...role, MaxSessionDuration: 43_200 })),
  },
  {
    words: `role InstruqtS3Access has no managed policy ${readOnly}`,
    change: () => account.iam.send(new DetachRolePolicyCommand({ ...role, PolicyArn: readOnly })),
  },
  {
    words: `role InstruqtS3Access lacks its permissions boundary ${powerUser}`,
    change: () => account.iam.send(new DeleteRolePermissionsBoundaryCommand(role)),
  },
  {
    words: `role InstruqtS3Access has another permissions boundary than ${powerUser}`,
    change: () =>
      account.iam.send(new PutRolePermissionsBoundaryCommand({ ...role, PermissionsBoundary: readOnly })),
  },
  {
    words: 'user instruqt has no access key',
    change: () => account.iam.send(new DeleteAccessKeyCommand({ ...user, AccessKeyId: accessKeyId })),
  },
]

describe('what apply puts right', () => {
  it.each(repaired)('$words', async ({ words, change }) => {
    await change()
    expect(await differences(account, model)).toEqual([words])
    await apply(account, model)
    expect(await differences(account, model)).toEqual([])
  })
})

const left: readonly ByHand[] = [
  {
    words: "role InstruqtS3Access has an inline policy that is not the set-up's: extra",
    change: () =>
      account.iam.send(
        new PutRolePolicyCommand({ ...role, PolicyName: 'extra', PolicyDocument: everything }),
      ),
  },
  {
    words:
      "role InstruqtS3Access has a managed policy that is not the set-up's: arn:aws:iam::aws:policy/AdministratorAccess",
    change: () =>
      account.iam.send(
        new AttachRolePolicyCommand({ ...role, PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }),
      ),
  },
  {
    words: `user instruqt has a managed policy that is not the set-up's: ${readOnly}`,
    change: () => account.iam.send(new AttachUserPolicyCommand({ ...user, PolicyArn: readOnly })),
  },
  {
    words: 'user instruqt is in group staff',
    change: async () => {
      await account.iam.send(new CreateGroupCommand({ GroupName: 'staff' }))
      await account.iam.send(new AddUserToGroupCommand({ ...user, GroupName: 'staff' }))
    },
  },
  {
    words: 'every access key of user instruqt is switched off',
    change: () =>
      account.iam.send(new UpdateAccessKeyCommand({ ...user, AccessKeyId: accessKeyId, Status: 'Inactive' })),
  },
]

describe('what apply leaves to a person', () => {
  it.each(left)('$words', async ({ words, change }) => {
    await change()
    expect(await differences(account, model)).toEqual([words])
    await apply(account, model)
    expect(await differences(account, model)).toEqual([words])
  })

  it('an access key that somebody else made', async () => {
    const { AccessKey } = await account.iam.send(new CreateAccessKeyCommand(user))
    const words = `user instruqt has an access key that is not the set-up's: ${AccessKey?.AccessKeyId}`
    expect(await differences(account, model)).toEqual([words])
    await apply(account, model)
    expect(await differences(account, model)).toEqual([words])
  })

  it('a permissions boundary where the model has none', async () => {
    const plain = modelOf({ preset: ['s3'], policyArn: [readOnly] })
    expect(await differences(account, plain)).toEqual([
      `role InstruqtS3Access has a permissions boundary that is not the set-up's: ${powerUser}`,
    ])
  })
})

describe('what is no difference', () => {
  it('a policy written in another way', async () => {
    const [policy] = model.roles[0].inlinePolicies
    const document = policy?.document({
      account: account.account,
      partition: 'aws',
      userArn: '',
      providerArn: '',
      roleArn: () => '',
    })
    const turned = JSON.stringify(
      Object.fromEntries(Object.entries(document ?? {}).toReversed()),
      (_key, value: unknown) => (Array.isArray(value) && value.length === 1 ? value[0] : value),
      4,
    )
    await account.iam.send(
      new PutRolePolicyCommand({
        ...role,
        PolicyName: 'InstruqtS3AccessPolicy',
        PolicyDocument: turned,
      }),
    )
    expect(await differences(account, model)).toEqual([])
  })

  it('a tag that the model does not know', async () => {
    await account.iam.send(new TagRoleCommand({ ...role, Tags: [{ Key: 'cost', Value: '42' }] }))
    expect(await differences(account, model)).toEqual([])
  })

  it('what revoke keeps on a role', async () => {
    await account.iam.send(
      new PutRolePolicyCommand({ ...role, PolicyName: 'hallpass-revoke', PolicyDocument: everything }),
    )
    expect(await differences(account, model)).toEqual([])
  })

  it('a user without a record of its keys: somebody else made it, and has them', async () => {
    await account.iam.send(new UntagUserCommand({ ...user, TagKeys: ['hallpass:access-keys'] }))
    expect(await differences(account, model)).toEqual([])
  })
})

it('changes nothing', async () => {
  account.calls.length = 0
  await differences(account, model)
  expect(account.calls.filter((action) => !/^(?:Get|List)/.test(action))).toEqual([])
  expect(account.calls).toHaveLength(12)
})
