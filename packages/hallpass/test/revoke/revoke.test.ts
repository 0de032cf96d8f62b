import { beforeEach, describe, expect, it } from 'vitest'
import { pruneRevocations, revokeAllBefore, revokeSession } from '../../src/revoke/index.ts'
import { RoleLab } from './role-lab.ts'

let lab: RoleLab
beforeEach(async () => {
  lab = await RoleLab.open()
})

const ours = async (): Promise<readonly string[]> =>
  [...(await lab.policies()).keys()].filter((name) => name.startsWith('hallpass-revoke'))

describe('revoking one of two sessions', () => {
  it('denies his next call, and not the other one’s', async () => {
    const ada = await lab.session('ada@lab')
    const bob = await lab.session('bob@lab')
    expect(await lab.works(ada)).toBe(true)

    const revoked = await revokeSession({ ...lab.options, sessionName: 'ada@lab' })

    expect(await lab.works(ada)).toBe(false)
    expect(await lab.works(bob)).toBe(true)
    expect(revoked).toEqual({
      roleArn: lab.roleArn,
      sessionName: 'ada@lab',
      before: undefined,
      until: new Date('2026-11-23T12:00:00Z'),
      deniedAsOf: new Date('2026-11-22T08:00:00Z'),
    })
  })

  it('denies new sessions under the name too, until the revocation lapses', async () => {
    await revokeSession({ ...lab.options, sessionName: 'ada@lab' })
    lab.forward(1)
    expect(await lab.works(await lab.session('ada@lab'))).toBe(false)
    lab.forward(27)
    await pruneRevocations(lab.options)
    expect(await lab.works(await lab.session('ada@lab'))).toBe(true)
  })

  it('with allowNew denies the sessions there are, and lets new ones under the name work', async () => {
    const old = await lab.session('ada@lab')
    const { before } = await revokeSession({ ...lab.options, sessionName: 'ada@lab', allowNew: true })
    expect(await lab.works(old)).toBe(false)
    lab.time = before ?? lab.time
    expect(await lab.works(await lab.session('ada@lab'))).toBe(true)
    expect(await lab.works(old)).toBe(false)
  })

  it('keeps to names that are spelt exactly alike', async () => {
    const others = await Promise.all(['Ada@lab', 'ada@la', 'ada@lab2'].map((name) => lab.session(name)))
    await revokeSession({ ...lab.options, sessionName: 'ada@lab' })
    expect(await Promise.all(others.map((session) => lab.works(session)))).toEqual([true, true, true])
  })

  it('is done with five calls, where there is one other policy', async () => {
    lab.actions.length = 0
    await revokeSession({ ...lab.options, sessionName: 'ada@lab' })
    expect(lab.actions).toEqual([
      'GetRole',
      'ListRolePolicies',
      'GetRolePolicy',
      'PutRolePolicy',
      'GetRolePolicy',
    ])
  })

  it('twice over writes nothing', async () => {
    await revokeSession({ ...lab.options, sessionName: 'ada@lab' })
    const before = await lab.policies()
    await revokeSession({ ...lab.options, sessionName: 'ada@lab' })
    expect(await lab.policies()).toEqual(before)
  })

  it('after others leaves one policy of ours, with all of them', async () => {
    const names = Array.from({ length: 20 }, (_, n) => `guest-${n}`)
    const sessions = await Promise.all(names.map((name) => lab.session(name)))
    for (const sessionName of names) {
      await revokeSession({ ...lab.options, sessionName })
      lab.forward(0.1)
    }
    expect(await ours()).toHaveLength(1)
    for (const session of sessions) expect(await lab.works(session)).toBe(false)
    expect((await lab.policies()).has('work')).toBe(true)
  })
})

describe('revoking everyone before a moment', () => {
  it('is refused for a moment to come', async () => {
    const before = new Date(lab.time.getTime() + 60_000)
    await expect(revokeAllBefore({ ...lab.options, before })).rejects.toMatchObject({ code: 'InvalidInput' })
    expect(await ours()).toEqual([])
  })

  it('denies who came before, and not who came later', async () => {
    const early = await lab.session('early')
    lab.forward(0.5)
    const before = lab.time
    lab.forward(0.5)
    const late = await lab.session('late')
    const revoked = await revokeAllBefore({ ...lab.options, before })
    expect(await lab.works(early)).toBe(false)
    expect(await lab.works(late)).toBe(true)
    expect(revoked).toMatchObject({ sessionName: undefined, before: new Date('2026-11-22T08:30:01Z') })
  })

  it('now denies who came within this very second, and lets the next one’s work', async () => {
    const last = await lab.session('last')
    const { before } = await revokeAllBefore(lab.options)
    expect(await lab.works(last)).toBe(false)
    lab.time = before ?? lab.time
    expect(await lab.works(await lab.session('next'))).toBe(true)
  })

  it('at a later moment replaces the earlier one; at an earlier one changes nothing', async () => {
    await revokeAllBefore(lab.options)
    lab.forward(1)
    await revokeAllBefore(lab.options)
    await revokeAllBefore({ ...lab.options, before: new Date(lab.time.getTime() - 1_800_000) })
    const { revocations } = await pruneRevocations(lab.options)
    expect(revocations).toMatchObject([{ before: new Date('2026-11-22T09:00:01Z') }])
  })

  it('so long ago that nothing can be alive writes nothing', async () => {
    const before = new Date(lab.time.getTime() - 40 * 3_600_000)
    const { until, deniedAsOf } = await revokeAllBefore({ ...lab.options, before })
    expect(until.getTime()).toBeLessThan(deniedAsOf.getTime())
    expect(await ours()).toEqual([])
  })
})

describe('pruning', () => {
  it('keeps a revocation while anything it is about can be alive', async () => {
    await revokeSession({ ...lab.options, sessionName: 'ada@lab' })
    lab.forward(24.25)
    const { revocations } = await pruneRevocations(lab.options)
    expect(revocations.map(({ sessionName }) => sessionName)).toEqual(['ada@lab'])
  })

  it('takes out what has lapsed, and leaves the rest and what is not ours', async () => {
    await revokeSession({ ...lab.options, sessionName: 'ada@lab' })
    lab.forward(20)
    await revokeSession({ ...lab.options, sessionName: 'bob@lab' })
    lab.forward(10)
    const { revocations } = await pruneRevocations(lab.options)
    expect(revocations.map(({ sessionName }) => sessionName)).toEqual(['bob@lab'])
    lab.forward(24)
    expect((await pruneRevocations(lab.options)).revocations).toEqual([])
    expect([...(await lab.policies()).keys()]).toEqual(['work'])
  })

  it('happens by itself with the next revocation', async () => {
    await revokeSession({ ...lab.options, sessionName: 'ada@lab' })
    lab.forward(30)
    await revokeSession({ ...lab.options, sessionName: 'bob@lab' })
    expect([...(await lab.policies()).values()].join('')).not.toContain('ada@lab')
  })
})

describe('what is refused', () => {
  it.each([
    [
      'hallpass-revoke',
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}',
    ],
    [
      'hallpass-revoke-000001-0123456789abcdef',
      '{"Version":"2012-10-17","Statement":[{"Sid":"Until20261123T1200Z","Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"aws:userid":["AROA234567:ada"]}}}]}',
    ],
  ])('is a policy %s that we did not write, and it stays as it is', async (name, text) => {
    await lab.put(name, text)
    for (const attempt of [
      revokeSession({ ...lab.options, sessionName: 'ada@lab' }),
      revokeAllBefore(lab.options),
      pruneRevocations(lab.options),
    ]) {
      await expect(attempt).rejects.toMatchObject({ code: 'PolicyNotOwned', facts: { name } })
    }
    expect((await lab.policies()).get(name)).toBe(text)
    expect(await ours()).toEqual([name])
  })

  it('is a name that STS would not take, before anything is sent', async () => {
    lab.actions.length = 0
    await expect(revokeSession({ ...lab.options, sessionName: 'a b' })).rejects.toMatchObject({
      code: 'InvalidInput',
    })
    expect(lab.actions).toEqual([])
  })

  it('is a role of another account that has the same name', async () => {
    const roleArn = lab.roleArn.replace(/:\d{12}:/, ':999999999999:')
    await expect(revokeSession({ ...lab.options, roleArn, sessionName: 'ada' })).rejects.toMatchObject({
      code: 'InvalidInput',
      hint: expect.stringContaining('999999999999') as unknown,
    })
    expect(await ours()).toEqual([])
  })

  it('is a role that does not exist', async () => {
    await expect(
      revokeSession({ ...lab.options, roleArn: `${lab.roleArn}2`, sessionName: 'ada' }),
    ).rejects.toMatchObject({ code: 'AwsRefused', message: expect.stringContaining('no role') as unknown })
  })

  it('tells which permissions are missing, to a caller who has none', async () => {
    const credentials = await lab.session('ada')
    await expect(revokeSession({ ...lab.options, credentials, sessionName: 'ada' })).rejects.toMatchObject({
      code: 'AccessDenied',
      hint: expect.stringContaining('iam:PutRolePolicy') as unknown,
    })
  })

  it('tells first that the role is in another account, to a caller who may not look at it', async () => {
    const credentials = await lab.session('ada')
    const roleArn = lab.roleArn.replace(/:\d{12}:/, ':999999999999:')
    await expect(
      revokeSession({ ...lab.options, roleArn, credentials, sessionName: 'ada' }),
    ).rejects.toMatchObject({
      code: 'AccessDenied',
      hint: expect.stringMatching(
        /^your credentials are of account \d{12}, and the role is in account 999/,
      ) as unknown,
    })
  })
})
