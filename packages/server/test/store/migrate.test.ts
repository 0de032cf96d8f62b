import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { migrations } from '../../src/store/migrations/index.ts'
import { migrate, openDatabase } from '../../src/store/index.ts'
import { useDesks } from '../desk.ts'

const desks = useDesks()
const now = (): Date => new Date('2026-11-23T09:00:00Z')

describe('migrate', () => {
  it('refuses a database that a newer version has changed', async () => {
    const { services } = await desks.make()
    await services.database
      .insertInto('migration')
      .values({ name: '9999-later', applied_at: now() })
      .execute()
    await expect(migrate(services.database, now)).rejects.toMatchObject({ code: 'DatabaseUnusable' })
  })

  it('is done once when several replicas start together', async () => {
    const { services } = await desks.make()
    await sql`create database empty`.execute(services.database)
    const replicas = Array.from({ length: 4 }, () =>
      openDatabase({ ...desks.cluster().address, database: 'empty' }),
    )
    const applied = await Promise.all(replicas.map(({ database }) => migrate(database, now)))
    expect(applied.flat().toSorted()).toEqual(migrations.map(({ name }) => name))
    await Promise.all(replicas.map((replica) => replica.close()))
  })

  it('has nothing to do the second time', async () => {
    const { services } = await desks.make()
    expect(await migrate(services.database, now)).toEqual([])
  })

  it('takes all of a migration back when its end fails', async () => {
    const { services } = await desks.make()
    await sql`drop table migration`.execute(services.database)
    await expect(migrate(services.database, now)).rejects.toThrow('already exists')
    const { rows } = await sql<{ found: string | null }>`select to_regclass('migration') as found`.execute(
      services.database,
    )
    expect(rows).toEqual([{ found: null }])
  })
})
