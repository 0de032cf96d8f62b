import type { Actor } from '../actor/index.ts'
import { change, type Services } from '../change/index.ts'
import { denyEnded, liveLeases, moveLeases, settleLeases } from '../lease/index.ts'
import type { Denied } from '../ports/index.ts'
import {
  checkVersion,
  moveWorkshop,
  requireWorkshop,
  type Workshop,
  type WorkshopMove,
} from '../workshop/index.ts'

/** Which workshop, and why. */
export interface WorkshopSelection {
  readonly workshopId: string
  /** The version it was read at, where one is meant. */
  readonly version?: number | undefined
  readonly reason?: string | undefined
}

export interface MovedWorkshop {
  readonly workshop: Workshop
  /** For leases that lost their access: whether AWS denies them already. */
  readonly denied: readonly Denied[]
}

/**
 * Opens a draft: leases that wait for it begin with it.
 *
 * @throws HallpassError `StateConflict`, `VersionConflict`, `NotFound`, `Forbidden`
 */
export function openWorkshop(
  services: Services,
  actor: Actor,
  selection: WorkshopSelection,
): Promise<MovedWorkshop> {
  return move(services, actor, selection, 'open')
}

/**
 * Ends a workshop and everybody's access, now. Repeated, it changes nothing.
 *
 * @throws HallpassError `VersionConflict`, `NotFound`, `Forbidden`
 */
export function endWorkshop(
  services: Services,
  actor: Actor,
  selection: WorkshopSelection,
): Promise<MovedWorkshop> {
  return move(services, actor, selection, 'end')
}

/**
 * Puts an ended workshop away.
 *
 * @throws HallpassError `StateConflict`, `VersionConflict`, `NotFound`, `Forbidden`
 */
export function archiveWorkshop(
  services: Services,
  actor: Actor,
  selection: WorkshopSelection,
): Promise<MovedWorkshop> {
  return move(services, actor, selection, 'archive')
}

const actionOf = { open: 'workshop.opened', end: 'workshop.ended', archive: 'workshop.archived' } as const

async function move(
  services: Services,
  actor: Actor,
  { workshopId, version, reason }: WorkshopSelection,
  how: WorkshopMove,
): Promise<MovedWorkshop> {
  const operation = how === 'end' ? 'workshop.end' : 'workshop.change'
  const moved = await change(services, actor, async (changing) => {
    const { tx, now, record } = changing
    const before = await requireWorkshop(tx, actor, operation, workshopId, 'lock')
    checkVersion(before.version, version)
    const over = before.state === 'ended' || before.state === 'archived'
    if (how === 'end' && over) return { workshop: before, ended: [] }
    const state = moveWorkshop(before.state, how)
    const row = await tx
      .updateTable('workshop')
      .set({
        state,
        version: before.version + 1,
        updated_at: now,
        ...(how === 'end' ? { ended_at: now } : {}),
      })
      .where('id', '=', workshopId)
      .returningAll()
      .executeTakeFirstOrThrow()
    record({ action: actionOf[how], workshopId, ...(reason === undefined ? {} : { reason }) })
    const workshop = { ...before, ...row }
    const live = await liveLeases(changing, workshop)
    const ended =
      how === 'end'
        ? await moveLeases(changing, live, 'end', { reason: reason ?? 'the workshop ended' })
        : (await settleLeases(changing, live)).ended
    await services.revoking.want(tx, ended)
    return { workshop, ended }
  })
  return { workshop: moved.workshop, denied: await denyEnded(services, moved.ended) }
}
