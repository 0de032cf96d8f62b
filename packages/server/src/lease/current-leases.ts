import { sql } from 'kysely'
import type { Change, Services } from '../change/index.ts'
import type { Workshop } from '../workshop/index.ts'
import { settleLeases } from './move-leases.ts'
import { type LeaseInFull, loadLeases } from './read-lease.ts'
import { liveStates } from './states.ts'

/** What somebody's latest lease comes to. */
export interface CurrentLease {
  /** The one that takes a seat. */
  readonly lease?: LeaseInFull | undefined
  /** Whether the latest one was revoked. */
  readonly revoked: boolean
  /** What the clock has ended, and nobody had written down: to be denied. */
  readonly ended: readonly LeaseInFull[]
}

/** The latest lease of each of some participants who have any, locked, as the clock has it. */
export async function currentLeases(
  services: Pick<Services, 'revoking'>,
  changing: Change,
  workshop: Workshop,
  participantIds: readonly string[],
): Promise<Map<string, CurrentLease>> {
  if (participantIds.length === 0) return new Map()
  const rows = await changing.tx
    .selectFrom('lease')
    .select('id')
    .distinctOn('participant_id')
    .where('participant_id', 'in', participantIds)
    .orderBy('participant_id')
    // Replicas' clocks need not agree on which is newer; of those that take a seat there is one at most.
    .orderBy(sql`state in ('pending', 'active', 'suspended')`, 'desc')
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute()
  const ids = rows.map(({ id }) => id)
  const { settled, ended } = await settleLeases(
    changing,
    await loadLeases(changing.tx, workshop, ids, 'lock'),
  )
  await services.revoking.want(changing.tx, ended)
  const over = new Set(ended.map(({ lease }) => lease.id))
  return new Map(
    settled.map((subject): [string, CurrentLease] => {
      const { id, state, participant_id: participantId } = subject.lease
      const isLive = liveStates.some((live) => live === state)
      return [
        participantId,
        {
          ...(isLive ? { lease: subject } : {}),
          revoked: state === 'revoked',
          ended: over.has(id) ? [subject] : [],
        },
      ]
    }),
  )
}
