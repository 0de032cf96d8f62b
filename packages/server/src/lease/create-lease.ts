import { HallpassError } from 'hallpass'
import { sql } from 'kysely'
import { type Actor, authorize, notFound } from '../actor/index.ts'
import { change, type Services } from '../change/index.ts'
import type { Person } from '../participant/index.ts'
import { requireWorkshop, type Workshop, workshopSubject } from '../workshop/index.ts'
import { denyEnded } from './end-access.ts'
import { inLine } from './in-line.ts'
import { countFreeSeats, insertLeases, type LeaseTerms, leaseToInsert, refuseFull } from './insert-leases.ts'
import { settleLeases } from './move-leases.ts'
import { liveLeases } from './read-lease.ts'
import { type CreatedLease, takeSeat } from './take-seat.ts'

/** What a lease is made from. */
export interface LeaseInput extends LeaseTerms {
  readonly workshopId: string
  /** Who it is for: a participant's id, or a person who is added if they are not there yet. */
  readonly participant: string | Person
  /** Lets somebody back in whose last lease was revoked. Default false. */
  readonly afterRevocation?: boolean | undefined
}

/**
 * Gives somebody a lease, or finds the one they have: safe to repeat. The participant is made if missing.
 *
 * @throws HallpassError `StateConflict` when the workshop is over, or their last lease was revoked
 * @throws HallpassError `WorkshopFull`, `NotFound`, `Forbidden`, `InvalidInput`
 */
export async function createLease(
  services: Services,
  actor: Actor,
  input: LeaseInput,
): Promise<CreatedLease> {
  const { workshopId, participant, afterRevocation = false, ...terms } = input
  const admit = (workshop: Workshop | undefined, now: Date): void => {
    authorize(actor, 'lease.create')
    if (workshop === undefined) throw notFound()
    authorize(actor, 'lease.create', workshopSubject(workshop))
    refuseOver(workshop, now)
  }
  return takeSeat(services, { workshopId, actor, participant, terms, afterRevocation, admit })
}

/**
 * Gives a lease to every participant who has none, except those whose last one was revoked.
 *
 * @throws HallpassError as {@link createLease}; then nobody got one
 */
export async function createMissingLeases(
  services: Services,
  actor: Actor,
  workshopId: string,
): Promise<{ readonly created: number }> {
  const { created, ended } = await inLine(services, workshopId, () =>
    change(services, actor, async (changing) => {
      const workshop = await requireWorkshop(changing.tx, actor, 'lease.create', workshopId, 'lock')
      refuseOver(workshop, changing.now)
      const settled = await settleLeases(changing, await liveLeases(changing, workshop))
      await services.revoking.want(changing.tx, settled.ended)
      const without = await changing.tx
        .selectFrom('participant')
        .selectAll()
        .where('workshop_id', '=', workshopId)
        .where(
          sql<boolean>`coalesce((select state from lease where lease.participant_id = participant.id
            order by state in ('pending', 'active', 'suspended') desc, created_at desc, id limit 1), 'ended') = 'ended'`,
        )
        .orderBy('id')
        .execute()
      refuseFull(workshop, await countFreeSeats(changing, workshop), without.length)
      const leases = without.map((participant) => leaseToInsert(workshop, changing.now, participant))
      await insertLeases(services, changing, workshop, leases)
      return { created: without.length, ended: settled.ended }
    }),
  )
  await denyEnded(services, ended)
  return { created }
}

function refuseOver(workshop: Workshop, now: Date): void {
  if (workshop.state !== 'ended' && workshop.state !== 'archived' && workshop.ends_at > now) return
  throw new HallpassError('StateConflict', 'this workshop is over', {
    hint: 'create a new workshop',
    facts: { name: 'ended' },
  })
}
