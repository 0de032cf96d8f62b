import { sql } from 'kysely'
import type { Action } from '../audit/index.ts'
import type { Notifying } from '../ports/index.ts'

/** What every replica is told of each thing that happened; the rest is in the database. */
export interface Notice {
  readonly seq: number
  readonly action: Action
  readonly workshopId?: string
  readonly leaseId?: string
}

/** PostgreSQL's channel. */
export const channel = 'hallpass'

// PostgreSQL takes 8,000 bytes; a notice has less than 150.
const noticesAtOnce = 40

/** Tells all replicas, when the transaction is committed, what happened in it. */
export function createNotifying(): Notifying {
  return {
    recorded: async (tx, entries) => {
      for (let start = 0; start < entries.length; start += noticesAtOnce) {
        const notices = entries
          .slice(start, start + noticesAtOnce)
          .map(({ seq, action, workshopId, leaseId }): Notice => ({
            seq,
            action,
            ...(workshopId === undefined ? {} : { workshopId }),
            ...(leaseId === undefined ? {} : { leaseId }),
          }))
        await sql`select pg_notify(${channel}, ${JSON.stringify(notices)})`.execute(tx)
      }
    },
  }
}
