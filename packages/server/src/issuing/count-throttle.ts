import { sql } from 'kysely'
import type { Database } from '../store/index.ts'

/** Counts that AWS said `Throttling` while keys of a workshop were made: one row a minute, whatever replica it was. */
export async function countThrottle(database: Database, workshopId: string, now: Date): Promise<void> {
  const minute = new Date(Math.floor(now.getTime() / 60_000) * 60_000)
  await database
    .insertInto('throttled')
    .values({ workshop_id: workshopId, minute, times: 1 })
    .onConflict((conflict) =>
      conflict.columns(['workshop_id', 'minute']).doUpdateSet({ times: sql<number>`throttled.times + 1` }),
    )
    .execute()
}
