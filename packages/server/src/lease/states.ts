import type { LeaseRow, LeaseState, WorkshopRow } from '../store/index.ts'

export type LeaseMove = 'start' | 'suspend' | 'resume' | 'revoke' | 'end' | 'extend'

/** The whole of a lease's life: from a state, by a move, to a state. What is not here cannot be. */
export const leaseMoves: Readonly<Record<LeaseState, Partial<Record<LeaseMove, LeaseState>>>> = {
  pending: { start: 'active', suspend: 'suspended', revoke: 'revoked', end: 'ended', extend: 'pending' },
  active: { suspend: 'suspended', revoke: 'revoked', end: 'ended', extend: 'active' },
  // Resumed before its start it waits for that again, which `start` follows on at once where it has come.
  suspended: { resume: 'pending', revoke: 'revoked', end: 'ended', extend: 'suspended' },
  revoked: {},
  ended: {},
}

/** The states in which a lease takes a seat. */
export const liveStates = ['pending', 'active', 'suspended'] as const satisfies readonly LeaseState[]

/**
 * The state a lease is in at a moment. The database may be behind: what the clock changes is written down by a job,
 * which may be late, and nobody gets a key for that.
 */
export function leaseStateAt(
  lease: Pick<LeaseRow, 'state' | 'starts_at' | 'ends_at'>,
  workshop: Pick<WorkshopRow, 'state' | 'starts_at' | 'ends_at'>,
  now: Date,
): LeaseState {
  if (lease.state === 'revoked' || lease.state === 'ended') return lease.state
  const over = workshop.state === 'ended' || workshop.state === 'archived'
  if (over || lease.ends_at <= now || workshop.ends_at <= now) return 'ended'
  const begun = workshop.state === 'open' && workshop.starts_at <= now && lease.starts_at <= now
  return lease.state === 'pending' && begun ? 'active' : lease.state
}
