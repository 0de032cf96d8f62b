import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { HallpassError } from 'hallpass'
import { verifyAuditChain, readChain } from '../audit/index.ts'
import {
  type Database,
  migrateWithin,
  openDatabase,
  startCluster,
  type Transaction,
  unappliedMigrations,
} from '../store/index.ts'
import { copyTable, moveCounters, tableDigest } from './copy-table.ts'
import { tablesInOrder } from './tables-in-order.ts'

export interface MoveOptions {
  /** The data folder of a server that is stopped. Nothing in its tables is changed. */
  readonly dataFolder: string
  /** An empty database, as `postgres://…`. */
  readonly databaseUrl: string
  readonly now: () => Date
}

/** What has been moved. */
export interface MoveReport {
  readonly tables: number
  readonly rows: number
  /** Rows of the audit; its chain was checked on both sides. */
  readonly auditRows: number
  /** The hash of the audit's last row. */
  readonly auditHead: string
}

/**
 * Moves all that a server keeps from its embedded PostgreSQL into a database of one's own: all of it or nothing, in
 * one transaction. Each table is compared afterwards, by the number of its rows and by all that is in them. Jobs are
 * not among it: within a minute the server finds in the tables what is to be done.
 *
 * @throws HallpassError `DataFolderUnusable` where there is no data, `DataFolderInUse` while a server runs on it,
 * `DatabaseUnavailable`, `DatabaseUnusable` for a target that is not empty, and for a source whose audit is broken
 * or that another version of the server has made
 */
export async function moveDatabase({ dataFolder, databaseUrl, now }: MoveOptions): Promise<MoveReport> {
  if (!existsSync(join(dataFolder, 'data', 'PG_VERSION'))) {
    throw new HallpassError('DataFolderUnusable', `there is no server's data in ${dataFolder}`, {
      hint: 'name the folder that the server was started with: --data FOLDER',
      facts: { file: dataFolder },
    })
  }
  const target = openDatabase({ url: databaseUrl, maxConnections: 1 })
  try {
    // Before the source is started: a target that cannot be reached leaves it alone.
    await sql`select 1`.execute(target.database)
    const cluster = await startCluster({ folder: dataFolder })
    const source = openDatabase({ ...cluster.address, maxConnections: 1 })
    try {
      return await unchanging(source.database, (from) =>
        target.database.transaction().execute((to) => move(from, to, now)),
      )
    } catch (error) {
      throw explained(error)
    } finally {
      await source.close()
      await cluster.close()
    }
  } finally {
    await target.close()
  }
}

function unchanging<T>(database: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return database
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      await comparable(tx)
      return work(tx)
    })
}

/** Both sides write values in the same way, whatever their own settings are. */
async function comparable(tx: Transaction): Promise<void> {
  for (const setting of [`timezone = 'UTC'`, `datestyle = 'ISO'`, `bytea_output = 'hex'`]) {
    await sql`set local ${sql.raw(setting)}`.execute(tx)
  }
  await sql`set local extra_float_digits = 1`.execute(tx)
}

async function move(source: Transaction, target: Transaction, now: () => Date): Promise<MoveReport> {
  await refuseOtherVersion(source)
  const head = await checkedHead(source, 'the source')
  await comparable(target)
  await refuseUnfit(target)
  await migrateWithin(target, now)
  const tables = await tablesInOrder(source)
  let rows = 0
  for (const table of tables) {
    await copyTable(source, target, table)
    rows += await compared(source, target, table)
  }
  await moveCounters(target, tables)
  const moved = await checkedHead(target, 'the copy')
  if (moved.head !== head.head) throw differing('audit')
  return { tables: tables.length, rows, auditRows: head.rows, auditHead: head.head }
}

async function refuseOtherVersion(source: Transaction): Promise<void> {
  const missing = await unappliedMigrations(source)
  if (missing.length === 0) return
  throw new HallpassError(
    'DatabaseUnusable',
    `the source is older than this version: ${missing.join(', ')}`,
    {
      hint: 'start this version of the server on it once, stop it, and move it then',
    },
  )
}

/** Taken like every replica that starts: one that is started on the target meanwhile waits, and finds all of it. */
async function refuseUnfit(target: Transaction): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('hallpass migrate', 0))`.execute(target)
  const encoding = await sql<{
    encoding: string
  }>`select current_setting('server_encoding') as encoding`.execute(target)
  const named = encoding.rows[0]?.encoding
  if (named !== 'UTF8') {
    throw new HallpassError(
      'DatabaseUnusable',
      `the target does not hold every letter: its encoding is ${named}`,
      {
        hint: "create database hallpass encoding 'UTF8' template template0;",
      },
    )
  }
  const { rows } = await sql<{ name: string }>`
    select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname in (current_schema(), 'jobs') order by 1 limit 1`.execute(
    target,
  )
  const [found] = rows
  if (found === undefined) return
  throw new HallpassError('DatabaseUnusable', `the target is not empty: it has ${found.name}`, {
    hint: 'make a new one: create database hallpass; and name it in DATABASE_URL',
  })
}

async function checkedHead(tx: Transaction, where: string): Promise<{ rows: number; head: string }> {
  const found = await verifyAuditChain(readChain(tx))
  if (found.ok) return found
  throw new HallpassError(
    'DatabaseUnusable',
    `the audit of ${where} is broken at row ${found.seq}: ${found.problem}`,
  )
}

async function compared(source: Transaction, target: Transaction, table: string): Promise<number> {
  const before = await tableDigest(source, table)
  const after = await tableDigest(target, table)
  if (before.rows !== after.rows || before.hash !== after.hash) throw differing(table)
  return after.rows
}

/** PostgreSQL's own words may quote a row: its code is told alone. */
function explained(error: unknown): unknown {
  if (error instanceof HallpassError || !(error instanceof Error && 'code' in error)) return error
  return new HallpassError(
    'DatabaseUnusable',
    `the copy failed, and nothing of it was kept: PostgreSQL says ${String(error.code)}`,
    { hint: 'its log says more; the move can be tried again', cause: error },
  )
}

function differing(table: string): HallpassError {
  return new HallpassError(
    'DatabaseUnusable',
    `${table} is not the same after it was copied; nothing was kept`,
  )
}
