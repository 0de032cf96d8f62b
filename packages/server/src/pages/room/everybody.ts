import { type LeaseInFull, loadLeases } from '../../lease/index.ts'
import type { Database } from '../../store/index.ts'
import type { Workshop } from '../../workshop/index.ts'
import { mostRows } from '../frame/index.ts'

/** Everybody's last lease in a workshop. */
export async function everybody(database: Database, workshop: Workshop): Promise<LeaseInFull[]> {
  const rows = await database
    .selectFrom('lease')
    .select('id')
    .distinctOn('participant_id')
    .where('workshop_id', '=', workshop.id)
    .orderBy('participant_id')
    .orderBy('created_at', 'desc')
    .limit(mostRows)
    .execute()
  return loadLeases(
    database,
    workshop,
    rows.map(({ id }) => id),
  )
}
