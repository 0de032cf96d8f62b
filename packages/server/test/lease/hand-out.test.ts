import { expect, it } from 'vitest'
import { type Actor } from '../../src/actor/index.ts'
import { controlLeases, createLease, leaseConsoleLink, leaseCredentials } from '../../src/lease/index.ts'
import { admin, instructor, openWorkshopOf, useDesks } from '../desk.ts'

const desks = useDesks()

it('refuses whoever was revoked while AWS was asked, and gives their keys to all who asked in the same moment', async () => {
  const { services, ports } = await desks.make()
  const workshop = await openWorkshopOf(services)
  const leases = await Promise.all(
    Array.from({ length: 12 }, () =>
      createLease(services, instructor, { workshopId: workshop.id, participant: {} }),
    ),
  )
  const gone = leases[5]?.lease.id ?? ''
  let waiting = 0
  let goOn = (): void => {}
  const revoked = new Promise<void>((resolve) => {
    goOn = resolve
  })
  ports.during = async () => {
    waiting += 1
    if (waiting === leases.length) {
      await controlLeases(services, instructor, { workshopId: workshop.id, leaseIds: [gone] }, 'revoke')
      goOn()
    }
    await revoked
  }
  const outcomes = await Promise.allSettled(
    leases.map(({ lease, participant }) => {
      const holder: Actor = {
        kind: 'participant',
        id: participant.id,
        workshopId: workshop.id,
        address: '192.0.2.7',
      }
      return leaseCredentials(services, holder, lease.id)
    }),
  )
  expect(
    outcomes.flatMap(({ status }, index) => (status === 'rejected' ? [leases[index]?.lease.id] : [])),
  ).toEqual([gone])
  const rows = await services.database.selectFrom('lease').selectAll().orderBy('id').execute()
  const keys = new Map(
    outcomes.flatMap((outcome, index) =>
      outcome.status === 'fulfilled' ? [[leases[index]?.lease.id, outcome.value.accessKeyId]] : [],
    ),
  )
  for (const row of rows) {
    expect(row.last_access_key_id).toBe(keys.get(row.id) ?? null)
    expect(row.state).toBe(row.id === gone ? 'revoked' : 'active')
  }
  // Each under their own name and from their own address, in the audit too.
  const issued = ports.recorded.filter(({ action }) => action === 'credentials.issued')
  expect(issued).toHaveLength(keys.size)
  expect(new Map(issued.map(({ leaseId, accessKeyId }) => [leaseId, accessKeyId]))).toEqual(keys)
  for (const { actor, participantId, address } of issued) {
    expect(actor).toEqual({ kind: 'participant', id: participantId })
    expect(address).toBe('192.0.2.7')
  }
})

it('keeps the later end, when somebody’s keys and console come in the same moment, and tells once that they began', async () => {
  const { services, ports, clock } = await desks.make()
  const workshop = await openWorkshopOf(services, admin, { consoleAllowed: true })
  const { lease, participant } = await createLease(services, admin, {
    workshopId: workshop.id,
    participant: {},
  })
  const holder: Actor = { kind: 'participant', id: participant.id, workshopId: workshop.id }
  const [keys, link] = await Promise.all([
    leaseCredentials(services, holder, lease.id),
    leaseConsoleLink(services, holder, lease.id),
  ])
  const row = await services.database
    .selectFrom('lease')
    .selectAll()
    .where('id', '=', lease.id)
    .executeTakeFirstOrThrow()
  expect(row.alive_until).toEqual(link.aliveUntil > keys.aliveUntil ? link.aliveUntil : keys.aliveUntil)
  expect(row.console_opened_at).toEqual(clock.now())
  expect([keys.accessKeyId, link.accessKeyId]).toContain(row.last_access_key_id)
  const actions = ports.recorded.filter(({ leaseId }) => leaseId === lease.id).map(({ action }) => action)
  expect(actions.filter((action) => action === 'lease.first-used')).toHaveLength(1)
  expect(
    actions.filter((action) => action === 'credentials.issued' || action === 'console.opened'),
  ).toHaveLength(2)
})
