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

  it.each(migrations.slice(0, -1).map(({ name }, index) => ({ name, count: index + 1 })))(
    'brings a database of $name, with people in it, to where it goes on',
    async ({ count }) => {
      const { services, open } = await desks.make()
      const name = `older${count}`
      await sql`create database ${sql.id(name)}`.execute(services.database)
      const older = openDatabase({ ...open.address, database: name })
      const { database } = older
      await sql`create table migration (name text primary key, applied_at timestamptz not null)`.execute(
        database,
      )
      for (const migration of migrations.slice(0, count)) {
        await sql.raw(migration.sql).execute(database)
        await database.insertInto('migration').values({ name: migration.name, applied_at: now() }).execute()
      }
      const gone = count < 4 ? sql`disabled_at) values` : sql`disabled_by, disabled_at) values`
      const by = count < 4 ? sql`` : sql`'admin',`
      await sql`insert into staff (id, name, role, created_at, updated_at, ${gone}
        ('s-here', 'Ina', 'admin', ${now()}, ${now()}, ${count < 4 ? sql`` : sql`null,`} null),
        ('s-gone', 'Otto', 'instructor', ${now()}, ${now()}, ${by} ${now()})`.execute(database)
      await sql`insert into passkey (id, staff_id, public_key, name, created_at)
        values ('a-passkey', 's-here', '\\x00', 'Laptop', ${now()})`.execute(database)
      await sql`insert into web_session (hash, staff_id, created_at, last_seen_at, expires_at)
        values ('\\x01', 's-here', ${now()}, ${now()}, ${now()})`.execute(database)
      expect(await migrate(database, now)).toEqual(migrations.slice(count).map((migration) => migration.name))
      const staff = await database.selectFrom('staff').selectAll().orderBy('id', 'desc').execute()
      expect(staff.map(({ id, disabled_by: disabledBy }) => [id, disabledBy])).toEqual([
        ['s-here', null],
        ['s-gone', 'admin'],
      ])
      expect(await database.selectFrom('passkey').selectAll().execute()).toMatchObject([
        { multi_device: false },
      ])
      expect(await database.selectFrom('web_session').selectAll().execute()).toMatchObject([
        { by_provider: false },
      ])
      await older.close()
    },
  )
})
