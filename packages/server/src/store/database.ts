import { Kysely, PostgresDialect, type Transaction as KyselyTransaction } from 'kysely'
import { HallpassError } from 'hallpass'
import pg from 'pg'
import { connectionConfig, type DatabaseAddress } from './connection/index.ts'
import type { Tables } from './tables.ts'
import { tellLoss } from './tell-loss.ts'

/** Queries, typed by {@link Tables}. */
export type Database = Kysely<Tables>
/** The same inside a transaction. AWS, webhooks and mail are never awaited in one. */
export type Transaction = KyselyTransaction<Tables>

export interface DatabaseOptions extends DatabaseAddress {
  /** Connections of this replica at most. Default 20. */
  readonly maxConnections?: number
  /** How long a connection is kept that nobody uses. Default a minute. */
  readonly idleTimeoutMs?: number
  /** Told why there is no connection: an idle one was closed, or none can be made. The next query tries another. */
  readonly onConnectionLost?: (error: Error) => void
}

/** An open database. */
export interface OpenDatabase {
  readonly database: Database
  readonly address: DatabaseAddress
  /** Waits for queries under way. */
  close(): Promise<void>
}

/**
 * Opens a pool of connections; none is made before the first query. A query for which there is no connection within
 * thirty seconds rejects with `DatabaseUnavailable`.
 */
export function openDatabase(options: DatabaseOptions): OpenDatabase {
  const pool = new pg.Pool({
    ...connectionConfig(options),
    max: options.maxConnections ?? 20,
    // Also the longest that one waits in line for a connection of the pool, when a class comes at once.
    connectionTimeoutMillis: 30_000,
    idleTimeoutMillis: options.idleTimeoutMs ?? 60_000,
  })
  // Without a listener an idle connection that breaks would end the process.
  pool.on('error', (error) => options.onConnectionLost?.(error))
  // The pool listens only while nobody uses a connection; who uses one is told by the query that fails.
  pool.on('connect', (client) => client.on('error', () => {}))
  const connect = async (): Promise<pg.PoolClient> => {
    try {
      return await pool.connect()
    } catch (error) {
      if (error instanceof Error) options.onConnectionLost?.(error)
      throw new HallpassError('DatabaseUnavailable', 'PostgreSQL cannot be reached', {
        hint: 'check that it runs, and that DATABASE_URL names it',
        cause: error,
      })
    }
  }
  return {
    database: new Kysely<Tables>({
      dialect: new PostgresDialect({
        pool: { connect, end: () => pool.end(), options: pool.options },
        onCreateConnection: tellLoss,
      }),
    }),
    address: options,
    close: () => pool.end(),
  }
}
