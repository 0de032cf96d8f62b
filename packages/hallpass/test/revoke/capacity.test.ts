import { describe, expect, it } from 'vitest'
import { listRevocations, revokeAllBefore, revokeSession, revokeSessions } from '../../src/revoke/index.ts'
import { RoleLab } from './role-lab.ts'

const nameOf = (length: number) => (n: number) => `${n}`.padStart(length, 'n')

/** Revokes one name after another, ten in a minute, until the role is full. */
async function fill(lab: RoleLab, name: (n: number) => string, allowNew = false): Promise<number> {
  for (let count = 0; ; count++) {
    const { notDenied } = await revokeSessions({ ...lab.options, sessions: [name(count)], allowNew })
    if (notDenied.length > 0) return count
    lab.time = new Date(lab.time.getTime() + 6_000)
  }
}

describe('the room of a role', () => {
  // One page with all of them would hold 113 and 246; pages are copied before they are deleted.
  it.each([
    { length: 64, least: 95 },
    { length: 16, least: 205 },
  ])('is enough for $least names of $length characters at least', async ({ length, least }) => {
    const lab = await RoleLab.open()
    expect(await fill(lab, nameOf(length))).toBeGreaterThanOrEqual(least)
  })

  it('when it has no more never lets in who was revoked, and says who is not ended', async () => {
    const lab = await RoleLab.open()
    const name = nameOf(64)
    const [first, bystander] = [await lab.session(name(0)), await lab.session('bystander')]
    const count = await fill(lab, name)
    const late = await lab.session(name(count))

    await expect(revokeSession({ ...lab.options, sessionName: name(count) })).rejects.toMatchObject({
      code: 'RoleFull',
      message: expect.stringContaining('NOT ended') as unknown,
      hint: expect.stringContaining(`--role-arn ${lab.roleArn} --all-before now`) as unknown,
    })
    expect(await lab.works(late)).toBe(true)
    expect(await lab.works(bystander)).toBe(true)
    expect(await lab.works(first)).toBe(false)
    lab.forward(0.1)
    expect(await lab.works(await lab.session(name(0)))).toBe(false)
    const { revocations } = await listRevocations(lab.options)
    expect(revocations.map(({ sessionName }) => sessionName)).toEqual(
      Array.from({ length: count }, (_, n) => name(n)).toSorted(),
    )
  })

  it('when it has no more is enough for everyone, again and again', async () => {
    const lab = await RoleLab.open()
    const name = nameOf(64)
    const first = await lab.session(name(0))
    await fill(lab, name)
    for (let again = 0; again < 5; again++) {
      const bystander = await lab.session('bystander')
      lab.forward(0.1)
      await revokeAllBefore(lab.options)
      expect(await lab.works(bystander)).toBe(false)
      expect(await lab.works(first)).toBe(false)
    }
    lab.forward(0.1)
    expect(await lab.works(await lab.session('newcomer'))).toBe(true)
    expect(await lab.works(await lab.session(name(0)))).toBe(false)
  })

  it('for a whole list is taken by as many as fit, the first ones, and the others are named', async () => {
    const lab = await RoleLab.open()
    const names = Array.from({ length: 300 }, (_, n) => nameOf(64)(n))
    const { denied, notDenied } = await revokeSessions({ ...lab.options, sessions: names })
    expect(denied.length).toBeGreaterThanOrEqual(95)
    expect([...denied.map(({ sessionName }) => sessionName), ...notDenied]).toEqual(names)
    expect(await lab.works(await lab.session(denied.at(-1)?.sessionName ?? ''))).toBe(false)
    expect(await lab.works(await lab.session(notDenied[0] ?? ''))).toBe(true)
    const again = await revokeSessions({ ...lab.options, sessions: names })
    expect(again.notDenied).toEqual(notDenied)
  })

  it('comes back when revocations lapse, whatever shape they are in', async () => {
    const lab = await RoleLab.open()
    const before = await fill(lab, nameOf(64))
    lab.forward(31)
    expect(await fill(lab, nameOf(63))).toBeGreaterThanOrEqual(before)
  })

  it('is counted with the inline policies of others, and without their white space', async () => {
    const lab = await RoleLab.open()
    const text = JSON.stringify(
      { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: padding(5_000) }] },
      null,
      20,
    )
    await lab.put('big', text)
    const count = await fill(lab, nameOf(64))
    expect(count).toBeGreaterThanOrEqual(42)
    expect(count).toBeLessThan(60)
  })

  it('that others have taken up is told, with what helps, and nothing changes', async () => {
    const lab = await RoleLab.open()
    await lab.put('big', policyOf(10_080))
    for (const attempt of [
      revokeSession({ ...lab.options, sessionName: 'ada@lab' }),
      revokeAllBefore(lab.options),
    ]) {
      await expect(attempt).rejects.toMatchObject({
        code: 'RoleFull',
        hint: expect.stringContaining('managed policy') as unknown,
      })
    }
    expect([...(await lab.policies()).keys()]).toEqual(['big', 'work'])
  })

  it('with allowNew is enough for at least thirty names revoked one by one', async () => {
    const lab = await RoleLab.open()
    expect(await fill(lab, nameOf(64), true)).toBeGreaterThanOrEqual(30)
  })
})

function padding(characters: number): string[] {
  return Array.from({ length: Math.floor(characters / 100) }, (_, n) => `arn:aws:s3:::${n}`.padEnd(96, 'x'))
}

function policyOf(size: number): string {
  const text = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::' }],
  })
  return text.replace('arn:aws:s3:::', `arn:aws:s3:::${'x'.repeat(size - text.length - 100)}`)
}
