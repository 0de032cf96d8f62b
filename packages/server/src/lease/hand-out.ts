import { HallpassError } from 'hallpass'
import { sql } from 'kysely'
import { type Actor, systemActor } from '../actor/index.ts'
import { gather } from '../base/index.ts'
import { change, type Change, type Services } from '../change/index.ts'
import type { LeaseRow, Transaction } from '../store/index.ts'
import type { LeaseInFull } from './read-lease.ts'
import { leaseStateAt } from './states.ts'

/** What is about to be handed out, to whom. */
export interface HandingOut {
  readonly actor: Actor
  readonly subject: LeaseInFull
  readonly action: 'credentials.issued' | 'console.opened'
  readonly accessKeyId: string
  readonly aliveUntil: Date
}

/**
 * Writes down what is about to be handed out. Whoever took the lease its right while AWS was asked has not denied
 * what did not exist: then it is not handed out.
 *
 * @throws HallpassError `StateConflict`
 */
export async function handOut(services: Services, handing: HandingOut): Promise<void> {
  const refused = await writeDown(services, handing)
  if (refused !== undefined) throw refused
}

/** A commit each would be the slowest part of a class's first keys: those who come at once share one. */
const writeDown = gather((services: Services, all: readonly HandingOut[]) =>
  change(services, systemActor('desk'), async (changing) => {
    const leases = await lockedLeases(
      changing.tx,
      all.map(({ subject }) => subject.lease.id),
    )
    const refusals = all.map((handing) => {
      const lease = leases.get(handing.subject.lease.id)
      const state = lease && leaseStateAt(lease, handing.subject.workshop, changing.now)
      if (
        lease === undefined ||
        state !== 'active' ||
        lease.session_name !== handing.subject.lease.session_name
      )
        return notActive(state ?? 'ended')
      recordHandOut(changing, lease, handing)
      leases.set(lease.id, handedOut(lease, handing, changing.now))
      return undefined
    })
    const given = new Set(
      all.filter((_, index) => refusals[index] === undefined).map(({ subject }) => subject.lease.id),
    )
    await updateLeases(
      changing.tx,
      [...leases.values()].filter(({ id }) => given.has(id)),
    )
    return refusals
  }),
)

async function lockedLeases(tx: Transaction, ids: readonly string[]): Promise<Map<string, LeaseRow>> {
  const rows = await tx
    .selectFrom('lease')
    .selectAll()
    .where('id', 'in', [...new Set(ids)])
    // Always in the same order: two who lock several never wait for each other.
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

function handedOut(lease: LeaseRow, { action, accessKeyId, aliveUntil }: HandingOut, now: Date): LeaseRow {
  const { alive_until: before } = lease
  return {
    ...lease,
    state: 'active',
    first_used_at: lease.first_used_at ?? now,
    last_issued_at: now,
    last_access_key_id: accessKeyId,
    alive_until: before !== null && before > aliveUntil ? before : aliveUntil,
    console_opened_at: action === 'console.opened' ? now : lease.console_opened_at,
  }
}

async function updateLeases(tx: Transaction, leases: readonly LeaseRow[]): Promise<void> {
  if (leases.length === 0) return
  const column = <K extends keyof LeaseRow>(name: K): LeaseRow[K][] => leases.map((lease) => lease[name])
  await sql`
    update lease set state = 'active', first_used_at = made.first_used_at, last_issued_at = made.last_issued_at,
      last_access_key_id = made.access_key_id, alive_until = made.alive_until, console_opened_at = made.console_opened_at
    from unnest(
      ${column('id')}::text[], ${column('first_used_at')}::timestamptz[], ${column('last_issued_at')}::timestamptz[],
      ${column('last_access_key_id')}::text[], ${column('alive_until')}::timestamptz[],
      ${column('console_opened_at')}::timestamptz[]
    ) as made(id, first_used_at, last_issued_at, access_key_id, alive_until, console_opened_at)
    where lease.id = made.id`.execute(tx)
}

function recordHandOut(
  { record }: Change,
  lease: LeaseRow,
  { actor, subject, action, accessKeyId, aliveUntil }: HandingOut,
): void {
  const whom = {
    workshopId: subject.workshop.id,
    participantId: subject.participant.id,
    leaseId: lease.id,
    sessionName: lease.session_name,
  }
  if (lease.state === 'pending') record({ action: 'lease.started', ...whom }, actor)
  if (lease.first_used_at === null) record({ action: 'lease.first-used', ...whom }, actor)
  record(
    {
      action,
      ...whom,
      roleArn: lease.role_arn,
      accessKeyId,
      detail: { aliveUntil: aliveUntil.toISOString() },
    },
    actor,
  )
}

/** Why a lease in a state gives nothing. */
export function notActive(state: string): HallpassError {
  const hints: Readonly<Record<string, string>> = {
    pending: 'wait until the workshop is open and has begun',
    suspended: 'ask the instructor to resume it',
    revoked: 'ask the instructor',
    ended: 'ask the instructor for a new one',
    active: 'it was changed meanwhile: ask again',
  }
  return new HallpassError(
    'StateConflict',
    state === 'active' ? 'this lease was just changed' : `this lease is ${state}`,
    { hint: hints[state], facts: { name: state } },
  )
}
