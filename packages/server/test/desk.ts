import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll } from 'vitest'
import type { Actor } from '../src/actor/index.ts'
import { createLines, createSeal } from '../src/base/index.ts'
import type { Services } from '../src/change/index.ts'
import { type Cluster, migrate, openDatabase, type OpenDatabase, startCluster } from '../src/store/index.ts'
import { createWorkshop, type Workshop, type WorkshopInput } from '../src/workshop/index.ts'
import { createMinimalPorts, type MinimalPorts } from './minimal-ports.ts'

/** A folder that is gone after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hallpass-server-'))
  // Root's PostgreSQL runs as somebody else, who has to get through to what is below.
  chmodSync(folder, 0o755)
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }))
  return folder
}

/** A clock that stands still until it is told. */
export interface TestClock {
  now: () => Date
  set(moment: string | Date): void
  forward(seconds: number): void
}

export function createTestClock(start = '2026-11-23T09:00:00Z'): TestClock {
  let moment = new Date(start)
  return {
    now: () => new Date(moment),
    set: (to) => {
      moment = new Date(to)
    },
    forward: (seconds) => {
      moment = new Date(moment.getTime() + seconds * 1000)
    },
  }
}

export interface Desk {
  readonly services: Services
  readonly ports: MinimalPorts
  readonly clock: TestClock
  readonly open: OpenDatabase
}

export interface DeskMaker {
  /** Services on a database of their own, in the PostgreSQL of this test file. */
  make(): Promise<Desk>
  cluster(): Cluster
}

/** One real PostgreSQL for a test file; a fresh, migrated database for each desk. */
export function useDesks(): DeskMaker {
  const folder = temporaryFolder()
  const opened: OpenDatabase[] = []
  let cluster: Cluster | undefined
  let count = 0
  const first = (): OpenDatabase => {
    const [one] = opened
    if (one === undefined) throw new Error('PostgreSQL is not running yet')
    return one
  }
  const running = (): Cluster => {
    if (cluster === undefined) throw new Error('PostgreSQL is not running yet')
    return cluster
  }
  beforeAll(async () => {
    cluster = await startCluster({ folder })
    const template = await openNamed(cluster, 'postgres', opened)
    await withoutSync(template)
    await sql`create database prepared`.execute(template.database)
    const prepared = openDatabase({ ...cluster.address, database: 'prepared' })
    await migrate(prepared.database, () => new Date())
    await prepared.close()
  })
  afterAll(async () => {
    await Promise.all(opened.map((one) => one.close()))
    await cluster?.close()
  })
  return {
    cluster: running,
    make: async () => {
      count += 1
      const name = `desk${count}`
      await sql`create database ${sql.id(name)} template prepared`.execute(first().database)
      const open = await openNamed(running(), name, opened)
      const clock = createTestClock()
      const ports = createMinimalPorts(clock)
      const seal = createSeal(randomBytes(32), randomBytes)
      return {
        open,
        clock,
        ports,
        services: {
          database: open.database,
          now: clock.now,
          randomBytes,
          seal,
          lines: createLines(),
          ...ports,
        },
      }
    },
  }
}

/** Nothing here has to outlast a power cut: not waiting for the disk, a new database is there in a third of the time. */
async function withoutSync({ database }: OpenDatabase): Promise<void> {
  for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes']) {
    await sql`alter system set ${sql.raw(setting)} = off`.execute(database)
  }
  await sql`select pg_reload_conf()`.execute(database)
}

async function openNamed(cluster: Cluster, name: string, opened: OpenDatabase[]): Promise<OpenDatabase> {
  // PostgreSQL takes 60 connections, and a file makes dozens of desks.
  const open = openDatabase({ ...cluster.address, database: name, idleTimeoutMs: 500 })
  opened.push(open)
  return open
}

export const admin: Actor = { kind: 'admin', id: 's-admin', name: 'Ann Admin', address: '192.0.2.1' }
export const instructor: Actor = { kind: 'instructor', id: 's-ina', name: 'Ina Instructor' }

export const roleArn = 'arn:aws:iam::123456789012:role/InstruqtS3Access'

/** A workshop from nine to five that is open. */
export function openWorkshopOf(
  services: Services,
  actor: Actor = instructor,
  input: Partial<WorkshopInput> = {},
): Promise<Workshop> {
  return createWorkshop(services, actor, { ...workshopInput, ...input }, 'open')
}

export const workshopInput: WorkshopInput = {
  name: 'Storage for beginners',
  roles: [{ accountId: '123456789012', roleArn }],
  startsAt: new Date('2026-11-23T09:00:00Z'),
  endsAt: new Date('2026-11-23T17:00:00Z'),
  timeZone: 'Europe/Berlin',
  seats: 30,
}
