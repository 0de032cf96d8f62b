import { beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '../../src/actor/index.ts'
import { createLease } from '../../src/lease/index.ts'
import {
  apiTokenActor,
  byCookie,
  deviceCode,
  endSession,
  firstAdminLink,
  isOwnOrigin,
  listApiTokens,
  makeApiToken,
  participantLink,
  redeem,
  revokeApiToken,
  sessionActor,
  sessionCookie,
  staffLink,
  startSession,
} from '../../src/signin/index.ts'
import { addStaff, disableStaff } from '../../src/staff/index.ts'
import { admin, type Desk, instructor, openWorkshopOf, useDesks } from '../desk.ts'

const desks = useDesks()
let desk: Desk
// A desk of its own for each: they move the clock.
beforeEach(async () => {
  desk = await desks.make()
})

async function participant(): Promise<Actor & { kind: 'participant' }> {
  const workshop = await openWorkshopOf(desk.services)
  const made = await createLease(desk.services, instructor, {
    workshopId: workshop.id,
    participant: { name: 'Ada' },
  })
  return { kind: 'participant', id: made.participant.id, workshopId: workshop.id }
}

describe('the first admin’s link', () => {
  it('signs in once, and there is no second one', async () => {
    const { services } = await desks.make()
    const replaced = await firstAdminLink(services)
    const link = await firstAdminLink(services)
    if (link === undefined || replaced === undefined) throw new Error('there is nobody yet')
    await expect(redeem(services, replaced.secret)).rejects.toMatchObject({ code: 'NotSignedIn' })
    const who = await redeem(services, link.secret)
    const { secret } = await startSession(services, who, 'a browser')
    expect(await sessionActor(services, secret)).toMatchObject({ kind: 'admin' })
    await expect(redeem(services, link.secret)).rejects.toMatchObject({ code: 'NotSignedIn' })
    expect(await firstAdminLink(services)).toBeUndefined()
  })
})

describe('links of staff', () => {
  it('make one first admin, of however many that were printed', async () => {
    const { services } = desk
    // What two replicas do that start together: neither sees the other's link.
    const { hashSecret } = await import('../../src/base/index.ts')
    const secrets = ['hp_link_one', 'hp_link_other']
    const now = services.now()
    await services.database
      .insertInto('one_time_link')
      .values(
        secrets.map((secret) => ({
          hash: hashSecret(secret),
          purpose: 'first-admin' as const,
          staff_id: null,
          participant_id: null,
          created_at: now,
          expires_at: new Date(now.getTime() + 60_000),
          used_at: null,
        })),
      )
      .execute()
    const tried = await Promise.allSettled(secrets.map((secret) => redeem(services, secret)))
    expect(tried.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(await services.database.selectFrom('staff').select('id').execute()).toHaveLength(1)
  })

  it('let nobody in who was taken away', async () => {
    const { services } = desk
    const first = await firstAdminLink(services)
    const who = await redeem(services, first?.secret ?? '')
    const staffId = 'staffId' in who ? who.staffId : ''
    const link = await staffLink(services, admin, staffId)
    await addStaff(services, admin, { name: 'Ann', role: 'admin' })
    await disableStaff(services, admin, { staffId })
    await expect(redeem(services, link.secret)).rejects.toMatchObject({ code: 'NotSignedIn' })
  })
})

describe('a participant', () => {
  it('signs in by the personal link again and again, until the workshop is over', async () => {
    const { services, clock } = await desks.make()
    const workshop = await openWorkshopOf(services)
    const made = await createLease(services, instructor, {
      workshopId: workshop.id,
      participant: { name: 'Ada' },
    })
    const other: Actor = { kind: 'instructor', id: 's-other', name: 'Otto' }
    await expect(participantLink(services, other, made.participant.id)).rejects.toMatchObject({
      code: 'NotFound',
    })
    const narrow: Actor = {
      kind: 'platform',
      id: 't-labs',
      name: 'Labs',
      scopes: ['participants'],
      workshopIds: 'all',
    }
    await expect(participantLink(services, narrow, made.participant.id)).rejects.toMatchObject({
      code: 'Forbidden',
    })
    const link = await participantLink(services, instructor, made.participant.id)
    expect(await redeem(services, link.secret)).toEqual({ participantId: made.participant.id })
    expect(await redeem(services, link.secret)).toEqual({ participantId: made.participant.id })
    clock.set(workshop.ends_at)
    await expect(redeem(services, link.secret)).rejects.toMatchObject({ code: 'NotSignedIn' })
  })

  it('signs in on a second machine by a code that is good once, for ten minutes', async () => {
    const { services, clock } = desk
    const ada = await participant()
    const code = await deviceCode(services, ada)
    expect(code.secret).toMatch(/^[0-9a-z]{4}-[0-9a-z]{4}$/)
    expect(await redeem(services, ` ${code.secret.toUpperCase()} `)).toEqual({ participantId: ada.id })
    await expect(redeem(services, code.secret)).rejects.toMatchObject({ code: 'NotSignedIn' })
    const late = await deviceCode(services, ada)
    clock.forward(601)
    await expect(redeem(services, late.secret)).rejects.toMatchObject({ code: 'NotSignedIn' })
    await expect(deviceCode(services, instructor)).rejects.toMatchObject({ code: 'NotFound' })
  })

  it('has a session of one workshop, that ends by itself and by signing out', async () => {
    const { services, clock } = desk
    const ada = await participant()
    const session = await startSession(services, { participantId: ada.id }, undefined)
    expect(await sessionActor(services, session.secret)).toEqual(ada)
    await endSession(services, session.secret)
    expect(await sessionActor(services, session.secret)).toBeUndefined()
    const again = await startSession(services, { participantId: ada.id }, undefined)
    clock.forward(31 * 86_400)
    expect(await sessionActor(services, again.secret)).toBeUndefined()
  })
})

describe('a platform’s token', () => {
  it('is made by an admin alone, for scopes that there are', async () => {
    const input = { name: 'Lab', scopes: ['leases'] }
    await expect(makeApiToken(desk.services, instructor, input)).rejects.toMatchObject({ code: 'Forbidden' })
    for (const scopes of [[], ['everything']]) {
      await expect(makeApiToken(desk.services, admin, { name: 'Lab', scopes })).rejects.toMatchObject({
        code: 'InvalidInput',
      })
    }
  })

  it('works until it is revoked, or over', async () => {
    const { services, clock } = await desks.make()
    const { secret, token } = await makeApiToken(services, admin, { name: 'Lab', scopes: ['leases'] })
    expect(await apiTokenActor(services, secret)).toMatchObject({
      kind: 'platform',
      scopes: ['leases'],
      workshopIds: [],
    })
    expect(JSON.stringify(await listApiTokens(services, admin))).not.toContain(secret)
    await revokeApiToken(services, admin, token.id)
    await revokeApiToken(services, admin, token.id)
    expect(await apiTokenActor(services, secret)).toBeUndefined()
    const short = await makeApiToken(services, admin, { name: 'Lab', scopes: ['leases'], lifetimeDays: 1 })
    clock.forward(86_401)
    expect(await apiTokenActor(services, short.secret)).toBeUndefined()
  })
})

describe('a cookie', () => {
  it('cannot be set by another host, where the server has https', () => {
    expect(sessionCookie('https://desk.example').write('hp_session_x', 60)).toBe(
      '__Host-hallpass=hp_session_x; Max-Age=60; Path=/; HttpOnly; SameSite=Lax; Secure',
    )
    expect(sessionCookie('http://127.0.0.1:8080').name).toBe('hallpass')
  })

  it.each([
    [{ 'sec-fetch-site': 'cross-site' }, false],
    [{ 'sec-fetch-site': 'same-site' }, false],
    [{ 'sec-fetch-site': 'none' }, false],
    [{ origin: 'https://evil.example' }, false],
    [{ origin: 'null' }, false],
    [{}, false],
    [{ origin: 'https://desk.example' }, true],
    [{ 'sec-fetch-site': 'same-origin' }, true],
  ])('counts for a POST with %j: %s', async (headers, counts) => {
    const url = 'https://desk.example'
    const { secret } = await startSession(
      desk.services,
      { participantId: (await participant()).id },
      undefined,
    )
    const cookie = sessionCookie(url)
    const request = new Request(`${url}/v1/leases`, {
      method: 'POST',
      headers: { ...headers, cookie: `other=1; ${cookie.name}=${secret}` },
    })
    expect(isOwnOrigin(request, url)).toBe(counts)
    const actor = await byCookie(desk.services, cookie, url)(request, undefined)
    expect(actor !== undefined).toBe(counts)
  })
})
