import { beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '../../src/actor/index.ts'
import {
  apiTokenActor,
  makeApiToken,
  redeem,
  sessionActor,
  staffLink,
  startSession,
} from '../../src/signin/index.ts'
import { addStaff, changeStaff, disableStaff, enableStaff, listStaff } from '../../src/staff/index.ts'
import type { StaffRow } from '../../src/store/index.ts'
import { admin, type Desk, instructor, useDesks } from '../desk.ts'

const desks = useDesks()
let desk: Desk
let ann: StaffRow
beforeEach(async () => {
  desk = await desks.make()
  ann = await addStaff(desk.services, admin, { name: 'Ann', role: 'admin', email: 'ann@example.com' })
})

const lastAdmin = { code: 'StateConflict', facts: { name: 'last-admin' } }

function actorOf({ id, name, role }: StaffRow): Actor {
  return { kind: role, id, name }
}

async function entries(): Promise<{ action: string; detail?: Record<string, unknown> }[]> {
  const rows = await desk.services.database.selectFrom('audit').select('entry').orderBy('seq').execute()
  return rows.map(({ entry }) => JSON.parse(entry))
}

describe('staff', () => {
  it('is an admin’s matter alone', async () => {
    const { services } = desk
    const input = { name: 'Ina', role: 'instructor' } as const
    for (const refused of [
      () => listStaff(services, instructor, { limit: 10 }),
      () => addStaff(services, instructor, input),
      () => changeStaff(services, instructor, ann.id, { name: 'Bob' }),
      () => disableStaff(services, instructor, { staffId: ann.id }),
      () => enableStaff(services, instructor, { staffId: ann.id }),
      () => staffLink(services, instructor, ann.id),
    ]) {
      await expect(refused()).rejects.toMatchObject({ code: 'Forbidden' })
    }
  })

  it.each([
    [{ name: ' ' }, 'name'],
    [{ name: 'two\nlines' }, 'name'],
    [{ name: 'x'.repeat(201) }, 'name'],
    [{ email: 'nowhere' }, 'email'],
    [{ email: 'a@b\u0000' }, 'email'],
  ])('is not made from %j', async (wrong, field) => {
    await expect(
      addStaff(desk.services, admin, { name: 'Ina', role: 'instructor', ...wrong }),
    ).rejects.toMatchObject({ code: 'InvalidInput', facts: { name: field } })
  })

  it('has each e-mail address once, however it is written', async () => {
    const { services } = desk
    const taken = { code: 'StateConflict', facts: { name: 'email' } }
    await expect(
      addStaff(services, admin, { name: 'Anna', role: 'instructor', email: ' ANN@example.com ' }),
    ).rejects.toMatchObject(taken)
    const ina = await addStaff(services, admin, { name: 'Ina', role: 'instructor' })
    await expect(changeStaff(services, admin, ina.id, { email: 'Ann@Example.com' })).rejects.toMatchObject(
      taken,
    )
    const changed = await changeStaff(services, admin, ann.id, { email: 'Ann@Example.com' })
    expect(changed).toMatchObject({ email: 'Ann@Example.com', version: 2 })
    expect(await changeStaff(services, admin, ann.id, { email: '' })).toMatchObject({ email: null })
  })

  it('is changed from the version that was read, or not at all', async () => {
    const { services } = desk
    await expect(changeStaff(services, admin, ann.id, { name: 'A' }, 7)).rejects.toMatchObject({
      code: 'VersionConflict',
    })
    await changeStaff(services, admin, ann.id, { name: 'Ann' }, 1)
    expect(await changeStaff(services, admin, ann.id, { name: 'Anna' }, 1)).toMatchObject({ version: 2 })
    await expect(disableStaff(services, admin, { staffId: ann.id, version: 1 })).rejects.toMatchObject({
      code: 'VersionConflict',
    })
  })
})

describe('the last admin', () => {
  it('is neither disabled nor made an instructor', async () => {
    const { services } = desk
    const gone = await addStaff(services, admin, { name: 'Gone', role: 'admin' })
    await disableStaff(services, admin, { staffId: gone.id })
    await expect(disableStaff(services, admin, { staffId: ann.id })).rejects.toMatchObject(lastAdmin)
    await expect(changeStaff(services, admin, ann.id, { role: 'instructor' })).rejects.toMatchObject(
      lastAdmin,
    )
    await changeStaff(services, admin, gone.id, { role: 'instructor' })
  })

  it('is left over by however many who disable each other at once', async () => {
    const { services } = desk
    const others: StaffRow[] = []
    for (const name of ['Bea', 'Cy', 'Dee', 'Eve']) {
      others.push(await addStaff(services, admin, { name, role: 'admin' }))
    }
    const tried = await Promise.allSettled(
      [ann, ...others].map(({ id }, index) =>
        index % 2 === 0
          ? disableStaff(services, admin, { staffId: id })
          : changeStaff(services, admin, id, { role: 'instructor' }),
      ),
    )
    const refused = tried.filter((one) => one.status === 'rejected')
    expect(refused.map(({ reason }) => reason)).toEqual([expect.objectContaining(lastAdmin)])
    const left = await services.database
      .selectFrom('staff')
      .select('id')
      .where('role', '=', 'admin')
      .where('disabled_at', 'is', null)
      .execute()
    expect(left).toHaveLength(1)
  })
})

describe('somebody who is disabled', () => {
  it('has no browser, link or token any more, at once, and others keep theirs', async () => {
    const { services } = desk
    const bea = await addStaff(services, admin, { name: 'Bea', role: 'admin' })
    const sessions = []
    const tokens = []
    const links = []
    for (const person of [ann, bea]) {
      sessions.push(await startSession(services, { staffId: person.id }, 'a browser'))
      tokens.push(await makeApiToken(services, actorOf(person), { name: 'Lab', scopes: ['leases'] }))
      links.push(await staffLink(services, admin, person.id))
    }
    await disableStaff(services, admin, { staffId: bea.id, reason: 'has left' })
    const whoever = []
    for (const { secret } of sessions) whoever.push(await sessionActor(services, secret))
    for (const { secret } of tokens) whoever.push(await apiTokenActor(services, secret))
    expect(whoever.map((actor) => actor?.kind)).toEqual(['admin', undefined, 'platform', undefined])
    await expect(redeem(services, links[1]?.secret ?? '')).rejects.toMatchObject({ code: 'NotSignedIn' })
    expect(await redeem(services, links[0]?.secret ?? '')).toEqual({ staffId: ann.id })
    expect(await entries()).toContainEqual(
      expect.objectContaining({
        action: 'staff.disabled',
        reason: 'has left',
        detail: { staffId: bea.id, by: 'admin', sessions: 1, links: 1, tokens: 1 },
      }),
    )
  })

  it('gets no link, and no token that was under way works', async () => {
    const { services } = desk
    const bea = await addStaff(services, admin, { name: 'Bea', role: 'admin' })
    await disableStaff(services, admin, { staffId: bea.id })
    await expect(staffLink(services, admin, bea.id)).rejects.toMatchObject({ code: 'StateConflict' })
    // Both began before, and were written after.
    const late = await makeApiToken(services, actorOf(bea), { name: 'Lab', scopes: ['leases'] })
    const session = await startSession(services, { staffId: bea.id }, undefined)
    for (const state of ['disabled', 'enabled']) {
      if (state === 'enabled') await enableStaff(services, admin, { staffId: bea.id })
      expect(await apiTokenActor(services, late.secret), state).toBeUndefined()
      expect(await sessionActor(services, session.secret), state).toBeUndefined()
    }
  })

  it('is let back in by a new link; repeated, neither does anything', async () => {
    const { services } = desk
    const bea = await addStaff(services, admin, { name: 'Bea', role: 'instructor' })
    const old = await staffLink(services, admin, bea.id)
    const disabled = await disableStaff(services, admin, { staffId: bea.id })
    expect(await disableStaff(services, admin, { staffId: bea.id })).toEqual(disabled)
    const enabled = await enableStaff(services, admin, { staffId: bea.id })
    expect(await enableStaff(services, admin, { staffId: bea.id })).toEqual(enabled)
    await expect(redeem(services, old.secret)).rejects.toMatchObject({ code: 'NotSignedIn' })
    const { secret } = await staffLink(services, admin, bea.id)
    expect(await redeem(services, secret)).toEqual({ staffId: bea.id })
    expect((await entries()).filter(({ action }) => /staff\.(?:dis|en)abled/.test(action))).toHaveLength(2)
  })
})

describe('an admin who becomes an instructor', () => {
  it('is one with the next request, and the tokens that only an admin can make end', async () => {
    const { services } = desk
    const bea = await addStaff(services, admin, { name: 'Bea', role: 'admin' })
    const session = await startSession(services, { staffId: bea.id }, undefined)
    const token = await makeApiToken(services, actorOf(bea), { name: 'Lab', scopes: ['leases'] })
    await changeStaff(services, admin, bea.id, { role: 'instructor' })
    expect(await sessionActor(services, session.secret)).toMatchObject({ kind: 'instructor' })
    expect(await apiTokenActor(services, token.secret)).toBeUndefined()
  })
})

describe('a link of staff', () => {
  it('replaces the one before', async () => {
    const { services } = desk
    const first = await staffLink(services, admin, ann.id)
    const second = await staffLink(services, admin, ann.id)
    await expect(redeem(services, first.secret)).rejects.toMatchObject({ code: 'NotSignedIn' })
    expect(await redeem(services, second.secret)).toEqual({ staffId: ann.id })
    const [row] = await listStaff(services, admin, { limit: 10 })
    expect(row?.last_signed_in_at).toEqual(desk.clock.now())
  })

  it('is used once, also by two at once, while its owner is disabled', async () => {
    const { services } = desk
    for (let round = 0; round < 10; round += 1) {
      const bea = await addStaff(services, admin, { name: 'Bea', role: 'instructor' })
      const { secret } = await staffLink(services, admin, bea.id)
      const [one, other] = await Promise.allSettled([
        redeem(services, secret),
        redeem(services, secret),
        disableStaff(services, admin, { staffId: bea.id }),
      ])
      const failures = [one, other].filter((result) => result.status === 'rejected')
      expect(failures.length).toBeGreaterThan(0)
      // No deadlock: whoever does not get in is told so.
      for (const { reason } of failures) expect(reason).toMatchObject({ code: 'NotSignedIn' })
    }
  })
})
