import { HallpassError } from 'hallpass'
import type { Action } from '../audit/index.ts'
import type { Change } from '../change/index.ts'
import type { LeaseSubject } from '../ports/index.ts'
import { type LeaseMove, leaseMoves, leaseStateAt } from './states.ts'

const actionOf: Readonly<Record<LeaseMove, Action>> = {
  start: 'lease.started',
  suspend: 'lease.suspended',
  resume: 'lease.resumed',
  revoke: 'lease.revoked',
  end: 'lease.ended',
  extend: 'lease.extended',
}

/** What else a move changes. */
export interface MoveDetails {
  readonly reason?: string | undefined
  readonly endsAt?: Date
}

/**
 * Moves locked leases, all by the same move, and writes each one down with who and why.
 *
 * @returns them as they are now
 * @throws HallpassError `StateConflict` when one of them cannot move so
 */
export async function moveLeases<Subject extends LeaseSubject>(
  { tx, now, record }: Pick<Change, 'tx' | 'now' | 'record'>,
  subjects: readonly Subject[],
  move: LeaseMove,
  { reason, endsAt }: MoveDetails = {},
): Promise<Subject[]> {
  const moved: Subject[] = []
  for (const subject of subjects) {
    const { lease } = subject
    const state = leaseMoves[lease.state][move]
    if (state === undefined) throw impossible(lease.state, move)
    const row = await tx
      .updateTable('lease')
      .set({
        state,
        version: lease.version + 1,
        updated_at: now,
        ...(reason === undefined ? {} : { reason }),
        ...(endsAt === undefined ? {} : { ...spanUntil(lease, endsAt), ending_soon_at: null }),
        ...(move === 'resume'
          ? { session_name: nextSessionName(lease.session_name), alive_until: null }
          : {}),
      })
      .where('id', '=', lease.id)
      .returningAll()
      .executeTakeFirstOrThrow()
    record({
      action: actionOf[move],
      workshopId: lease.workshop_id,
      participantId: lease.participant_id,
      leaseId: lease.id,
      sessionName: row.session_name,
      ...(reason === undefined ? {} : { reason }),
      ...(endsAt === undefined ? {} : { detail: { endsAt: endsAt.toISOString() } }),
    })
    moved.push({ ...subject, lease: row })
  }
  return moved
}

/**
 * Writes down what the clock has changed: those that began, those that are over. What is to happen to a lease is
 * decided on what comes back.
 */
export async function settleLeases<Subject extends LeaseSubject>(
  change: Pick<Change, 'tx' | 'now' | 'record'>,
  subjects: readonly Subject[],
): Promise<{ settled: Subject[]; ended: Subject[] }> {
  const due = subjects.map((subject) => ({
    subject,
    state: leaseStateAt(subject.lease, subject.workshop, change.now),
  }))
  const pick = (state: string): Subject[] =>
    due.flatMap((one) => (one.state === state && one.subject.lease.state !== state ? [one.subject] : []))
  const started = await moveLeases(change, pick('active'), 'start')
  const ended = await moveLeases(change, pick('ended'), 'end')
  const changed = new Map([...started, ...ended].map((subject) => [subject.lease.id, subject]))
  return { settled: subjects.map((subject) => changed.get(subject.lease.id) ?? subject), ended }
}

// A workshop that is over before a lease began takes the beginning along: a lease of no length gives no keys.
function spanUntil({ starts_at }: LeaseSubject['lease'], endsAt: Date) {
  return { starts_at: starts_at > endsAt ? endsAt : starts_at, ends_at: endsAt }
}

// Sessions under the name that was denied stay denied; those that come have another.
function nextSessionName(name: string): string {
  const [, base = name, count = '1'] = /^(.*-l-[0-9a-z]+?)(?:-(\d+))?$/.exec(name) ?? []
  return `${base}-${Number(count) + 1}`
}

function impossible(state: string, move: LeaseMove): HallpassError {
  const how: Readonly<Record<LeaseMove, string>> = {
    start: 'it does not wait to start',
    suspend: 'only a lease that is pending or active can be suspended',
    resume: 'only a suspended lease can be resumed',
    revoke: 'it is over already',
    end: 'it is over already',
    extend: 'a lease that is over is not extended: make a new one',
  }
  return new HallpassError('StateConflict', `this lease is ${state}`, {
    hint: how[move],
    facts: { name: state },
  })
}
