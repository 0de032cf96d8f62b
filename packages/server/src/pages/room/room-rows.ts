import type { LeaseInFull } from '../../lease/index.ts'
import { leaseStateAt } from '../../lease/index.ts'
import { texts } from '../../texts/index.ts'
import { leftText, momentText, stateText } from '../frame/index.ts'
import type { RoomRow } from './room-row.ts'

export function roomRow({ lease, participant, workshop }: LeaseInFull, now: Date): RoomRow {
  const zone = workshop.time_zone
  const state = leaseStateAt(lease, workshop, now)
  const shown = (at: Date | null): string => (at === null ? '' : momentText(at, zone, false))
  const ends = state === 'active' || state === 'pending'
  return {
    id: participant.id,
    lease: lease.id,
    name: participant.name,
    state,
    says: stateText(state),
    firstSeen: shown(lease.first_used_at),
    lastKey: shown(lease.last_issued_at),
    console: shown(lease.console_opened_at),
    left: ends ? leftText(lease.ends_at, now) : '',
    ends: ends ? Math.floor(lease.ends_at.getTime() / 1000) : undefined,
  }
}

/** The states of people in a room, in the order of a day. */
export const statesOfDay: readonly string[] = ['active', 'pending', 'suspended', 'revoked', 'ended']

const alphabet = new Intl.Collator(texts.locale)

/** In the order of the alphabet. */
export function byName(one: { readonly name: string }, other: { readonly name: string }): number {
  return alphabet.compare(one.name, other.name)
}

/** How many there are of each state, in the order of a day. */
export function countStates(leases: readonly LeaseInFull[], now: Date): [state: string, count: number][] {
  const counts = new Map<string, number>()
  for (const { lease, workshop } of leases) {
    const state = leaseStateAt(lease, workshop, now)
    counts.set(state, (counts.get(state) ?? 0) + 1)
  }
  return statesOfDay.map((state) => [state, counts.get(state) ?? 0])
}
