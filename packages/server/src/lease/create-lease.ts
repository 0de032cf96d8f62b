import { HallpassError } from 'hallpass'
import type { Actor } from '../actor/index.ts'
import { newId } from '../base/index.ts'
import { type Change, change, type Changing, type Services } from '../change/index.ts'
import { addParticipant, findParticipant, type Person } from '../participant/index.ts'
import type { ParticipantRow } from '../store/index.ts'
import { requireWorkshop, type Workshop, type WorkshopRole } from '../workshop/index.ts'
import { denyEnded } from './end-access.ts'
import { type LeaseInFull, latestLease, loadLeases } from './read-lease.ts'
import { settleLeases } from './move-leases.ts'
import { liveStates } from './states.ts'

/** What a lease is made from. */
export interface LeaseInput {
  readonly workshopId: string
  /** Who it is for: a participant's id, or a person who is added if they are not there yet. */
  readonly participant: string | Person
  /** When it ends; never after the workshop. Default: with the workshop. */
  readonly endsAt?: Date | undefined
  /** In place of `endsAt`, in seconds from its start. */
  readonly durationSeconds?: number | undefined
  /** One of the workshop's roles. Default: the first. */
  readonly roleArn?: string | undefined
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
  const { result, ended } = await change(services, actor, async (changing) => {
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
    await refuseFull(changing, workshop)
    const lease = await insertLease(services, changing, workshop, participant, input)
    return { result: { ...lease, created: true }, ended: known.ended }
  })
  await denyEnded(services, ended)
  return result
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

async function refuseFull({ tx, now }: Change, workshop: Workshop): Promise<void> {
  const { taken } = await tx
    .selectFrom('lease')
    .select((select) => select.fn.countAll<number>().as('taken'))
    .where('workshop_id', '=', workshop.id)
    .where('state', 'in', liveStates)
    .where('ends_at', '>', now)
    .executeTakeFirstOrThrow()
  if (taken < workshop.seats) return
  throw new HallpassError('WorkshopFull', `all ${workshop.seats} seats are taken`, {
    hint: 'give the workshop more seats, or end leases that are no longer needed',
  })
}

async function insertLease(
  services: Changing,
  changing: Change,
  workshop: Workshop,
  participant: ParticipantRow,
  input: LeaseInput,
): Promise<LeaseInFull> {
  const { tx, now, record } = changing
  const role = chosenRole(workshop, input.roleArn)
  const startsAt = workshop.starts_at > now ? workshop.starts_at : now
  const endsAt = leaseEnd(workshop, startsAt, input)
  // 30 random bits keep the names short, of which a role's policy has to hold many: then two may meet.
  for (;;) {
    const id = newId('l', services.randomBytes, 6)
    const row = await tx
      .insertInto('lease')
      .values({
        id,
        workshop_id: workshop.id,
        participant_id: participant.id,
        state: 'pending',
        account_id: role.accountId,
        role_arn: role.roleArn,
        session_name: `${participant.handle}-${id}`,
        starts_at: startsAt,
        ends_at: endsAt,
        created_at: now,
        updated_at: now,
      })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .returningAll()
      .executeTakeFirst()
    if (row === undefined) continue
    const ids = { workshopId: workshop.id, participantId: participant.id, leaseId: id }
    record({ action: 'lease.created', ...ids, roleArn: role.roleArn, sessionName: row.session_name })
    // One that ends with the workshop is ended by the workshop's own job.
    if (endsAt < workshop.ends_at) {
      await services.jobs.schedule(tx, { name: 'leases-change', workshopId: workshop.id }, endsAt)
    }
    const { settled } = await settleLeases(changing, [{ lease: row, participant, workshop }])
    return settled[0] ?? { lease: row, participant, workshop }
  }
}

function chosenRole({ roles }: Workshop, arn: string | undefined): WorkshopRole {
  const role = arn === undefined ? roles[0] : roles.find(({ roleArn }) => roleArn === arn)
  if (role !== undefined) return role
  throw new HallpassError('InvalidInput', 'the workshop does not hand out that role', {
    hint: roles.map(({ roleArn }) => roleArn).join('\n'),
    facts: { name: 'roleArn' },
  })
}

/** A lease never outlives its workshop. */
function leaseEnd(workshop: Workshop, startsAt: Date, { endsAt, durationSeconds }: LeaseInput): Date {
  const wanted =
    durationSeconds === undefined
      ? (endsAt ?? workshop.ends_at)
      : new Date(startsAt.getTime() + durationSeconds * 1000)
  if (wanted > startsAt) return wanted < workshop.ends_at ? wanted : workshop.ends_at
  throw new HallpassError('InvalidInput', 'the lease would end before it begins', {
    hint: 'give a later endsAt, or a duration',
    facts: { name: 'endsAt' },
  })
}
