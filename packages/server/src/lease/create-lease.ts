import { HallpassError } from 'hallpass'
import { sql } from 'kysely'
import type { Actor } from '../actor/index.ts'
import { type Change, change, type Changing, type Services } from '../change/index.ts'
import { addParticipant, findParticipant, type Person } from '../participant/index.ts'
import type { ParticipantRow } from '../store/index.ts'
import { requireWorkshop, type Workshop } from '../workshop/index.ts'
import { denyEnded } from './end-access.ts'
import { inLine } from './in-line.ts'
import { insertLeases, type LeaseTerms } from './insert-leases.ts'
import { type LeaseInFull, latestLease, liveLeases, loadLeases } from './read-lease.ts'
import { settleLeases } from './move-leases.ts'
import { liveStates } from './states.ts'

/** What a lease is made from. */
export interface LeaseInput extends LeaseTerms {
  readonly workshopId: string
  /** Who it is for: a participant's id, or a person who is added if they are not there yet. */
  readonly participant: string | Person
  /** Lets somebody back in whose last lease was revoked. Default false. */
  readonly afterRevocation?: boolean | undefined
}

export interface CreatedLease extends LeaseInFull {
  /** False when they had one already, which is then as it was. */
  readonly created: boolean
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
  const { result, ended } = await inLine(services, input.workshopId, () =>
    change(services, actor, async (changing) => {
      const workshop = await requireWorkshop(changing.tx, actor, 'lease.create', input.workshopId, 'lock')
      refuseOver(workshop, changing.now)
      const participant = await participantFor(services, changing, workshop.id, input.participant)
      const known = await currentLease(services, changing, workshop, participant)
      if (known.lease !== undefined) return { result: { ...known.lease, created: false }, ended: known.ended }
      if (known.revoked && input.afterRevocation !== true) {
        throw new HallpassError('StateConflict', 'the last lease of this participant was revoked', {
          hint: 'to let them back in nevertheless, ask with afterRevocation',
          facts: { name: 'revoked' },
        })
      }
      const [lease] = await insertLeases(services, changing, workshop, [participant], input)
      if (lease === undefined) throw new Error('a lease that was just made is missing')
      return { result: { ...lease, created: true }, ended: known.ended }
    }),
  )
  await denyEnded(services, ended)
  return result
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
      await insertLeases(services, changing, workshop, without)
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

async function participantFor(
  services: Changing,
  changing: Change,
  workshopId: string,
  who: string | Person,
): Promise<ParticipantRow> {
  if (typeof who !== 'string') {
    const found = await findParticipant(changing.tx, workshopId, who)
    return found ?? addParticipant(services, changing, workshopId, who)
  }
  const found = await changing.tx
    .selectFrom('participant')
    .selectAll()
    .where('id', '=', who)
    .where('workshop_id', '=', workshopId)
    .executeTakeFirst()
  if (found !== undefined) return found
  throw new HallpassError('NotFound', 'there is no such participant in this workshop', {
    facts: { name: 'participant' },
  })
}

async function currentLease(
  services: Services,
  changing: Change,
  workshop: Workshop,
  participant: ParticipantRow,
): Promise<{ lease?: LeaseInFull; revoked: boolean; ended: readonly LeaseInFull[] }> {
  const latest = await latestLease(changing.tx, participant.id)
  if (latest === undefined) return { revoked: false, ended: [] }
  const subjects = await loadLeases(changing.tx, workshop, [latest.id], 'lock')
  const { settled, ended } = await settleLeases(changing, subjects)
  await services.revoking.want(changing.tx, ended)
  const [lease] = settled
  const live = lease !== undefined && liveStates.some((state) => state === lease.lease.state)
  return { ...(live ? { lease } : {}), revoked: lease?.lease.state === 'revoked', ended }
}
