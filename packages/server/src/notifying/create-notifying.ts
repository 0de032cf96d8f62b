import { sql } from 'kysely'
import type { Jobs, Notifying } from '../ports/index.ts'
import { queueDeliveries } from '../webhook/index.ts'
import { channel } from './channel.ts'

/** Tells what was committed: replicas by PostgreSQL's NOTIFY, webhooks by rows that a job sends. */
export function createNotifying({ jobs, now }: { readonly jobs: Jobs; readonly now: () => Date }): Notifying {
  return {
    recorded: async (tx, entries) => {
      const [first] = entries
      const last = entries.at(-1)
      if (first === undefined || last === undefined) return
      if ((await queueDeliveries(tx, entries, now())) > 0) {
        await jobs.schedule(tx, { name: 'deliver-webhooks' }, now())
      }
      await sql`select pg_notify(${channel}, ${`${first.seq}-${last.seq}`})`.execute(tx)
    },
  }
}
