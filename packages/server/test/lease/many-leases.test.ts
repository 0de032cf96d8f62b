import { HallpassError } from 'hallpass'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { Actor } from '../../src/actor/index.ts'
import { readChain, verifyAuditChain } from '../../src/audit/index.ts'
import type { Services } from '../../src/change/index.ts'
import {
  controlLeases,
  type CreatedLease,
  createLease,
  createMissingLeases,
  joinWorkshop,
  type LeaseInput,
  listLeases,
} from '../../src/lease/index.ts'
import { importParticipants } from '../../src/participant/index.ts'
import { openDatabase } from '../../src/store/index.ts'
import { type Desk, instructor, openWorkshopOf, useDesks } from '../desk.ts'

const desks = useDesks()

const codeOf = (error: unknown): string => (error instanceof HallpassError ? error.code : String(error))

async function deskWithPeople(names: readonly string[], seats = 30) {
  const desk = await desks.make()
  const workshop = await openWorkshopOf(desk.services, instructor, { seats, joinMode: 'open' })
  const people = names.map((name) => ({ name, externalId: name }))
  const options = { dryRun: false, maxPeople: 2000 }
  await importParticipants(desk.services, instructor, workshop.id, people, options)
  return { ...desk, workshop }
}

const states = async ({ services }: Desk, workshopId: string): Promise<string[]> =>
  (await listLeases(services, instructor, workshopId, { limit: 200 })).map(
    ({ participant, lease }) => `${participant.name} ${lease.state}`,
  )

describe('leases for everybody who has none', () => {
  it('are refused to whom the workshop is not theirs', async () => {
    const { services, workshop } = await deskWithPeople(['Ada'])
    const other: Actor = { kind: 'instructor', id: 's-other', name: 'Otto' }
    await expect(createMissingLeases(services, other, workshop.id)).rejects.toMatchObject({
      code: 'NotFound',
    })
  })

  it('are given to nobody when there are not seats enough', async () => {
    const desk = await deskWithPeople(['Ada', 'Bob', 'Eve'], 2)
    await expect(createMissingLeases(desk.services, instructor, desk.workshop.id)).rejects.toMatchObject({
      code: 'WorkshopFull',
      message: '2 of 2 seats are free, and 3 are needed',
    })
    expect(await states(desk, desk.workshop.id)).toEqual([])
  })

  it('go to those whose last one ended, and not to those whose last one was revoked', async () => {
    const desk = await deskWithPeople(['Ada', 'Bob', 'Eve', 'Kay'])
    const { services, workshop } = desk
    const give = (externalId: string, options = {}) =>
      createLease(services, instructor, { workshopId: workshop.id, participant: { externalId }, ...options })
    const end = async (externalId: string, move: 'end' | 'revoke') => {
      desk.clock.forward(1)
      const { lease } = await give(externalId)
      await controlLeases(services, instructor, { workshopId: workshop.id, leaseIds: [lease.id] }, move)
    }
    await end('Ada', 'end')
    await end('Bob', 'revoke')
    await end('Eve', 'revoke')
    desk.clock.forward(1)
    const { lease } = await give('Eve', { afterRevocation: true })
    await controlLeases(services, instructor, { workshopId: workshop.id, leaseIds: [lease.id] }, 'end')
    expect(await createMissingLeases(services, instructor, workshop.id)).toEqual({ created: 3 })
    expect(await createMissingLeases(services, instructor, workshop.id)).toEqual({ created: 0 })
    expect((await states(desk, workshop.id)).toSorted()).toEqual([
      'Ada active',
      'Ada ended',
      'Bob revoked',
      'Eve active',
      'Eve ended',
      'Eve revoked',
      'Kay active',
    ])
  })

  it('are told from older ones also when another replica’s clock is behind', async () => {
    const desk = await deskWithPeople(['Ada'])
    const { services, workshop } = desk
    const input = { workshopId: workshop.id, participant: { externalId: 'Ada' } }
    const { lease } = await createLease(services, instructor, input)
    await controlLeases(services, instructor, { workshopId: workshop.id, leaseIds: [lease.id] }, 'revoke')
    desk.clock.forward(-60)
    const back = await createLease(services, instructor, { ...input, afterRevocation: true })
    expect(back.lease.id).not.toBe(lease.id)
    expect((await createLease(services, instructor, input)).lease.id).toBe(back.lease.id)
    expect(await createMissingLeases(services, instructor, workshop.id)).toEqual({ created: 0 })
  })

  it('are 1,500 in one go, each written down', async () => {
    const names = Array.from({ length: 1500 }, (_, index) => `Person ${index}`)
    const { services, workshop } = await deskWithPeople(names, 1500)
    expect(await createMissingLeases(services, instructor, workshop.id)).toEqual({ created: 1500 })
    const rows = await services.database
      .selectFrom('audit')
      .select(['lease_id'])
      .where('action', '=', 'lease.started')
      .execute()
    expect(new Set(rows.map(({ lease_id: id }) => id)).size).toBe(1500)
    expect(await verifyAuditChain(readChain(services.database))).toMatchObject({ ok: true })
  })
})

describe('leases that are asked for at once', () => {
  const outcome = (one: PromiseSettledResult<CreatedLease>): string =>
    one.status === 'fulfilled'
      ? `${one.value.participant.name} ${one.value.created ? 'made' : 'had one'}`
      : codeOf(one.reason)

  it('are made for those who can have one, and each of the others is told their own reason', async () => {
    const desk = await deskWithPeople(['Ada', 'Bob', 'Eve'], 4)
    const { services, workshop } = desk
    const other: Actor = { kind: 'instructor', id: 's-other', name: 'Otto' }
    const give = (participant: LeaseInput['participant'], more: Partial<LeaseInput> = {}, by = instructor) =>
      createLease(services, by, { workshopId: workshop.id, participant, ...more })
    await give({ externalId: 'Ada' })
    const { lease } = await give({ externalId: 'Bob' })
    await controlLeases(services, instructor, { workshopId: workshop.id, leaseIds: [lease.id] }, 'revoke')
    const asked = await Promise.allSettled([
      give({ externalId: 'Eve' }, {}, other),
      give({ externalId: 'Bob' }),
      give('p-nobody'),
      give({ externalId: 'Eve' }, { roleArn: 'arn:aws:iam::123456789012:role/Other' }),
      give({ externalId: 'Eve' }, { endsAt: new Date('2026-11-23T08:00:00Z') }),
      give({ externalId: 'Ada' }),
      give({ externalId: 'Kay', name: 'Kay' }, { durationSeconds: 600 }),
      give({ externalId: 'Kay', name: 'Kay again' }),
      give({ externalId: 'Eve' }),
      give({ name: 'Leo' }),
      give({ name: 'Max' }),
    ])
    expect(asked.map(outcome)).toEqual([
      'NotFound',
      'StateConflict',
      'NotFound',
      'InvalidInput',
      'InvalidInput',
      'Ada had one',
      'Kay made',
      'Kay had one',
      'Eve made',
      'Leo made',
      'WorkshopFull',
    ])
    const names = await services.database.selectFrom('participant').select('name').orderBy('name').execute()
    expect(names.map(({ name }) => name)).toEqual(['Ada', 'Bob', 'Eve', 'Kay', 'Leo'])
    expect(await verifyAuditChain(readChain(services.database))).toMatchObject({ ok: true })
  })

  it('are each written down as asked for by who asked, in a handful of commits', async () => {
    const { services, workshop } = await deskWithPeople([], 40)
    const platform = (index: number): Actor => ({ kind: 'admin', id: `s-${index}`, name: 'Ann' })
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        createLease(services, platform(index), {
          workshopId: workshop.id,
          participant: { name: `Person ${index}` },
        }),
      ),
    )
    const entries = await services.database
      .selectFrom('audit')
      .select(['actor', sql<string>`xmin::text`.as('commit')])
      .where('action', '=', 'lease.created')
      .execute()
    expect(new Set(entries.map(({ actor }) => actor)).size).toBe(40)
    expect(new Set(entries.map(({ commit }) => commit)).size).toBeLessThan(5)
  })

  it('get pseudonyms of their own', async () => {
    const { services, workshop } = await deskWithPeople([], 200)
    const made = await Promise.all(
      Array.from({ length: 200 }, () => joinWorkshop(services, { code: workshop.join_code ?? '' })),
    )
    expect(new Set(made.map(({ participant }) => participant.name.toLowerCase())).size).toBe(200)
  })

  it('of whom one cannot write down what was made leaves the others theirs, and makes that one nothing', async () => {
    const { services, workshop } = await deskWithPeople([], 10)
    const refuse = new HallpassError('IdempotencyConflict', 'it took too long, and was asked again')
    const keyed = (mark: () => Promise<void>): Services => ({ ...services, keyed: { services, mark } })
    const give = (name: string, through: Services) =>
      createLease(through, instructor, { workshopId: workshop.id, participant: { name } })
    const asked = await Promise.allSettled([
      give(
        'Ada',
        keyed(() => Promise.reject(refuse)),
      ),
      give('Bob', services),
      give(
        'Eve',
        keyed(async () => {}),
      ),
    ])
    expect(asked.map(outcome)).toEqual(['IdempotencyConflict', 'Bob made', 'Eve made'])
    const people = await services.database.selectFrom('participant').select('name').orderBy('name').execute()
    expect(people.map(({ name }) => name)).toEqual(['Bob', 'Eve'])
  })
})

describe('a class that joins at once', () => {
  it('leaves connections to everybody else', async () => {
    const desk = await deskWithPeople([], 100)
    const small = openDatabase({ ...desk.open.address, maxConnections: 2 })
    const services = { ...desk.services, database: small.database }
    const answered: string[] = []
    const joins = Array.from({ length: 60 }, async () => {
      await joinWorkshop(services, { code: desk.workshop.join_code ?? '' })
      answered.push('join')
    })
    // One of two connections is for the workshop's line: whoever else asks waits for nobody in it.
    await Promise.race(joins)
    await sql`select 1`.execute(small.database)
    answered.push('other')
    await Promise.all(joins)
    await small.close()
    expect(answered.indexOf('other')).toBeLessThan(30)
    expect(answered).toHaveLength(61)
  })
})

describe('of those who come at once', () => {
  it('one who makes the database fail is refused alone, and everybody else is seated once', async () => {
    const desk = await deskWithPeople([])
    const { services, workshop } = desk
    const poison = { workshopId: workshop.id, participant: { name: 'a\u0000b' } }
    const join = (name: string) => joinWorkshop(services, { code: workshop.join_code ?? '', name })
    const ends = await Promise.allSettled([
      join('Ada'),
      createLease(services, instructor, poison),
      join('Eve'),
    ])
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect((await states(desk, workshop.id)).toSorted()).toEqual(['Ada active', 'Eve active'])
    await expect(join('a\u0000b')).rejects.toMatchObject({ code: 'InvalidInput' })
    await expect(join('a'.repeat(201))).rejects.toMatchObject({ code: 'InvalidInput' })
  })

  it('one who is refused was never here for those behind', async () => {
    const desk = await deskWithPeople([])
    const { services, workshop } = desk
    const email = 'ada@example.com'
    const refused = {
      workshopId: workshop.id,
      participant: { name: 'Other', email, externalId: 'x' },
      roleArn: 'arn:aws:iam::111122223333:role/Other',
    }
    const right = { workshopId: workshop.id, participant: { name: 'Ada', email, externalId: 'y' } }
    const ends = await Promise.allSettled([
      createLease(services, instructor, refused),
      createLease(services, instructor, right),
    ])
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
    expect(await states(desk, workshop.id)).toEqual(['Ada active'])
  })
})
