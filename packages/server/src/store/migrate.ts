import type { Kysely, Transaction } from 'kysely'
import { sql } from 'kysely'
import { HallpassError } from 'hallpass'
import { migrations } from './migrations/index.ts'
import type { Tables } from './tables.ts'

/**
 * Brings the database to what this version needs. Safe to call from any number of replicas at once: one does the
 * work, the others wait. Each migration is whole or not there; none is ever taken back.
 *
 * @returns the names of those that were applied now
 * @throws HallpassError `DatabaseUnusable` for a database that a newer version has changed
 */
export async function migrate(database: Kysely<Tables>, now: () => Date): Promise<string[]> {
  return database.transaction().execute((tx) => migrateWithin(tx, now))
}

/** {@link migrate} as a part of a transaction that does more. */
export async function migrateWithin(tx: Transaction<Tables>, now: () => Date): Promise<string[]> {
  await sql`select pg_advisory_xact_lock(hashtextextended('hallpass migrate', 0))`.execute(tx)
  await sql`create table if not exists migration (name text primary key, applied_at timestamptz not null)`.execute(
    tx,
  )
  const rows = await tx.selectFrom('migration').select('name').orderBy('name').execute()
  const applied = new Set(rows.map(({ name }) => name))
  const unknown = rows.find(({ name }) => migrations.every((migration) => migration.name !== name))
  if (unknown !== undefined) {
    throw new HallpassError(
      'DatabaseUnusable',
      `the database has ${unknown.name}, which is newer than this`,
      {
        hint: 'run the newest version of hallpass-server on it; there is no way back',
      },
    )
  }
  const missing = migrations.filter(({ name }) => !applied.has(name))
  for (const migration of missing) {
    await sql.raw(migration.sql).execute(tx)
    await tx.insertInto('migration').values({ name: migration.name, applied_at: now() }).execute()
  }
  return missing.map(({ name }) => name)
}

/** The names of those that a database lacks, without a change to it. */
export async function unappliedMigrations(tx: Kysely<Tables>): Promise<string[]> {
  const rows = await tx.selectFrom('migration').select('name').execute()
  const applied = new Set(rows.map(({ name }) => name))
  return migrations.flatMap(({ name }) => (applied.has(name) ? [] : [name]))
}
