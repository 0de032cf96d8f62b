import { HallpassError } from 'hallpass'
import type { Insertable } from 'kysely'
import type { Actor } from '../actor/index.ts'
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

/** A lease that is to be made. */
export interface LeaseToInsert {
  readonly participant: ParticipantRow
  readonly role: WorkshopRole
  readonly startsAt: Date
  readonly endsAt: Date
  /** Who makes it. Default: the change's actor. */
  readonly by?: Actor | undefined
}

/**
 * What a lease for somebody comes to.
 *
 * @throws HallpassError `InvalidInput`
 */
export function leaseToInsert(
  workshop: Workshop,
  now: Date,
  participant: ParticipantRow,
  terms: LeaseTerms = {},
  by?: Actor,
): LeaseToInsert {
  const role = chosenRole(workshop, terms.roleArn)
  const startsAt = workshop.starts_at > now ? workshop.starts_at : now
  return { participant, role, startsAt, endsAt: leaseEnd(workshop, startsAt, terms), by }
}

/** Adds leases for participants who have none. The workshop has to be locked, and to have the seats. */
export async function insertLeases(
  services: Pick<Changing, 'randomBytes' | 'jobs'>,
  { tx, now, record }: Change,
  workshop: Workshop,
  all: readonly LeaseToInsert[],
): Promise<LeaseInFull[]> {
  const made: LeaseInFull[] = []
  const of = new Map(all.map((one) => [one.participant.id, one]))
  // 30 random bits keep the names short, of which a role's policy has to hold many: then two may meet.
  for (let missing = [...all]; missing.length > 0;) {
    const rows = await insertRows(
      tx,
      missing.map(({ participant, role, startsAt, endsAt }) => {
        const id = newId('l', services.randomBytes, 6)
        return {
          id,
          workshop_id: workshop.id,
          participant_id: participant.id,
          state: leaseStateAt({ state: 'pending', starts_at: startsAt, ends_at: endsAt }, workshop, now),
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
      ...missing.flatMap(({ participant }) => {
        const row = lease.get(participant.id)
        return row === undefined ? [] : [{ lease: row, participant, workshop }]
      }),
    )
    missing = missing.filter(({ participant }) => !lease.has(participant.id))
  }
  for (const { lease } of made) {
    const by = of.get(lease.participant_id)?.by
    const ids = { workshopId: workshop.id, participantId: lease.participant_id, leaseId: lease.id }
    const { session_name: sessionName, role_arn: roleArn } = lease
    record({ action: 'lease.created', ...ids, roleArn, sessionName }, by)
    if (lease.state === 'active') record({ action: 'lease.started', ...ids, sessionName }, by)
  }
  // One that ends with the workshop is ended by the workshop's own job.
  const ends = new Set(all.flatMap(({ endsAt }) => (endsAt < workshop.ends_at ? [endsAt.getTime()] : [])))
  for (const end of ends) {
    await services.jobs.schedule(tx, { name: 'leases-change', workshopId: workshop.id }, new Date(end))
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

/** How many seats a workshop has left. */
export async function countFreeSeats({ tx, now }: Change, workshop: Workshop): Promise<number> {
  const { taken } = await tx
    .selectFrom('lease')
    .select((select) => select.fn.countAll<number>().as('taken'))
    .where('workshop_id', '=', workshop.id)
    .where('state', 'in', liveStates)
    .where('ends_at', '>', now)
    .executeTakeFirstOrThrow()
  return workshop.seats - taken
}

/** @throws HallpassError `WorkshopFull` when fewer seats are free than are wanted */
export function refuseFull({ seats }: Workshop, free: number, wanted: number): void {
  if (wanted <= free) return
  const all = seats === 1 ? 'the one seat is' : `all ${seats} seats are`
  const problem = free <= 0 ? `${all} taken` : `${free} of ${seats} seats are free, and ${wanted} are needed`
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
