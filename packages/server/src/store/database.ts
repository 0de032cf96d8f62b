import { Kysely, PostgresDialect, type Transaction as KyselyTransaction } from 'kysely'
import pg from 'pg'
import { connectionConfig, type DatabaseAddress } from './connection/index.ts'
import type { Tables } from './tables.ts'

/** Queries, typed by {@link Tables}. */
export type Database = Kysely<Tables>
/** The same inside a transaction. AWS, webhooks and mail are never awaited in one. */
export type Transaction = KyselyTransaction<Tables>

export interface DatabaseOptions extends DatabaseAddress {
  /** Connections of this replica at most. Default 20. */
  readonly maxConnections?: number
  /** Told when PostgreSQL closes a connection that was idle; the next query opens another. */
  readonly onConnectionLost?: (error: Error) => void
}

/** An open database. */
export interface OpenDatabase {
  readonly database: Database
  readonly address: DatabaseAddress
  /** Waits for queries under way. */
  close(): Promise<void>
}

/** Opens a pool of connections; none is made before the first query. */
export function openDatabase(options: DatabaseOptions): OpenDatabase {
  const pool = new pg.Pool({
    ...connectionConfig(options),
    max: options.maxConnections ?? 20,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
  })
  // Without a listener an idle connection that breaks would end the process.
  pool.on('error', (error) => options.onConnectionLost?.(error))
  return {
    database: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }),
    address: options,
    close: () => pool.end(),
  }
}
