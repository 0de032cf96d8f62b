import { sql } from 'kysely'
import type { Database } from '../store/index.ts'

/** Runs work of one role one after the other, on all replicas together. */
export interface RoleLock {
  run<T>(roleArn: string, work: () => Promise<T>): Promise<T>
}

/**
 * A lock of PostgreSQL's for each role. Not one of a transaction: AWS is called while it is held. It goes with its
 * connection, so a replica that dies lets go of it. Within a replica one waits in line without a connection: the
 * pool must not be full of those who wait.
 */
export function createRoleLock(database: Database): RoleLock {
  const lines = new Map<string, Promise<unknown>>()
  return {
    run: async (roleArn, work) => {
      const before = lines.get(roleArn) ?? Promise.resolve()
      const mine = before
        .catch(() => {})
        .then(() =>
          database.connection().execute(async (connection) => {
            const key = sql`hashtextextended(${`hallpass role ${roleArn}`}, 0)`
            await sql`select pg_advisory_lock(${key})`.execute(connection)
            try {
              return await work()
            } finally {
              await sql`select pg_advisory_unlock(${key})`.execute(connection)
            }
          }),
        )
      lines.set(roleArn, mine)
      try {
        return await mine
      } finally {
        if (lines.get(roleArn) === mine) lines.delete(roleArn)
      }
    },
  }
}
