import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam'
import { type Lab, openLab } from '../../../hallpass/test/lab.ts'
import { createRoles, previewRole } from '../../src/preview/index.ts'

let lab: Lab
let roleArn = ''
let othersArn = ''
let iam: IAMClient

beforeAll(async () => {
  lab = await openLab()
  roleArn = await lab.role('Handed')
  iam = new IAMClient({ endpoint: lab.url, region: 'us-east-1', credentials: lab.admin })
  await iam.send(new CreateUserCommand({ UserName: 'somebody' }))
  othersArn = await lab.role('Others', {
    trust: { Principal: { AWS: `arn:aws:iam::${lab.account}:user/somebody` } },
  })
})
afterAll(() => lab.close())

/** A user who may do these things to IAM, and nothing else. */
async function userWith(name: string, ...actions: readonly string[]) {
  await iam.send(new CreateUserCommand({ UserName: name }))
  const Statement = { Effect: 'Allow', Action: ['sts:*', ...actions], Resource: '*' }
  await iam.send(
    new PutUserPolicyCommand({
      UserName: name,
      PolicyName: 'read',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
    }),
  )
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: name }))
  return {
    env: lab.env({
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    }),
  }
}

const now = () => new Date()
const asked = () => ({ issuer: 'default', roleArn })

describe('a preview of a role', () => {
  it('says so where nothing may be read', async () => {
    const reader = await userWith('blind')
    const roles = createRoles({ now, readersOf: () => [reader], issuerOf: () => reader })
    const { problem, preview } = await previewRole({ roles, now }, asked())
    expect(preview).toBeUndefined()
    expect(problem?.message).toBe('what this role may do could not be read')
    expect(await roles.assumable('default')).toEqual([])
  })

  it('says so where there is no such role', async () => {
    const reader = { env: lab.env(lab.admin) }
    const roles = createRoles({ now, readersOf: () => [reader], issuerOf: () => reader })
    const gone = { ...asked(), roleArn: `arn:aws:iam::${lab.account}:role/Gone` }
    expect((await previewRole({ roles, now }, gone)).problem?.message).toMatch(/no such role/)
  })

  it('says what could not be read of it: the revoker of a set-up sees no managed policies', async () => {
    const reader = await userWith('revoker', 'iam:GetRole', 'iam:ListRolePolicies', 'iam:GetRolePolicy')
    const roles = createRoles({ now, readersOf: () => [reader], issuerOf: () => undefined })
    const { words, notes } = await previewRole({ roles, now }, asked())
    expect(words.may).toEqual(['Everything in Amazon S3'])
    expect(notes).toEqual(['not all could be read, it may be more or less: which managed policies it has'])
  })

  it('is of all its policies where somebody may read them, and asks AWS once', async () => {
    const { Policy } = await iam.send(
      new CreatePolicyCommand({
        PolicyName: 'machines',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: { Effect: 'Allow', Action: 'ec2:RunInstances', Resource: '*' },
        }),
      }),
    )
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'Handed', PolicyArn: Policy?.Arn }))
    const some = await userWith('some', 'iam:GetRole')
    const all = { env: lab.env(lab.admin) }
    const roles = createRoles({ now, readersOf: () => [some, all], issuerOf: () => undefined })
    const regions = ['eu-west-1']
    const first = await previewRole({ roles, now }, { ...asked(), regions })
    expect(first.notes).toEqual([])
    expect(first.words.may).toEqual(['Everything in Amazon S3', 'Amazon EC2: start machines'])
    expect(first.words.butNot).toEqual([expect.stringMatching(/outside of eu-west-1\)$/)])
    const calls = lab.log.length
    await previewRole({ roles, now }, asked())
    expect(lab.log.length).toBe(calls)
  })

  it('takes the session policy of the workshop, filled for somebody', async () => {
    const reader = { env: lab.env(lab.admin) }
    const roles = createRoles({ now, readersOf: () => [reader], issuerOf: () => reader })
    const sessionPolicy = JSON.stringify({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::lab/${participant}/*' },
    })
    const { words } = await previewRole({ roles, now }, { ...asked(), sessionPolicy })
    expect(words.may).toEqual(['Amazon S3: read objects (lab/p-x7f3a/*)'])
  })

  it('is of roles to pick from: those whose trust allows the issuer', async () => {
    const roles = createRoles({
      now,
      readersOf: () => [{ env: lab.env(lab.admin) }],
      issuerOf: () => ({ env: lab.env(lab.issuer) }),
    })
    const arns = (await roles.assumable('default')).map((role) => role.roleArn)
    expect(arns).toContain(roleArn)
    expect(arns).not.toContain(othersArn)
  })
})
