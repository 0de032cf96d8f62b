import { HallpassError } from 'hallpass'
import type { Insertable } from 'kysely'
import { newId } from '../base/index.ts'
import type { Change, Changing } from '../change/index.ts'
import type { LeaseRow, LeaseTable, ParticipantRow } from '../store/index.ts'
import type { Workshop, WorkshopRole } from '../workshop/index.ts'
import type { LeaseInFull } from './read-lease.ts'
import { leaseStateAt, liveStates } from './states.ts'

/** What of a lease can be chosen. */
export interface LeaseTerms {
  /** When it ends; never after the workshop. Default: with the workshop. */
  readonly endsAt?: Date | undefined
  /** In place of `endsAt`, in seconds from its start. */
  readonly durationSeconds?: number | undefined
  /** One of the workshop's roles. Default: the first. */
  readonly roleArn?: string | undefined
}

/**
 * Adds a lease for each of some participants who have none. The workshop has to be locked.
 *
 * @throws HallpassError `WorkshopFull` when there are fewer seats than that, `InvalidInput`
 */
export async function insertLeases(
  services: Pick<Changing, 'randomBytes' | 'jobs'>,
  changing: Change,
  workshop: Workshop,
  participants: readonly ParticipantRow[],
  terms: LeaseTerms = {},
): Promise<LeaseInFull[]> {
  if (participants.length === 0) return []
  const { tx, now, record } = changing
  const role = chosenRole(workshop, terms.roleArn)
  const startsAt = workshop.starts_at > now ? workshop.starts_at : now
  const endsAt = leaseEnd(workshop, startsAt, terms)
  await refuseFull(changing, workshop, participants.length)
  const state = leaseStateAt({ state: 'pending', starts_at: startsAt, ends_at: endsAt }, workshop, now)
  const made: LeaseInFull[] = []
  // 30 random bits keep the names short, of which a role's policy has to hold many: then two may meet.
  for (let missing = [...participants]; missing.length > 0;) {
    const rows = await insertRows(
      tx,
      missing.map((participant) => {
        const id = newId('l', services.randomBytes, 6)
        return {
          id,
          workshop_id: workshop.id,
          participant_id: participant.id,
          state,
          account_id: role.accountId,
          role_arn: role.roleArn,
          session_name: `${participant.handle}-${id}`,
          starts_at: startsAt,
          ends_at: endsAt,
          created_at: now,
          updated_at: now,
        }
      }),
    )
    const lease = new Map(rows.map((row) => [row.participant_id, row]))
    made.push(
      ...missing.flatMap((participant) => {
        const row = lease.get(participant.id)
        return row === undefined ? [] : [{ lease: row, participant, workshop }]
      }),
    )
    missing = missing.filter(({ id }) => !lease.has(id))
  }
  for (const { lease } of made) {
    const ids = { workshopId: workshop.id, participantId: lease.participant_id, leaseId: lease.id }
    const { session_name: sessionName } = lease
    record({ action: 'lease.created', ...ids, roleArn: role.roleArn, sessionName })
    if (state === 'active') record({ action: 'lease.started', ...ids, sessionName })
  }
  // One that ends with the workshop is ended by the workshop's own job.
  if (endsAt < workshop.ends_at) {
    await services.jobs.schedule(tx, { name: 'leases-change', workshopId: workshop.id }, endsAt)
  }
  return made
}

// PostgreSQL takes 65,535 parameters.
const rowsAtOnce = 1000

async function insertRows(tx: Change['tx'], values: readonly Insertable<LeaseTable>[]): Promise<LeaseRow[]> {
  const rows: LeaseRow[] = []
  for (let start = 0; start < values.length; start += rowsAtOnce) {
    rows.push(
      ...(await tx
        .insertInto('lease')
        .values(values.slice(start, start + rowsAtOnce))
        .onConflict((conflict) => conflict.column('id').doNothing())
        .returningAll()
        .execute()),
    )
  }
  return rows
}

async function refuseFull({ tx, now }: Change, workshop: Workshop, wanted: number): Promise<void> {
  const { taken } = await tx
    .selectFrom('lease')
    .select((select) => select.fn.countAll<number>().as('taken'))
    .where('workshop_id', '=', workshop.id)
    .where('state', 'in', liveStates)
    .where('ends_at', '>', now)
    .executeTakeFirstOrThrow()
  if (taken + wanted <= workshop.seats) return
  const problem =
    taken >= workshop.seats
      ? `all ${workshop.seats} seats are taken`
      : `${workshop.seats - taken} of ${workshop.seats} seats are free, and ${wanted} are needed`
  throw new HallpassError('WorkshopFull', problem, {
    hint: 'give the workshop more seats, or end leases that are no longer needed',
  })
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
function leaseEnd(workshop: Workshop, startsAt: Date, { endsAt, durationSeconds }: LeaseTerms): Date {
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
