import { sql } from 'kysely'
import { createLines } from '../base/index.ts'
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
  const lines = createLines()
  return {
    run: (roleArn, work) =>
      lines.run(roleArn, () =>
        database.connection().execute(async (connection) => {
          const key = sql`hashtextextended(${`hallpass role ${roleArn}`}, 0)`
          await sql`select pg_advisory_lock(${key})`.execute(connection)
          try {
            return await work()
          } finally {
            await sql`select pg_advisory_unlock(${key})`.execute(connection)
          }
        }),
      ),
  }
}
