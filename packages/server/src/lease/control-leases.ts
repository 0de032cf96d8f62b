import { HallpassError } from 'hallpass'
import { type Actor, authorize, notFound } from '../actor/index.ts'
import { change, type Services } from '../change/index.ts'
import type { Denied } from '../ports/index.ts'
import { checkVersion, requireWorkshop } from '../workshop/index.ts'
import { denyEnded } from './end-access.ts'
import { moveLeases, settleLeases } from './move-leases.ts'
import { leaseAuthorization, type LeaseInFull, loadLeases } from './read-lease.ts'
import { type LeaseMove, leaseMoves } from './states.ts'

/** Which leases of one workshop to do something with. */
export interface LeaseSelection {
  readonly workshopId: string
  readonly leaseIds: readonly string[]
  /** The version the lease was read at, where one is meant. */
  readonly version?: number | undefined
  /** Why, for the audit and for the person concerned. */
  readonly reason?: string | undefined
}

/** What became of them. */
export interface Controlled {
  readonly leases: readonly LeaseInFull[]
  /** For those that lost their access: whether AWS denies them already. */
  readonly denied: readonly Denied[]
}

/**
 * Suspends, resumes, revokes or ends leases: all of them, or none when one cannot. To revoke or end one that is
 * over already changes nothing and is no mistake. The answer is there when AWS has been told.
 *
 * @throws HallpassError `StateConflict`, `VersionConflict`, `NotFound`, `Forbidden`
 */
export async function controlLeases(
  services: Services,
  actor: Actor,
  selection: LeaseSelection,
  move: Extract<LeaseMove, 'suspend' | 'resume' | 'revoke' | 'end'>,
): Promise<Controlled> {
  const controlled = await change(services, actor, async (changing) => {
    const { settled, ended } = await select(services, actor, selection, changing)
    const overAlready = (move === 'revoke' || move === 'end') && move
    const moving = settled.filter(
      ({ lease }) => !(overAlready && leaseMoves[lease.state][overAlready] === undefined),
    )
    const moved = await moveLeases(changing, moving, move, { reason: selection.reason })
    const { settled: now } = await settleLeases(changing, moved)
    const cut = move === 'resume' ? ended : [...ended, ...now]
    await services.revoking.want(changing.tx, cut)
    const byId = new Map(now.map((subject) => [subject.lease.id, subject]))
    return { leases: settled.map((subject) => byId.get(subject.lease.id) ?? subject), cut }
  })
  return { leases: controlled.leases, denied: await denyEnded(services, controlled.cut) }
}

/**
 * Lets leases end later, or sooner; never after the workshop.
 *
 * @throws HallpassError `InvalidInput`, `StateConflict`, `VersionConflict`, `NotFound`, `Forbidden`
 */
export async function extendLeases(
  services: Services,
  actor: Actor,
  selection: LeaseSelection,
  endsAt: Date,
): Promise<Controlled> {
  const extended = await change(services, actor, async (changing) => {
    const { settled, ended } = await select(services, actor, selection, changing)
    const [first] = settled
    if (first !== undefined && endsAt > first.workshop.ends_at) {
      throw new HallpassError('InvalidInput', 'a lease does not outlive its workshop', {
        hint: `let the workshop end later first: it ends at ${first.workshop.ends_at.toISOString()}`,
        facts: { name: 'endsAt' },
      })
    }
    if (endsAt <= changing.now) {
      throw new HallpassError('InvalidInput', 'that moment has passed', {
        hint: 'give a later endsAt, or end the lease',
        facts: { name: 'endsAt' },
      })
    }
    const leases = await moveLeases(changing, settled, 'extend', { reason: selection.reason, endsAt })
    await services.jobs.schedule(
      changing.tx,
      { name: 'leases-change', workshopId: selection.workshopId },
      endsAt,
    )
    return { leases, ended }
  })
  return { leases: extended.leases, denied: await denyEnded(services, extended.ended) }
}

async function select(
  services: Services,
  actor: Actor,
  { workshopId, leaseIds, version }: LeaseSelection,
  changing: Parameters<Parameters<typeof change>[2]>[0],
): Promise<{ settled: LeaseInFull[]; ended: LeaseInFull[] }> {
  const workshop = await requireWorkshop(changing.tx, actor, 'lease.control', workshopId)
  const subjects = await loadLeases(changing.tx, workshop, leaseIds, 'lock')
  if (subjects.length < new Set(leaseIds).size) throw notFound()
  for (const subject of subjects) {
    authorize(actor, 'lease.control', leaseAuthorization(subject))
    checkVersion(subject.lease.version, version)
  }
  const { settled, ended } = await settleLeases(changing, subjects)
  await services.revoking.want(changing.tx, ended)
  return { settled, ended }
}
