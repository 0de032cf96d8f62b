import pg from 'pg'

/** Where PostgreSQL is. */
export interface DatabaseAddress {
  /** `postgres://user:password@host:5432/name`; what `DATABASE_URL` holds. */
  readonly url?: string | undefined
  /** A folder with a unix socket, in place of `url`. */
  readonly socketFolder?: string
  readonly user?: string
  readonly database?: string
}

// Counters and audit numbers are far below 2^53: as numbers, not as the strings pg makes of them.
const numbers = new pg.TypeOverrides()
numbers.setTypeParser(pg.types.builtins.INT8, Number)

/** How `pg` is told the same. */
export function connectionConfig(address: DatabaseAddress): pg.ClientConfig {
  return {
    ...(address.url === undefined
      ? { host: address.socketFolder, user: address.user, database: address.database }
      : { connectionString: address.url }),
    application_name: 'hallpass-server',
    types: numbers,
  }
}
