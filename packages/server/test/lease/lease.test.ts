import fc from 'fast-check'
import { HallpassError } from 'hallpass'
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { Actor } from '../../src/actor/index.ts'
import { readChain, verifyAuditChain } from '../../src/audit/index.ts'
import { createLines } from '../../src/base/index.ts'
import type { Services } from '../../src/change/index.ts'
import {
  controlLeases,
  createLease,
  extendLeases,
  leaseConsoleLink,
  leaseCredentials,
  leaseStateAt,
  leaseTokenActor,
  loadLeases,
  makeLeaseToken,
  requireLease,
} from '../../src/lease/index.ts'
import {
  archiveWorkshop,
  changeWorkshop,
  dueWorkshops,
  endWorkshop,
  openWorkshop,
  settleWorkshop,
} from '../../src/lifecycle/index.ts'
import { createWorkshop, loadWorkshop } from '../../src/workshop/index.ts'
import { admin, type Desk, instructor, openWorkshopOf, useDesks, workshopInput } from '../desk.ts'

const desks = useDesks()

async function deskWithLease(input: Parameters<typeof openWorkshopOf>[2] = {}) {
  const desk = await desks.make()
  const workshop = await openWorkshopOf(desk.services, instructor, input)
  const created = await createLease(desk.services, instructor, {
    workshopId: workshop.id,
    participant: { name: 'Ada Lovelace', externalId: 'u-1' },
  })
  const holder: Actor = {
    kind: 'participant',
    id: created.participant.id,
    workshopId: workshop.id,
    leaseId: created.lease.id,
  }
  const selection = { workshopId: workshop.id, leaseIds: [created.lease.id] }
  return { ...desk, ...created, holder, selection }
}

/** Another replica on the same database: what the two have in common is its locks alone. */
const replicaOf = (services: Services): Services => ({ ...services, lines: createLines() })

const codeOf = (error: unknown): string => (error instanceof HallpassError ? error.code : String(error))

const state = async ({ services }: Pick<Desk, 'services'>, id: string) =>
  (await requireLease(services.database, admin, 'lease.read', id)).lease.state

/** Until a statement waits for somebody's lock. */
async function someoneWaits({ database }: Services): Promise<void> {
  for (;;) {
    const { rows } =
      await sql`select pid from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`.execute(
        database,
      )
    if (rows.length > 0) return
    await wait(20)
  }
}

describe('a lease', () => {
  it('is refused in a workshop of somebody else, and in one that is over', async () => {
    const { services, clock, workshop } = await deskWithLease()
    const other: Actor = { kind: 'instructor', id: 's-other', name: 'Otto' }
    const input = { workshopId: workshop.id, participant: { name: 'Bob' } }
    await expect(createLease(services, other, input)).rejects.toMatchObject({ code: 'NotFound' })
    clock.set(workshop.ends_at)
    await expect(createLease(services, instructor, input)).rejects.toMatchObject({ code: 'StateConflict' })
  })

  it('is refused when every seat is taken, however many ask at once', async () => {
    const { services } = await desks.make()
    const workshop = await openWorkshopOf(services, instructor, { seats: 5 })
    const asked = await Promise.allSettled(
      Array.from({ length: 12 }, (_, index) =>
        createLease(index % 2 === 0 ? services : replicaOf(services), instructor, {
          workshopId: workshop.id,
          participant: { name: `P ${index}` },
        }),
      ),
    )
    const refusals = asked.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []))
    expect(refusals).toEqual(Array.from({ length: 7 }, () => 'WorkshopFull'))
  })

  it('is one and the same for all who ask for the same person at once', async () => {
    const { services } = await desks.make()
    const workshop = await openWorkshopOf(services)
    const asked = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        createLease(index % 2 === 0 ? services : replicaOf(services), instructor, {
          workshopId: workshop.id,
          participant: { externalId: 'u-7', name: 'Ada' },
        }),
      ),
    )
    expect(new Set(asked.map(({ lease }) => lease.id)).size).toBe(1)
    expect(asked.filter(({ created }) => created)).toHaveLength(1)
  })

  it('has a session name that a person can read and AWS takes', async () => {
    const { lease } = await deskWithLease()
    expect(lease.session_name).toMatch(/^ada-l-[0-9a-z]{6}$/)
  })

  it('ends with its workshop at the latest', async () => {
    const { services, workshop } = await deskWithLease()
    const { lease } = await createLease(services, instructor, {
      workshopId: workshop.id,
      participant: {},
      durationSeconds: 999_999,
    })
    expect(lease.ends_at).toEqual(workshop.ends_at)
    await expect(
      extendLeases(
        services,
        instructor,
        { workshopId: workshop.id, leaseIds: [lease.id] },
        new Date('2026-11-23T17:00:01Z'),
      ),
    ).rejects.toMatchObject({ code: 'InvalidInput' })
  })

  it('gives no keys before it begins', async () => {
    const { services, clock } = await desks.make()
    const workshop = await createWorkshop(services, instructor, {
      ...workshopInput,
      startsAt: new Date('2026-11-23T10:00:00Z'),
    })
    const { lease, participant } = await createLease(services, instructor, {
      workshopId: workshop.id,
      participant: {},
    })
    const holder: Actor = { kind: 'participant', id: participant.id, workshopId: workshop.id }
    await expect(leaseCredentials(services, holder, lease.id)).rejects.toMatchObject({
      code: 'StateConflict',
    })
    clock.set('2026-11-23T10:00:00Z')
    await expect(leaseCredentials(services, holder, lease.id)).rejects.toMatchObject({
      facts: { name: 'pending' },
    })
    await openWorkshop(services, instructor, { workshopId: workshop.id })
    expect((await leaseCredentials(services, holder, lease.id)).accessKeyId).toMatch(/^ASIA/)
  })

  it.each(['suspend', 'revoke', 'end'] as const)(
    'gives no keys after it was told to %s, and its sessions are denied',
    async (move) => {
      const desk = await deskWithLease()
      await leaseCredentials(desk.services, desk.holder, desk.lease.id)
      const { denied } = await controlLeases(
        desk.services,
        instructor,
        { ...desk.selection, reason: 'a test' },
        move,
      )
      expect(denied).toMatchObject([{ leaseId: desk.lease.id, state: 'written' }])
      expect(desk.ports.wanted.map(({ lease }) => lease.session_name)).toEqual([desk.lease.session_name])
      await expect(leaseCredentials(desk.services, desk.holder, desk.lease.id)).rejects.toMatchObject({
        code: 'StateConflict',
      })
      await expect(leaseConsoleLink(desk.services, desk.holder, desk.lease.id)).rejects.toMatchObject({
        code: 'StateConflict',
      })
    },
  )

  it.each(['suspend', 'revoke', 'end'] as const)(
    'hands out nothing that AWS made while it was told to %s',
    async (move) => {
      const desk = await deskWithLease()
      desk.ports.during = async () => {
        desk.ports.during = async () => {}
        await controlLeases(desk.services, instructor, desk.selection, move)
      }
      await expect(leaseCredentials(desk.services, desk.holder, desk.lease.id)).rejects.toMatchObject({
        code: 'StateConflict',
      })
      const { lease } = await requireLease(desk.services.database, admin, 'lease.read', desk.lease.id)
      expect([lease.last_access_key_id, lease.alive_until]).toEqual([null, null])
    },
  )

  it('hands out nothing under a name that was denied while AWS was asked', async () => {
    const desk = await deskWithLease()
    desk.ports.during = async () => {
      desk.ports.during = async () => {}
      await controlLeases(desk.services, instructor, desk.selection, 'suspend')
      await controlLeases(desk.services, instructor, desk.selection, 'resume')
    }
    await expect(leaseCredentials(desk.services, desk.holder, desk.lease.id)).rejects.toMatchObject({
      code: 'StateConflict',
    })
    const { accessKeyId } = await leaseCredentials(desk.services, desk.holder, desk.lease.id)
    const { lease } = await requireLease(desk.services.database, admin, 'lease.read', desk.lease.id)
    expect(lease.last_access_key_id).toBe(accessKeyId)
    expect(lease.session_name).not.toBe(desk.lease.session_name)
  })

  it('goes on under another session name when it is resumed', async () => {
    const desk = await deskWithLease()
    for (const count of [2, 3]) {
      await controlLeases(desk.services, instructor, desk.selection, 'suspend')
      const { leases } = await controlLeases(desk.services, instructor, desk.selection, 'resume')
      expect(leases[0]?.lease).toMatchObject({
        state: 'active',
        session_name: `${desk.lease.session_name}-${count}`,
      })
    }
  })

  it('is not given again to somebody whose last one was revoked, unless that is asked for', async () => {
    const { services, workshop, selection, participant } = await deskWithLease()
    await controlLeases(services, instructor, selection, 'revoke')
    const again = { workshopId: workshop.id, participant: participant.id }
    await expect(createLease(services, instructor, again)).rejects.toMatchObject({
      code: 'StateConflict',
      facts: { name: 'revoked' },
    })
    expect(await createLease(services, instructor, { ...again, afterRevocation: true })).toMatchObject({
      created: true,
    })
  })

  it('is new for somebody who comes back after its end, and they are who they were', async () => {
    const { services, workshop, selection, participant, lease } = await deskWithLease()
    await controlLeases(services, instructor, selection, 'end')
    const back = await createLease(services, instructor, {
      workshopId: workshop.id,
      participant: { externalId: 'u-1' },
    })
    expect(back.participant.id).toBe(participant.id)
    expect(back.lease.id).not.toBe(lease.id)
  })

  it('can be revoked and ended any number of times', async () => {
    const { services, selection, ports } = await deskWithLease()
    await controlLeases(services, instructor, selection, 'revoke')
    for (const move of ['revoke', 'end'] as const) {
      const { leases } = await controlLeases(services, instructor, selection, move)
      expect(leases[0]?.lease.state).toBe('revoked')
    }
    expect(ports.wanted).toHaveLength(1)
  })

  it('is not changed when another of the same request cannot be', async () => {
    const desk = await deskWithLease()
    const other = await createLease(desk.services, instructor, {
      workshopId: desk.workshop.id,
      participant: {},
    })
    const both = { workshopId: desk.workshop.id, leaseIds: [desk.lease.id, other.lease.id] }
    await controlLeases(desk.services, instructor, desk.selection, 'suspend')
    await expect(controlLeases(desk.services, instructor, both, 'resume')).rejects.toMatchObject({
      code: 'StateConflict',
    })
    await expect(
      controlLeases(desk.services, instructor, { ...both, leaseIds: [desk.lease.id, 'l-nobody'] }, 'revoke'),
    ).rejects.toMatchObject({ code: 'NotFound' })
    expect(await state(desk, desk.lease.id)).toBe('suspended')
  })

  it('is resumed while somebody else takes a seat in its workshop: neither waits for the other', async () => {
    const { services, selection, workshop, lease } = await deskWithLease()
    await controlLeases(services, instructor, selection, 'suspend')
    // Whoever takes a seat holds the workshop, and goes on to the leases: there two met in a deadlock.
    await services.database.transaction().execute(async (tx) => {
      const locked = await loadWorkshop(tx, workshop.id, 'lock')
      const resumed = controlLeases(services, instructor, selection, 'resume')
      await Promise.race([resumed, someoneWaits(services)])
      if (locked !== undefined) expect(await loadLeases(tx, locked, [lease.id], 'lock')).toHaveLength(1)
      expect((await resumed).leases[0]?.lease.state).toBe('active')
    })
  })

  it('is left alone when somebody else has changed it meanwhile', async () => {
    const { services, selection, lease } = await deskWithLease()
    await controlLeases(services, instructor, { ...selection, version: lease.version }, 'suspend')
    await expect(
      controlLeases(services, instructor, { ...selection, version: lease.version }, 'revoke'),
    ).rejects.toMatchObject({ code: 'VersionConflict' })
  })

  it('has tokens for machines, of which the database holds no more than a hash', async () => {
    const { services, holder, lease, open } = await deskWithLease()
    const token = await makeLeaseToken(services, holder, lease.id)
    expect(await leaseTokenActor(services, `${token.secret}x`)).toBeUndefined()
    expect(await leaseTokenActor(services, token.secret)).toEqual({ ...holder, tokenId: token.id })
    const rows = await open.database.selectFrom('lease_token').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(token.secret.slice(-20))
  })
})

describe('the end of a workshop', () => {
  it('comes by the clock: everybody is denied, without a human step', async () => {
    const desk = await deskWithLease()
    await leaseCredentials(desk.services, desk.holder, desk.lease.id)
    desk.clock.set(desk.workshop.ends_at)
    expect(await dueWorkshops(desk.services)).toEqual([desk.workshop.id])
    await settleWorkshop(desk.services, desk.workshop.id)
    await settleWorkshop(desk.services, desk.workshop.id)
    expect(await dueWorkshops(desk.services)).toEqual([])
    expect(desk.ports.denied).toEqual([desk.lease.id])
    expect(await state(desk, desk.lease.id)).toBe('ended')
  })

  it('gives no keys from the moment on, even when no job has run', async () => {
    const desk = await deskWithLease()
    desk.clock.set(desk.workshop.ends_at)
    await expect(leaseCredentials(desk.services, desk.holder, desk.lease.id)).rejects.toMatchObject({
      facts: { name: 'ended' },
    })
  })

  it('can be brought about at once and twice, and then it can be put away', async () => {
    const desk = await deskWithLease()
    const { id: workshopId } = desk.workshop
    await expect(archiveWorkshop(desk.services, instructor, { workshopId })).rejects.toMatchObject({
      code: 'StateConflict',
    })
    await endWorkshop(desk.services, instructor, { workshopId })
    expect((await endWorkshop(desk.services, instructor, { workshopId })).workshop.state).toBe('ended')
    expect((await archiveWorkshop(desk.services, instructor, { workshopId })).workshop.state).toBe('archived')
    expect(desk.ports.denied).toEqual([desk.lease.id])
  })

  it('may be moved to before a lease began, which is over then', async () => {
    const { services, clock } = await desks.make()
    const workshop = await openWorkshopOf(services)
    clock.set('2026-11-23T12:00:00Z')
    const { lease } = await createLease(services, instructor, {
      workshopId: workshop.id,
      participant: { name: 'Ada' },
    })
    await changeWorkshop(services, instructor, workshop.id, { endsAt: new Date('2026-11-23T11:00:00Z') })
    expect((await requireLease(services.database, instructor, 'lease.read', lease.id)).lease).toMatchObject({
      state: 'ended',
      ends_at: new Date('2026-11-23T11:00:00Z'),
    })
  })

  it('moves, and the leases that were to last as long move along', async () => {
    const desk = await deskWithLease()
    const short = await createLease(desk.services, instructor, {
      workshopId: desk.workshop.id,
      participant: {},
      durationSeconds: 3600,
    })
    const sooner = new Date('2026-11-23T12:00:00Z')
    await changeWorkshop(desk.services, instructor, desk.workshop.id, { endsAt: sooner })
    const later = new Date('2026-11-23T20:00:00Z')
    await changeWorkshop(desk.services, instructor, desk.workshop.id, { endsAt: later })
    const read = (id: string) => requireLease(desk.services.database, admin, 'lease.read', id)
    expect((await read(desk.lease.id)).lease.ends_at).toEqual(later)
    expect((await read(short.lease.id)).lease.ends_at).toEqual(short.lease.ends_at)
  })
})

describe('any sequence of what can happen to a workshop', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('forward' as const), seconds: fc.integer({ min: 60, max: 14_400 }) }),
    fc.record({
      do: fc.constant('create' as const),
      person: fc.integer({ min: 0, max: 3 }),
      seconds: fc.integer({ min: 900, max: 90_000 }),
    }),
    fc.record({
      do: fc.constantFrom('suspend' as const, 'resume' as const, 'revoke' as const, 'end' as const),
      index: fc.nat(5),
    }),
    fc.record({
      do: fc.constant('extend' as const),
      index: fc.nat(5),
      seconds: fc.integer({ min: 60, max: 50_000 }),
    }),
    fc.record({ do: fc.constant('keys' as const), index: fc.nat(5) }),
    fc.record({ do: fc.constant('until' as const), seconds: fc.integer({ min: -10_000, max: 50_000 }) }),
    fc.record({ do: fc.constantFrom('settle' as const, 'finish' as const), index: fc.constant(0) }),
  )

  it('leaves no lease that outlives its workshop, no keys for one that is not active, and a whole audit', async () => {
    const desk = await desks.make()
    const { services, clock, ports } = desk
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
        clock.set('2026-11-23T09:00:00Z')
        const workshop = await openWorkshopOf(services, instructor, { seats: 3 })
        const ids: string[] = []
        for (const one of steps) {
          await perform(desk, workshop.id, ids, one).catch((error: unknown) => {
            expect(['StateConflict', 'WorkshopFull', 'InvalidInput']).toContain(codeOf(error))
          })
          const leases = await services.database
            .selectFrom('lease')
            .selectAll()
            .where('workshop_id', '=', workshop.id)
            .execute()
          const current = await services.database
            .selectFrom('workshop')
            .selectAll()
            .where('id', '=', workshop.id)
            .executeTakeFirstOrThrow()
          const wanted = new Set(ports.wanted.map(({ lease }) => lease.session_name))
          for (const lease of leases) {
            // One that is over keeps the end that it was to have.
            if (!['revoked', 'ended'].includes(lease.state)) {
              expect(lease.ends_at.getTime()).toBeLessThanOrEqual(current.ends_at.getTime())
            }
            // Whatever was handed out is either of a lease that has its right, or it is to be denied.
            if (lease.alive_until !== null && ['suspended', 'revoked', 'ended'].includes(lease.state)) {
              expect(wanted.has(lease.session_name)).toBe(true)
            }
          }
          const seated = leases.filter((lease) =>
            ['pending', 'active', 'suspended'].includes(leaseStateAt(lease, current, clock.now())),
          )
          expect(seated.length).toBeLessThanOrEqual(3)
        }
      }),
      { numRuns: process.env['HALLPASS_PROOF'] === 'full' ? 100 : 8 },
    )
    expect(await verifyAuditChain(readChain(services.database))).toMatchObject({ ok: true })
  })

  async function perform(
    desk: Desk,
    workshopId: string,
    ids: string[],
    one: typeof step extends fc.Arbitrary<infer T> ? T : never,
  ) {
    const { services, clock } = desk
    const later = (seconds: number): Date => new Date(clock.now().getTime() + seconds * 1000)
    if (one.do === 'forward') return clock.forward(one.seconds)
    if (one.do === 'create') {
      const participant = { externalId: `u-${one.person}`, name: 'Ada' }
      const { lease } = await createLease(services, instructor, {
        workshopId,
        participant,
        durationSeconds: one.seconds,
      })
      return ids.push(lease.id)
    }
    if (one.do === 'until')
      return changeWorkshop(services, instructor, workshopId, { endsAt: later(one.seconds) })
    if (one.do === 'settle') return settleWorkshop(services, workshopId)
    if (one.do === 'finish') return endWorkshop(services, instructor, { workshopId })
    const leaseId = ids[one.index % Math.max(1, ids.length)]
    if (leaseId === undefined) return undefined
    if (one.do === 'extend')
      return extendLeases(services, instructor, { workshopId, leaseIds: [leaseId] }, later(one.seconds))
    if (one.do !== 'keys')
      return controlLeases(services, instructor, { workshopId, leaseIds: [leaseId] }, one.do)
    const { lease, workshop } = await requireLease(services.database, admin, 'lease.read', leaseId)
    const active = leaseStateAt(lease, workshop, clock.now()) === 'active'
    const holder: Actor = { kind: 'participant', id: lease.participant_id, workshopId }
    const issued = await leaseCredentials(services, holder, leaseId).then(
      () => true,
      () => false,
    )
    return expect(issued).toBe(active)
  }
})
