import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { runCommand } from '../../src/cli/index.ts'
import { moveDatabase } from '../../src/moving/index.ts'
import { readChain, verifyAuditChain } from '../../src/audit/index.ts'
import { type Database, migrate, openDatabase, startCluster } from '../../src/store/index.ts'
import { createTestClock, instructor, openWorkshopOf, temporaryFolder, useDesks } from '../desk.ts'
import { createMinimalPorts } from '../minimal-ports.ts'
import { createLines, createSeal } from '../../src/base/index.ts'

const desks = useDesks()
const above = temporaryFolder()
const now = (): Date => new Date('2026-11-23T12:00:00Z')
let counted = 0

/** The embedded PostgreSQL of a folder, for as long as something is done with it. */
async function onFolder<T>(dataFolder: string, work: (database: Database) => Promise<T>): Promise<T> {
  const cluster = await startCluster({ folder: dataFolder })
  const open = openDatabase(cluster.address)
  try {
    return await work(open.database)
  } finally {
    await open.close()
    await cluster.close()
  }
}

/** A target as an operator makes it: an empty database, owned by a role that is no superuser. */
async function emptyTarget(): Promise<{ url: string; name: string }> {
  const { services } = await desks.make()
  counted += 1
  const name = `target${counted}`
  await sql`create role ${sql.id(name)} login`.execute(services.database)
  await sql`create database ${sql.id(name)} owner ${sql.id(name)}`.execute(services.database)
  const socket = encodeURIComponent(desks.cluster().address.socketFolder ?? '')
  return { name, url: `postgres://${name}@localhost/${name}?host=${socket}` }
}

async function onTarget<T>(url: string, work: (database: Database) => Promise<T>): Promise<T> {
  const open = openDatabase({ url })
  try {
    return await work(open.database)
  } finally {
    await open.close()
  }
}

const strange = 'Zoë "Ω" \\ O’Neil\t{}\n\u202e'

/** A server's past: changes with their audit, and rows whose values are the hardest to carry. */
async function fill(database: Database): Promise<void> {
  await migrate(database, now)
  const clock = createTestClock()
  const seal = createSeal(randomBytes(32), randomBytes)
  const services = {
    database,
    now: clock.now,
    randomBytes,
    seal,
    lines: createLines(),
    ...createMinimalPorts(clock),
  }
  await openWorkshopOf(services, instructor, { name: strange })
  await sql`insert into webhook_endpoint (id, url, sealed_secret, events, owner, created_at, updated_at)
    values ('e-1', 'https://hooks.example.com', '\\x00ff5c27', array['a,b', '"c"', ''], 'staff:1', now(), now())`.execute(
    database,
  )
  await sql`insert into webhook_delivery (endpoint_id, event_id, event, body, created_at, next_attempt_at)
    select 'e-1', 'evt-' || n, 'lease.started', '{"a":  1}', '2026-11-23 09:00:00.123456+00', now()
    from generate_series(1, 1203) n`.execute(database)
  await sql`insert into issuing_rate values ('123456789012', 'eu-west-1', 0.1::float8 + 0.2::float8, 1e-300, now())`.execute(
    database,
  )
  await sql`insert into idempotency_key (actor, key, request_hash, created_at, expires_at, made)
    values ('a', 'k', '\\x01', now(), 'infinity', '{"n": 12345678901234567890.5, "t": "\\u00e9"}')`.execute(
    database,
  )
}

const isEmpty = async (url: string): Promise<boolean> =>
  onTarget(url, async (database) => {
    const { rows } = await sql<{ tables: number }>`
      select count(*) as tables from information_schema.tables where table_schema in ('public', 'jobs')`.execute(
      database,
    )
    return rows[0]?.tables === 0
  })

describe('moving from the embedded PostgreSQL to one of your own', () => {
  const dataFolder = join(above, 'desk')

  beforeAll(async () => {
    await onFolder(dataFolder, fill)
  }, 60_000)

  it('refuses a folder without data, and makes none there', async () => {
    const { url } = await emptyTarget()
    const missing = join(above, 'missing')
    mkdirSync(missing)
    await expect(moveDatabase({ dataFolder: missing, databaseUrl: url, now })).rejects.toMatchObject({
      code: 'DataFolderUnusable',
    })
    expect(await isEmpty(url)).toBe(true)
  })

  it('refuses while a server runs on the data', async () => {
    const { url } = await emptyTarget()
    const cluster = await startCluster({ folder: dataFolder })
    try {
      await expect(moveDatabase({ dataFolder, databaseUrl: url, now })).rejects.toMatchObject({
        code: 'DataFolderInUse',
      })
    } finally {
      await cluster.close()
    }
    expect(await isEmpty(url)).toBe(true)
  }, 30_000)

  it('refuses a target that has a table of a server, or of its jobs', async () => {
    const served = await emptyTarget()
    await onTarget(served.url, (database) => migrate(database, now))
    const jobs = await emptyTarget()
    await onTarget(jobs.url, async (database) => {
      await sql`create schema jobs`.execute(database)
      await sql`create table jobs.job (id text)`.execute(database)
    })
    for (const { url } of [served, jobs]) {
      await expect(moveDatabase({ dataFolder, databaseUrl: url, now })).rejects.toMatchObject({
        code: 'DatabaseUnusable',
        message: expect.stringContaining('the target is not empty'),
      })
    }
  })

  it('refuses a source that an older version has left, and one whose audit was changed', async () => {
    const { url } = await emptyTarget()
    const older = join(above, 'older')
    await onFolder(older, async (database) => {
      await fill(database)
      await sql`delete from migration where name = '0004-staff'`.execute(database)
    })
    await expect(moveDatabase({ dataFolder: older, databaseUrl: url, now })).rejects.toThrow(
      /older than this version: 0004-staff/,
    )
    await onFolder(older, async (database) => {
      await sql`insert into migration values ('0004-staff', now())`.execute(database)
      await sql`alter table audit disable trigger audit_append_only`.execute(database)
      await sql`update audit set entry = replace(entry, 'Ina', 'Eva') where seq = 1`.execute(database)
    })
    await expect(moveDatabase({ dataFolder: older, databaseUrl: url, now })).rejects.toThrow(
      /audit of the source is broken at row 1/,
    )
    expect(await isEmpty(url)).toBe(true)
  }, 60_000)

  it('refuses a target that does not hold every letter', async () => {
    const { services } = await desks.make()
    await sql`create database latin encoding 'LATIN1' template template0 locale 'C' locale_provider libc`.execute(
      services.database,
    )
    const { url } = await emptyTarget()
    const latin = url.replace(/target\d+\?/, 'latin?').replace(/target\d+@/, 'hallpass@')
    await expect(moveDatabase({ dataFolder, databaseUrl: latin, now })).rejects.toThrow(/LATIN1/)
  })

  it('keeps nothing of a copy that fails half-way, and does it whole the next time', async () => {
    const { url, name } = await emptyTarget()
    const failing = openDatabase({ ...desks.cluster().address, database: name })
    await sql`create function fail() returns trigger language plpgsql as
      'begin raise exception ''the disk is full'' using errcode = ''disk_full''; end'`.execute(
      failing.database,
    )
    await sql`create function arm() returns event_trigger language plpgsql as $$ begin
      if to_regclass('webhook_delivery') is not null and not exists (select from pg_trigger where tgname = 'fail') then
        create trigger fail before insert on webhook_delivery for each row
          when (new.event_id = 'evt-700') execute function fail();
      end if; end $$`.execute(failing.database)
    await sql`create event trigger arm on ddl_command_end when tag in ('CREATE INDEX') execute function arm()`.execute(
      failing.database,
    )
    await expect(moveDatabase({ dataFolder, databaseUrl: url, now })).rejects.toMatchObject({
      code: 'DatabaseUnusable',
      message: 'the copy failed, and nothing of it was kept: PostgreSQL says 53100',
    })
    expect(await isEmpty(url)).toBe(true)
    await sql`drop event trigger arm`.execute(failing.database)
    await failing.close()
    expect((await moveDatabase({ dataFolder, databaseUrl: url, now })).rows).toBeGreaterThan(1200)
  }, 60_000)

  it('carries every table, counts on, keeps the audit append-only, and leaves the source as it was', async () => {
    const { url } = await emptyTarget()
    const before = await onFolder(dataFolder, (database) => verifyAuditChain(readChain(database)))
    const said: string[] = []
    const told: string[] = []
    const exitCode = await runCommand(['move', '--data', dataFolder], {
      stdout: (text) => said.push(text),
      stderr: (text) => told.push(text),
      env: { DATABASE_URL: url },
      signal: new AbortController().signal,
    })
    expect(told).toEqual([])
    expect(exitCode).toBe(0)
    expect(before).toMatchObject({ ok: true })
    expect(said.join('')).toContain(`its head is ${before.ok ? before.head : ''}\n`)
    expect(said.join('')).toContain(`HALLPASS_SEAL_KEY_FILE=${join(dataFolder, 'seal.key')}`)
    await onTarget(url, async (database) => {
      expect(await migrate(database, now)).toEqual([])
      expect(await verifyAuditChain(readChain(database))).toEqual(before)
      await expect(sql`update audit set entry = '{}'`.execute(database)).rejects.toThrow(/append-only/)
      await expect(sql`truncate audit`.execute(database)).rejects.toThrow(/append-only/)
      const workshop = await database.selectFrom('workshop').select('name').executeTakeFirst()
      expect(workshop?.name).toBe(strange)
      const { rows } = await sql<{ id: number }>`
        insert into webhook_delivery (endpoint_id, event_id, event, body, created_at, next_attempt_at)
        values ('e-1', 'next', 'lease.started', '{}', now(), now()) returning id`.execute(database)
      expect(rows).toEqual([{ id: 1204 }])
    })
    expect(await onFolder(dataFolder, (database) => verifyAuditChain(readChain(database)))).toEqual(before)
  }, 60_000)

  it('needs the target in the environment, where no other user reads it', async () => {
    const told: string[] = []
    const exitCode = await runCommand(['move', '--data', dataFolder], {
      stdout: () => {},
      stderr: (text) => told.push(text),
      env: {},
      signal: new AbortController().signal,
    })
    expect(exitCode).toBe(2)
    expect(told.join('')).toContain('DATABASE_URL')
  })
})
