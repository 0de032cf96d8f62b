import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listRoles, readRole } from '../../src/role/index.ts'
import { type Lab, openLab } from '../lab.ts'

let lab: Lab
let roleArn = ''

beforeAll(async () => {
  lab = await openLab()
  roleArn = await lab.role('Handed', { maxSessionDuration: 7200 })
})
afterAll(() => lab.close())

describe('readRole()', () => {
  it('tells what it may not read, and throws nothing of it', async () => {
    const read = await readRole({ roleArn, env: lab.env() })
    expect(read).toMatchObject({ roleArn, roleId: undefined, policies: [] })
    expect(read.unread.map(({ part, code }) => [part, code])).toEqual([
      ['role', 'AccessDenied'],
      ['inline policies', 'AccessDenied'],
      ['managed policies', 'AccessDenied'],
    ])
  })

  it.each(['role/Gone', 'role/path/Handed'])('refuses %s, which is no role of the account', async (path) => {
    const options = { roleArn: `arn:aws:iam::${lab.account}:${path}`, env: lab.env(lab.admin) }
    await expect(readRole(options)).rejects.toMatchObject({ code: 'AwsRefused' })
  })

  it('refuses what is no option of it, and no ARN', async () => {
    await expect(readRole({ roleArn: 'Handed', env: lab.env() })).rejects.toMatchObject({
      code: 'InvalidInput',
    })
  })

  it('reads policies, trust and the longest session', async () => {
    const read = await readRole({ roleArn, env: lab.env(lab.admin) })
    expect(read.unread).toEqual([])
    expect(read.roleId).toMatch(/^AROA/)
    expect(read.maxSessionDurationSeconds).toBe(7200)
    expect(JSON.parse(read.trust ?? '')).toHaveProperty('Statement')
    expect(read.policies.map(({ name, kind }) => [name, kind])).toEqual([['s3', 'inline']])
    expect(JSON.parse(read.policies[0]?.document ?? '')).toHaveProperty(['Statement', 0, 'Action'], 's3:*')
  })
})

describe('listRoles()', () => {
  it('is refused to whoever may not', async () => {
    await expect(listRoles({ env: lab.env() })).rejects.toMatchObject({ code: 'AccessDenied' })
  })

  it('has every role of the account, with its trust', async () => {
    const roles = await listRoles({ env: lab.env(lab.admin) })
    expect(roles.find((role) => role.roleArn === roleArn)?.trust).toContain('user/issuer')
  })
})
