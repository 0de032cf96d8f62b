import { type Actor, authorize, notFound } from '../actor/index.ts'
import type { Reading } from '../change/index.ts'
import type { ParticipantRow } from '../store/index.ts'
import { loadWorkshop, type Page, requireWorkshop } from '../workshop/index.ts'

/**
 * Reads one participant.
 *
 * @throws HallpassError `NotFound`, `Forbidden`
 */
export async function readParticipant(services: Reading, actor: Actor, id: string): Promise<ParticipantRow> {
  authorize(actor, 'participant.read')
  const row = await services.database
    .selectFrom('participant')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) throw notFound()
  const workshop = await loadWorkshop(services.database, row.workshop_id)
  authorize(actor, 'participant.read', {
    workshopId: row.workshop_id,
    owners: workshop?.owners ?? [],
    participantId: row.id,
  })
  return row
}

/** The participants of a workshop, by id. */
export async function listParticipants(
  services: Reading,
  actor: Actor,
  workshopId: string,
  page: Page & { readonly externalId?: string | undefined },
): Promise<ParticipantRow[]> {
  await requireWorkshop(services.database, actor, 'participant.read', workshopId)
  let query = services.database
    .selectFrom('participant')
    .selectAll()
    .where('workshop_id', '=', workshopId)
    .orderBy('id')
    .limit(page.limit)
  if (page.after !== undefined) query = query.where('id', '>', page.after)
  if (page.externalId !== undefined) query = query.where('external_id', '=', page.externalId)
  return query.execute()
}
