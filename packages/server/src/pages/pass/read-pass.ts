import { HallpassError } from 'hallpass'
import type { Actor } from '../../actor/index.ts'
import { latestLease, leaseStateAt } from '../../lease/index.ts'
import { readParticipant } from '../../participant/index.ts'
import type { Database, LeaseRow, ParticipantRow } from '../../store/index.ts'
import { texts } from '../../texts/index.ts'
import { loadWorkshop, type Workshop } from '../../workshop/index.ts'
import { answerJson, type PageCall } from '../frame/index.ts'

/** Whose pass it is, and how it stands now. */
export interface Pass {
  readonly actor: Actor & { readonly kind: 'participant' }
  readonly workshop: Workshop
  readonly participant: ParticipantRow
  readonly lease: LeaseRow
  readonly state: LeaseRow['state']
  /** Whether the keys that were had last are over before their time: everybody's of the role were ended. */
  readonly keysEnded: boolean
}

/**
 * The pass of whoever looks at the page.
 *
 * @throws HallpassError `NotSignedIn`
 * @throws HallpassError `NotFound` where there is no lease yet
 */
export async function readPass({
  tools,
  actor,
}: Pick<PageCall, 'actor'> & { readonly tools: Pick<PageCall['tools'], 'services'> }): Promise<Pass> {
  const words = texts.pass
  if (actor?.kind !== 'participant') {
    throw new HallpassError('NotSignedIn', words.nobody, { hint: words.nobodyHint })
  }
  const { services } = tools
  const participant = await readParticipant(services, actor, actor.id)
  const [workshop, lease] = await Promise.all([
    loadWorkshop(services.database, actor.workshopId),
    latestLease(services.database, actor.id),
  ])
  if (workshop === undefined || lease === undefined) {
    throw new HallpassError('NotFound', words.noLease, { hint: words.noLeaseHint })
  }
  const state = leaseStateAt(lease, workshop, services.now())
  const keysEnded = state === 'active' && (await endedForAll(services.database, lease))
  return { actor, workshop, participant, lease, state, keysEnded }
}

async function endedForAll(database: Database, lease: LeaseRow): Promise<boolean> {
  if (lease.last_issued_at === null) return false
  const found = await database
    .selectFrom('denial')
    .select('id')
    .where('role_arn', '=', lease.role_arn)
    .where('kind', '=', 'issued-before')
    .where('state', '<>', 'pruned')
    .where('issued_before', '>', lease.last_issued_at)
    .limit(1)
    .executeTakeFirst()
  return found !== undefined
}

/** How a pass stands, in one line: what the page's script compares with what it was made of. */
export function passState({ state, lease, workshop, keysEnded }: Pass): string {
  return `${state} ${workshop.state} ${lease.ends_at.toISOString()}${keysEnded ? ' new keys' : ''}`
}

/** Tells the page's script how the pass stands now. */
export async function passStateAnswer(call: PageCall) {
  return answerJson(call, async () => ({ body: { pass: passState(await readPass(call)) } }))
}
