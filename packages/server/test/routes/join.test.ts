import { beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '../../src/actor/index.ts'
import { controlLeases, createLease, joinWorkshop } from '../../src/lease/index.ts'
import { deviceCode, participantLink, staffLink } from '../../src/signin/index.ts'
import { addStaff } from '../../src/staff/index.ts'
import type { Workshop } from '../../src/workshop/index.ts'
import { admin, type Desk, instructor, openWorkshopOf, useDesks } from '../desk.ts'
import { type CheckedApi, createCheckedApi } from './checked-api.ts'

const desks = useDesks()
let desk: Desk
let api: CheckedApi
let workshop: Workshop

beforeEach(async () => {
  desk = await desks.make()
  api = await createCheckedApi(desk)
  workshop = await openWorkshopOf(desk.services, instructor, {
    joinMode: 'code',
    seats: 2,
    regions: ['eu-central-1'],
  })
})

const code = (): string => workshop.join_code ?? ''
const join = (body: object) => api.ask('POST', '/v1/join', { body })
const seats = async (): Promise<number> =>
  (await desk.services.database.selectFrom('lease').select('id').execute()).length

describe('a machine that joins', () => {
  it('is refused with a wrong code, a used one and a link of staff, which stays good', async () => {
    expect((await join({ code: 'nosuchcd' })).body).toMatchObject({ status: 404, code: 'NotFound' })
    const { participant } = await joinWorkshop(desk.services, { code: code(), name: 'Ada' })
    const { secret } = await deviceCode(desk.services, {
      kind: 'participant',
      id: participant.id,
      workshopId: workshop.id,
    })
    expect((await join({ code: secret })).status).toBe(201)
    expect((await join({ code: secret })).body).toMatchObject({ status: 404 })
    const staff = await addStaff(desk.services, admin, { name: 'Ina', role: 'instructor' })
    const link = await staffLink(desk.services, admin, staff.id)
    expect((await join({ code: link.secret })).body).toMatchObject({ status: 401, code: 'NotSignedIn' })
    const { used_at: used } = await desk.services.database
      .selectFrom('one_time_link')
      .select('used_at')
      .where('staff_id', '=', staff.id)
      .executeTakeFirstOrThrow()
    expect(used).toBeNull()
  })

  it('is asked for a name only where one could join', async () => {
    expect((await join({ code: code() })).body).toMatchObject({
      status: 400,
      code: 'InvalidInput',
      name: 'name',
    })
    expect(await seats()).toBe(0)
    await join({ code: code(), name: 'Ada' })
    await join({ code: code(), pseudonym: true })
    expect((await join({ code: code() })).body).toMatchObject({ code: 'WorkshopFull' })
    expect((await join({ code: code(), name: 'Eve' })).body).toMatchObject({ code: 'WorkshopFull' })
    const draft = await openWorkshopOf(desk.services, instructor, { joinMode: 'code' })
    await desk.services.database
      .updateTable('workshop')
      .set({ state: 'draft' })
      .where('id', '=', draft.id)
      .execute()
    expect((await join({ code: draft.join_code ?? '' })).body).toMatchObject({
      code: 'StateConflict',
      title: 'this workshop is not open yet',
    })
  })

  it('gets a token that gets keys, and is told whose and where', async () => {
    const { body, status } = await join({ code: code().toUpperCase(), name: 'Ada Lovelace' })
    expect([status, body.lease.participant.name, body.workshop.id, body.region, body.endpointUrl]).toEqual([
      201,
      'Ada Lovelace',
      workshop.id,
      'eu-central-1',
      null,
    ])
    const keys = await api.ask('GET', body.credentialsPath, { token: body.token })
    expect(keys.body.AccessKeyId).toMatch(/^ASIA/)
  })

  it('is who it was when it comes back, in the same seat, by its token, a code of the pass or the personal link', async () => {
    const first = (await join({ code: code(), name: 'Ada' })).body
    const again = (await join({ code: code(), known: [first.token] })).body
    expect([again.lease.id, again.token]).toEqual([first.lease.id, null])
    const link = await participantLink(desk.services, admin, first.lease.participantId)
    const second = (await join({ code: link.secret })).body
    expect(second.lease.id).toBe(first.lease.id)
    expect(second.token).not.toBe(first.token)
    expect((await join({ code: link.secret, known: [second.token] })).body.token).toBeNull()
    expect(await seats()).toBe(1)
  })

  it('does not get back what was revoked, suspended or ended', async () => {
    const { lease, participant } = await createLease(desk.services, instructor, {
      workshopId: workshop.id,
      participant: { name: 'Ada' },
    })
    const link = await participantLink(desk.services, admin, participant.id)
    const move = (word: 'suspend' | 'revoke') =>
      controlLeases(desk.services, instructor, { workshopId: workshop.id, leaseIds: [lease.id] }, word)
    await move('suspend')
    const suspended = (await join({ code: link.secret })).body
    expect(suspended.lease.state).toBe('suspended')
    const refused = await api.ask('GET', '/v1/credentials', { token: suspended.token })
    expect(refused.body).toMatchObject({ code: 'StateConflict', name: 'suspended' })
    await move('revoke')
    expect((await join({ code: link.secret })).body).toMatchObject({
      code: 'StateConflict',
      title: 'your access to this workshop was revoked',
    })
    const other = (await join({ code: code(), name: 'Bob' })).body
    desk.clock.set('2026-11-23T17:00:01Z')
    expect((await join({ code: code(), known: [other.token] })).body).toMatchObject({
      code: 'StateConflict',
      title: 'this workshop is over for you',
    })
    expect((await join({ code: code(), name: 'Eve' })).body).toMatchObject({ title: 'this workshop is over' })
  })

  it('gives its token back when it leaves, and gets nothing with it afterwards; others of the same person go on', async () => {
    const first = (await join({ code: code(), name: 'Ada' })).body
    const link = await participantLink(desk.services, admin, first.lease.participantId)
    const second = (await join({ code: link.secret })).body
    const refused = await api.ask('DELETE', '/v1/credentials', { as: admin })
    expect(refused.body).toMatchObject({ status: 403, code: 'Forbidden' })
    const left = await api.ask('DELETE', '/v1/credentials', { token: first.token })
    expect([left.status, left.body]).toEqual([200, { returned: true }])
    expect((await api.ask('GET', '/v1/credentials', { token: first.token })).status).toBe(401)
    expect((await api.ask('DELETE', '/v1/credentials', { token: first.token })).status).toBe(401)
    expect((await api.ask('GET', '/v1/credentials', { token: second.token })).status).toBe(200)
    expect((await join({ code: code(), known: [first.token] })).body).toMatchObject({ name: 'name' })
    expect(desk.ports.recorded.filter(({ action }) => action === 'lease.token-returned')).toMatchObject([
      { leaseId: first.lease.id, actor: { kind: 'participant', id: first.lease.participantId } },
    ])
  })

  it('is who a personal link is for, which a platform makes for a lease and a participant does not', async () => {
    const { lease, participant } = await createLease(desk.services, instructor, {
      workshopId: workshop.id,
      participant: { name: 'Ada' },
    })
    const path = `/v1/leases/${lease.id}/link`
    const narrow: Actor = {
      kind: 'platform',
      id: 't-narrow',
      name: 'Labs',
      scopes: ['leases', 'participants'],
      workshopIds: [workshop.id],
    }
    const ada: Actor = { kind: 'participant', id: participant.id, workshopId: workshop.id }
    for (const as of [narrow, ada]) expect((await api.ask('POST', path, { as, body: {} })).status).toBe(403)
    const platform: Actor = { ...narrow, id: 't-wide', scopes: ['credentials'] }
    const made = await api.ask('POST', path, { as: platform, body: {} })
    expect([made.status, made.headers.get('referrer-policy'), made.headers.get('cache-control')]).toEqual([
      201,
      'no-referrer',
      'no-store',
    ])
    expect(made.body.path).toBe(`/link#${made.body.secret}`)
    expect(made.body.expiresAt).toBe(workshop.ends_at.toISOString())
    expect((await join({ code: made.body.secret })).body.lease.id).toBe(lease.id)
    const written = desk.ports.recorded.filter(({ action }) => action === 'participant.link-made')
    expect(written).toMatchObject([
      { participantId: participant.id, actor: { kind: 'platform', id: 't-wide' } },
    ])
    expect(JSON.stringify(written)).not.toContain(made.body.secret)
    const rows = await desk.services.database.selectFrom('one_time_link').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(made.body.secret)
  })

  it('is held back when it tries one code after the other', async () => {
    const statuses: number[] = []
    for (let count = 0; count < 510; count += 1) {
      const answer = await api.app.fetch(
        new Request('https://desk.test/v1/join', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{}',
        }),
      )
      statuses.push(answer.status)
    }
    expect([statuses[0], statuses.at(-1)]).toEqual([400, 429])
  })
})
