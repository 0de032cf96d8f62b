import { HallpassError } from 'hallpass'
import type { Actor } from '../../actor/index.ts'
import { latestLease, leaseStateAt } from '../../lease/index.ts'
import { readParticipant } from '../../participant/index.ts'
import type { LeaseRow, ParticipantRow } from '../../store/index.ts'
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
}

/**
 * The pass of whoever looks at the page.
 *
 * @throws HallpassError `NotSignedIn`
 * @throws HallpassError `NotFound` where there is no lease yet
 */
export async function readPass({ tools, actor }: PageCall): Promise<Pass> {
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
  return { actor, workshop, participant, lease, state: leaseStateAt(lease, workshop, services.now()) }
}

/** How a pass stands, in one line: what the page's script compares with what it was made of. */
export function passState({ state, lease, workshop }: Pass): string {
  return `${state} ${workshop.state} ${lease.ends_at.toISOString()}`
}

/** Tells the page's script how the pass stands now. */
export async function passStateAnswer(call: PageCall) {
  return answerJson(call, async () => ({ body: { pass: passState(await readPass(call)) } }))
}
