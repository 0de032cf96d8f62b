import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { startCluster, openDatabase } from '../../src/store/index.ts'
import { temporaryFolder } from '../desk.ts'

const folder = temporaryFolder()

describe('a query whose connection is lost', () => {
  it('is refused as PostgreSQL’s being away, not as a fault of ours', async () => {
    const cluster = await startCluster({ folder })
    const open = openDatabase(cluster.address)
    const { database } = open
    const sleeping = [1, 2].map(() => sql`select pg_sleep(30)`.execute(database))
    const inTransaction = database.transaction().execute(async (tx) => {
      await sql`select 1`.execute(tx)
      await sql`select pg_sleep(30)`.execute(tx)
    })
    await expect.poll(async () => (await sleepers(database)).length, { timeout: 20_000 }).toBe(3)
    process.kill(cluster.pid(), 'SIGKILL')
    const lost = await Promise.allSettled([...sleeping, inTransaction])
    expect(lost.map((one) => (one.status === 'rejected' ? one.reason.code : 'answered'))).toEqual(
      lost.map(() => 'DatabaseUnavailable'),
    )
    // What is wrong with a query itself stays what it is.
    await expect
      .poll(() => sql`select 1/0`.execute(database).catch((error: Error) => error.message), {
        timeout: 60_000,
      })
      .toBe('division by zero')
    await open.close()
    await cluster.close()
  }, 120_000)
})

async function sleepers(database: ReturnType<typeof openDatabase>['database']): Promise<unknown[]> {
  const { rows } = await sql`select pid from pg_stat_activity
    where query like 'select pg_sleep%' and state = 'active'`.execute(database)
  return rows
}
