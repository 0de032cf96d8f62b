import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Services } from '../../src/change/index.ts'
import { createJobs, doJob, type JobRunner, sweep } from '../../src/jobs/index.ts'
import { createLease } from '../../src/lease/index.ts'
import { createNotifying, dropMemory, type Hearing, listenToAudit } from '../../src/notifying/index.ts'
import type { Job } from '../../src/ports/index.ts'
import type { RecordedEntry } from '../../src/audit/index.ts'
import { createPost } from '../../src/webhook/index.ts'
import { type Desk, instructor, openWorkshopOf, useDesks } from '../desk.ts'

const desks = useDesks()
let desk: Desk
const runners: JobRunner[] = []
const hearings: Hearing[] = []

beforeAll(async () => {
  desk = await desks.make()
})
afterEach(async () => {
  await Promise.all(hearings.splice(0).map((hearing) => hearing.close()))
  await Promise.all(runners.splice(0).map((one) => one.stop()))
})

async function runner(): Promise<JobRunner> {
  const jobs = createJobs({ address: desk.open.address, pollSeconds: 0.5 })
  await jobs.prepare()
  runners.push(jobs)
  return jobs
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if (await holds()) return
    await new Promise((resolve) => {
      setTimeout(resolve, 50)
    })
  }
  throw new Error('it did not come about within half a minute')
}

describe('a job', () => {
  it('is not there when what it was for was not committed', async () => {
    const jobs = await runner()
    const done: Job[] = []
    await desk.services.database
      .transaction()
      .execute(async (tx) => {
        await jobs.schedule(tx, { name: 'deny', leaseIds: ['l-undone'] }, new Date())
        throw new Error('undone')
      })
      .catch(() => {})
    await desk.services.database
      .transaction()
      .execute((tx) => jobs.schedule(tx, { name: 'deny', leaseIds: ['l-done'] }, new Date()))
    await jobs.run(
      async (job) => {
        done.push(job)
      },
      async () => {},
    )
    await until(() => done.length > 0)
    expect(done).toEqual([{ name: 'deny', leaseIds: ['l-done'] }])
  })

  it('that fails is done again, and by one replica of two', async () => {
    const [one, other] = [await runner(), await runner()]
    const done: string[] = []
    let failed = false
    const work = async (job: Job): Promise<void> => {
      if (job.name !== 'leases-change') return
      if (!failed) {
        failed = true
        throw new Error('for the first time')
      }
      done.push(job.workshopId)
    }
    await one.run(work, async () => {})
    await other.run(work, async () => {})
    await desk.services.database
      .transaction()
      .execute((tx) => one.schedule(tx, { name: 'leases-change', workshopId: 'w-again' }, new Date()))
    await until(() => done.length > 0)
    expect(done).toEqual(['w-again'])
  })
})

describe('the sweep', () => {
  it('ends a workshop whose job was lost, and says beforehand that its leases end', async () => {
    const { services, clock, ports } = await desks.make()
    const workshop = await openWorkshopOf(services)
    await createLease(services, instructor, { workshopId: workshop.id, participant: { name: 'Ada' } })
    const tools = { services, post: createPost() }
    clock.set(new Date(workshop.ends_at.getTime() - 60_000))
    await sweep(tools)
    await sweep(tools)
    const actions = (): string[] => ports.recorded.map(({ action }) => action)
    expect(actions().filter((action) => action === 'lease.ending-soon')).toHaveLength(1)
    clock.set(workshop.ends_at)
    await sweep(tools)
    await doJob(tools, { name: 'workshop-ends', workshopId: workshop.id })
    expect(actions().filter((action) => action === 'workshop.ended')).toHaveLength(1)
    expect(actions().filter((action) => action === 'lease.ended')).toHaveLength(1)
  })
})

describe('what is committed', () => {
  it('is heard on every replica, in order, also what happened while a connection was broken', async () => {
    const services: Services = {
      ...desk.services,
      notifying: createNotifying({ jobs: desk.services.jobs, now: desk.clock.now }),
    }
    const lost: Error[] = []
    const heard: RecordedEntry[] = []
    const forgotten: string[] = []
    const hearing = await listenToAudit({
      database: desk.services.database,
      address: desk.open.address,
      onConnectionLost: (error) => lost.push(error),
    })
    hearings.push(hearing)
    hearing.subscribe((entries) => heard.push(...entries))
    hearing.subscribe(
      dropMemory({ forget: (ids) => forgotten.push(...ids), forgetRole: (arn) => forgotten.push(arn) }),
    )
    const first = await openWorkshopOf(services)
    await until(() => heard.some(({ workshopId }) => workshopId === first.id))
    const { sql } = await import('kysely')
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where query like 'listen %' and datname = current_database()`.execute(desk.services.database)
    const second = await openWorkshopOf(services)
    await until(() => heard.some(({ workshopId }) => workshopId === second.id))
    const numbers = heard.map(({ seq }) => seq)
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index))
    expect(lost[0]?.message).toContain('terminating connection')
    expect(forgotten).toEqual([])
  })
})
