import { type LeaseInFull, loadLeases } from '../../lease/index.ts'
import type { Database } from '../../store/index.ts'
import type { Workshop } from '../../workshop/index.ts'

/** Everybody's last lease in a workshop; of some people only, where they are given. */
export async function everybody(
  database: Database,
  workshop: Workshop,
  participantIds?: readonly string[],
): Promise<LeaseInFull[]> {
  if (participantIds?.length === 0) return []
  const rows = await database
    .selectFrom('lease')
    .select('id')
    .distinctOn('participant_id')
    .where('workshop_id', '=', workshop.id)
    .$if(participantIds !== undefined, (query) => query.where('participant_id', 'in', participantIds ?? []))
    .orderBy('participant_id')
    .orderBy('created_at', 'desc')
    .execute()
  return loadLeases(
    database,
    workshop,
    rows.map(({ id }) => id),
  )
}

/** Those with whom something has happened since a moment. */
export async function changedSince(database: Database, workshop: Workshop, since: Date): Promise<string[]> {
  const rows = await database
    .selectFrom('lease')
    .select('participant_id')
    .distinct()
    .where('workshop_id', '=', workshop.id)
    .where((where) =>
      where.or([
        where('updated_at', '>=', since),
        where('last_issued_at', '>=', since),
        where('console_opened_at', '>=', since),
      ]),
    )
    .execute()
  return rows.map(({ participant_id: id }) => id)
}
