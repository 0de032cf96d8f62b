import { type Actor, authorize, notFound, type Operation, type Subject } from '../actor/index.ts'
import { gather } from '../base/index.ts'
import type { Change, Reading } from '../change/index.ts'
import type { LeaseSubject } from '../ports/index.ts'
import type { Database, LeaseRow, LeaseState } from '../store/index.ts'
import { loadWorkshops, type Page, requireWorkshop, type Workshop } from '../workshop/index.ts'
import { liveStates } from './states.ts'

/** A lease with its participant and its workshop. */
export interface LeaseInFull extends LeaseSubject {
  readonly workshop: Workshop
}

/** What the authorisation of something with a lease looks at. */
export function leaseAuthorization({ lease, workshop }: LeaseInFull): Subject {
  return {
    workshopId: workshop.id,
    owners: workshop.owners,
    participantId: lease.participant_id,
    leaseId: lease.id,
  }
}

/** Reads leases of one workshop, without asking who may. With `lock` nobody else changes them meanwhile. */
export async function loadLeases(
  database: Database,
  workshop: Workshop,
  ids: readonly string[],
  lock: 'lock' | 'no-lock' = 'no-lock',
): Promise<LeaseInFull[]> {
  if (ids.length === 0) return []
  // Always in the same order: two who lock several never wait for each other.
  const query = database
    .selectFrom('lease')
    .selectAll()
    .where('workshop_id', '=', workshop.id)
    .where('id', 'in', ids)
    .orderBy('id')
  const leases = await (lock === 'lock' ? query.forNoKeyUpdate() : query).execute()
  const participants = await database
    .selectFrom('participant')
    .selectAll()
    .where('id', 'in', leases.map((lease) => lease.participant_id).concat(''))
    .execute()
  const byId = new Map(participants.map((participant) => [participant.id, participant]))
  return leases.flatMap((lease) => {
    const participant = byId.get(lease.participant_id)
    return participant === undefined ? [] : [{ lease, participant, workshop }]
  })
}

/**
 * Reads a lease for an actor who wants to do `operation` with it.
 *
 * @throws HallpassError `NotFound`, `Forbidden`
 */
export async function requireLease(
  database: Database,
  actor: Actor,
  operation: Operation,
  id: string,
): Promise<LeaseInFull> {
  authorize(actor, operation)
  const found = await findLease(database, id)
  if (found === undefined) throw notFound()
  authorize(actor, operation, leaseAuthorization(found))
  return found
}

/** A lease, whoever's; with all that are looked for at the same moment. */
const findLease = gather(async (database: Database, ids: readonly string[]) => {
  const leases = await database
    .selectFrom('lease')
    .selectAll()
    .where('id', 'in', [...new Set(ids)])
    .execute()
  const [workshops, participants] = await Promise.all([
    loadWorkshops(database, [...new Set(leases.map((lease) => lease.workshop_id))]),
    database
      .selectFrom('participant')
      .selectAll()
      .where('id', 'in', leases.map((lease) => lease.participant_id).concat(''))
      .execute(),
  ])
  const leaseOf = new Map(leases.map((lease) => [lease.id, lease]))
  const workshopOf = new Map(workshops.map((workshop) => [workshop.id, workshop]))
  const participantOf = new Map(participants.map((participant) => [participant.id, participant]))
  return ids.map((id): LeaseInFull | undefined => {
    const lease = leaseOf.get(id)
    const workshop = workshopOf.get(lease?.workshop_id ?? '')
    const participant = participantOf.get(lease?.participant_id ?? '')
    return lease && workshop && participant && { lease, workshop, participant }
  })
})

/** What a list of leases is narrowed to. */
export interface LeaseFilter {
  readonly state?: LeaseState | undefined
  readonly participantId?: string | undefined
}

/** The leases of a workshop, by id. States are those of the database. */
export async function listLeases(
  services: Reading,
  actor: Actor,
  workshopId: string,
  page: Page & LeaseFilter,
): Promise<LeaseInFull[]> {
  const workshop = await requireWorkshop(services.database, actor, 'lease.read', workshopId)
  let query = services.database
    .selectFrom('lease')
    .select('id')
    .where('workshop_id', '=', workshopId)
    .orderBy('id')
    .limit(page.limit)
  if (page.after !== undefined) query = query.where('id', '>', page.after)
  if (page.state !== undefined) query = query.where('state', '=', page.state)
  if (page.participantId !== undefined) query = query.where('participant_id', '=', page.participantId)
  const rows = await query.execute()
  return loadLeases(
    services.database,
    workshop,
    rows.map(({ id }) => id),
  )
}

/** The lease of a participant that takes a seat, or else the newest. */
export async function latestLease(database: Database, participantId: string): Promise<LeaseRow | undefined> {
  return (
    database
      .selectFrom('lease')
      .selectAll()
      .where('participant_id', '=', participantId)
      // Replicas' clocks need not agree on which is newer; of those that take a seat there is one at most.
      .orderBy((select) => select('state', 'in', liveStates), 'desc')
      .orderBy('created_at', 'desc')
      .orderBy('id')
      .limit(1)
      .executeTakeFirst()
  )
}

/** The leases of a workshop that take a seat, locked. */
export async function liveLeases({ tx }: Pick<Change, 'tx'>, workshop: Workshop): Promise<LeaseInFull[]> {
  const rows = await tx
    .selectFrom('lease')
    .select('id')
    .where('workshop_id', '=', workshop.id)
    .where('state', 'in', liveStates)
    .execute()
  return loadLeases(
    tx,
    workshop,
    rows.map(({ id }) => id),
    'lock',
  )
}
