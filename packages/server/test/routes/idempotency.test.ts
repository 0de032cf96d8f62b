import { describe, expect, it } from 'vitest'
import { type Actor, scopes } from '../../src/actor/index.ts'
import type { Services } from '../../src/change/index.ts'
import { admin, roleArn, useDesks } from '../desk.ts'
import { type CheckedApi, createCheckedApi } from './checked-api.ts'

const desks = useDesks()
const platform: Actor = { kind: 'platform', id: 't-labs', name: 'Labs', scopes, workshopIds: [] }

const newWorkshop = {
  name: 'Storage for beginners',
  roles: [{ accountId: '123456789012', roleArn }],
  startsAt: '2026-11-23T09:00:00Z',
  endsAt: '2026-11-23T17:00:00Z',
  seats: 30,
  state: 'open',
}

async function openApi(otherwise: (services: Services) => Services = (services) => services) {
  const desk = await desks.make()
  const api = await createCheckedApi({ ...desk, services: otherwise(desk.services) })
  const workshop = (await api.ask('POST', '/v1/workshops', { as: platform, body: newWorkshop })).body
  return { ...desk, ...api, workshop }
}

describe('an Idempotency-Key', () => {
  const headers = { 'idempotency-key': 'order-1' }

  it('makes one of two', async () => {
    const api = await createCheckedApi(await desks.make())
    const ask = () => api.ask('POST', '/v1/workshops', { as: platform, body: newWorkshop, headers })
    const [first, second] = [await ask(), await ask()]
    expect([first.status, second.status, second.headers.get('idempotency-replayed')]).toEqual([
      201,
      201,
      'true',
    ])
    expect(second.body).toEqual(first.body)
    expect(second.headers.get('location')).toBe(first.headers.get('location'))
    expect((await api.ask('GET', '/v1/workshops', { as: platform })).body.items).toHaveLength(1)
  })

  it('is refused for another request, and is nobody else’s', async () => {
    const api = await createCheckedApi(await desks.make())
    await api.ask('POST', '/v1/workshops', { as: platform, body: newWorkshop, headers })
    const other = await api.ask('POST', '/v1/workshops', {
      as: platform,
      body: { ...newWorkshop, seats: 1 },
      headers,
    })
    expect([other.status, other.body.code]).toEqual([409, 'IdempotencyConflict'])
    expect((await api.ask('POST', '/v1/workshops', { as: admin, body: newWorkshop, headers })).status).toBe(
      201,
    )
  })

  it('may be used again after a failure', async () => {
    const api = await createCheckedApi(await desks.make())
    const bad = { ...newWorkshop, endsAt: newWorkshop.startsAt }
    expect((await api.ask('POST', '/v1/workshops', { as: platform, body: bad, headers })).status).toBe(400)
    expect(
      (await api.ask('POST', '/v1/workshops', { as: platform, body: newWorkshop, headers })).status,
    ).toBe(201)
  })

  describe('when the server was killed', () => {
    /** What is left of a request whose process died before it could write down its answer. */
    const cutOff = async (api: Awaited<ReturnType<typeof openApi>>, seconds = 0) => {
      await api.open.database
        .updateTable('idempotency_key')
        .set({ status: null, response: null })
        .where('key', '=', 'order-1')
        .execute()
      api.clock.forward(seconds)
    }
    const lists = async (api: CheckedApi, path: string) =>
      (await api.ask('GET', path, { as: platform })).body.items

    it.each([
      ['a workshop', '/v1/workshops', () => newWorkshop, 201],
      [
        'a lease',
        '/v1/leases',
        (id: string) => ({ workshopId: id, participant: { externalId: 'u-9', name: 'Ada' } }),
        201,
      ],
      [
        'people',
        '/v1/workshops/{id}/participants',
        () => ({ people: [{ externalId: 'u-1' }, { externalId: 'u-2' }] }),
        200,
      ],
    ])('answers %s that was made, and makes no other', async (_, path, bodyOf, status) => {
      const api = await openApi()
      const { id } = api.workshop
      const options = { as: platform, body: bodyOf(id), headers }
      const ask = () => api.ask('POST', path.replace('{id}', id), options)
      const first = await ask()
      await cutOff(api)
      const second = await ask()
      expect([first.status, second.status]).toEqual([status, status])
      expect(second.headers.get('idempotency-replayed')).toBe('true')
      expect(second.body).toEqual(first.body)
      expect(second.headers.get('location')).toBe(first.headers.get('location'))
      // And kept, from now on.
      expect((await ask()).body).toEqual(first.body)
      expect(await lists(api, '/v1/workshops')).toHaveLength(path === '/v1/workshops' ? 2 : 1)
      expect(await lists(api, `/v1/workshops/${id}/leases`)).toHaveLength(path === '/v1/leases' ? 1 : 0)
      const people = path === '/v1/leases' ? 1 : path === '/v1/workshops' ? 0 : 2
      expect(await lists(api, `/v1/workshops/${id}/participants`)).toHaveLength(people)
    })

    it('names what was made with a secret, which nobody has', async () => {
      const api = await openApi()
      const ask = () =>
        api.ask('POST', '/v1/api-tokens', { as: admin, headers, body: { name: 'Lab', scopes: ['leases'] } })
      const { token } = (await ask()).body
      await cutOff(api, 3600)
      const again = await ask()
      expect([again.status, again.body.code]).toEqual([409, 'IdempotencyConflict'])
      expect(again.body.hint).toContain(token.id)
      expect((await api.ask('GET', '/v1/api-tokens', { as: admin })).body.items).toHaveLength(1)
    })

    it('makes what was not made yet, a moment later', async () => {
      const api = await openApi()
      const ask = () => api.ask('POST', '/v1/workshops', { as: platform, body: newWorkshop, headers })
      await ask()
      await api.open.database
        .updateTable('idempotency_key')
        .set({ status: null, response: null, made: null })
        .execute()
      expect((await ask()).body.code).toBe('IdempotencyConflict')
      api.clock.forward(15)
      expect((await ask()).status).toBe(201)
    })

    it('makes nothing for a request that comes to life after its key was taken over', async () => {
      let wake = (): void => {}
      const asleep = new Promise<void>((resolve) => (wake = resolve))
      let reached = (): void => {}
      const sleeping = new Promise<void>((resolve) => (reached = resolve))
      let isSlow = false
      const api = await openApi((services) => ({
        ...services,
        jobs: {
          schedule: async (...given) => {
            if (!isSlow) return services.jobs.schedule(...given)
            isSlow = false
            reached()
            await asleep
          },
        },
      }))
      const ask = () => api.ask('POST', '/v1/workshops', { as: platform, body: newWorkshop, headers })
      isSlow = true
      const late = ask()
      await sleeping
      api.clock.forward(15)
      const second = await ask()
      wake()
      expect([(await late).body.code, second.status]).toEqual(['IdempotencyConflict', 201])
      expect(await lists(api, '/v1/workshops')).toHaveLength(2)
    })

    it('makes no second lease when the first failed after it was made', async () => {
      let isBroken = false
      const api = await openApi((services) => ({
        ...services,
        revoking: {
          ...services.revoking,
          deny: async (ids) => {
            if (isBroken) throw new Error('the connection is gone')
            return services.revoking.deny(ids)
          },
        },
      }))
      const body = { workshopId: api.workshop.id, participant: { externalId: 'u-9' }, durationSeconds: 900 }
      const old = (await api.ask('POST', '/v1/leases', { as: platform, body })).body
      api.clock.forward(1000)
      isBroken = true
      const ask = () => api.ask('POST', '/v1/leases', { as: platform, body, headers })
      expect((await ask()).status).toBe(500)
      isBroken = false
      const made = (await ask()).body
      expect(made.id).not.toBe(old.id)
      expect(await lists(api, `/v1/workshops/${api.workshop.id}/leases`)).toHaveLength(2)
    })
  })

  it('of an answer with a secret keeps no secret', async () => {
    const api = await openApi()
    const one = { workshopId: api.workshop.id, participant: { externalId: 'u-1' } }
    const { id } = (await api.ask('POST', '/v1/leases', { as: platform, body: one })).body
    const ask = () => api.ask('POST', `/v1/leases/${id}/token`, { as: platform, headers })
    const { token } = (await ask()).body
    expect((await ask()).body.code).toBe('IdempotencyConflict')
    const rows = await api.open.database.selectFrom('idempotency_key').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(token)
  })
})
