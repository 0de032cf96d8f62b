import { sql } from 'kysely'
import { newId, type RandomBytes } from '../base/index.ts'
import type { Database, ReplicaSettings } from '../store/index.ts'
import { silentSeconds } from './disagreements.ts'

export interface AnnounceOptions {
  readonly database: Database
  readonly randomBytes: RandomBytes
  /** What it was started with; asked each time, since accounts are found out later. */
  readonly settings: () => ReplicaSettings
}

/** A replica that the others know of. */
export interface AnnouncedReplica {
  /** Takes it off the list: it is about to stop. */
  readonly leave: () => Promise<void>
}

const everyMs = 30_000

/** Puts a replica on the list of those that run, and keeps it there. */
export async function announceReplica(options: AnnounceOptions): Promise<AnnouncedReplica> {
  const { database, randomBytes, settings } = options
  const id = newId('r', randomBytes)
  const announce = async (): Promise<void> => {
    // The database's clock: the replicas' need not agree.
    const told = { settings: JSON.stringify(settings()), seen_at: sql<Date>`clock_timestamp()` }
    await database
      .insertInto('replica')
      .values({ id, ...told })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(told))
      .execute()
    await database
      .deleteFrom('replica')
      .where('seen_at', '<', sql<Date>`clock_timestamp() - make_interval(secs => ${silentSeconds})`)
      .execute()
  }
  await announce()
  let under: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    // While PostgreSQL is away everything else tells of it.
    under = announce().catch(() => {})
  }, everyMs)
  timer.unref()
  return {
    leave: async () => {
      clearInterval(timer)
      await under
      // Where that cannot be said any more, it is told by its silence.
      await database
        .deleteFrom('replica')
        .where('id', '=', id)
        .execute()
        .catch(() => {})
    },
  }
}
