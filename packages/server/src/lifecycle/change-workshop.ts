import { HallpassError } from 'hallpass'
import type { Actor } from '../actor/index.ts'
import { change, type Services } from '../change/index.ts'
import { denyEnded, liveLeases, moveLeases, settleLeases } from '../lease/index.ts'
import {
  checkIssuer,
  checkVersion,
  checkWorkshop,
  newJoinCode,
  putRoles,
  requireWorkshop,
  type WorkshopInput,
} from '../workshop/index.ts'
import type { MovedWorkshop } from './move-workshop.ts'

/** What of a workshop is to be otherwise. */
export interface WorkshopChange extends Partial<WorkshopInput> {
  /** Replaces the join code: the old one, and the link and QR code with it, is good for nothing then. */
  readonly newJoinCode?: boolean | undefined
}

/**
 * Changes a workshop that is not over. Leases that were to last as long as it does go on doing so; none outlives it.
 * What sessions may do changes with the next that are made.
 *
 * @throws HallpassError `InvalidInput`, `StateConflict`, `VersionConflict`, `NotFound`, `Forbidden`
 */
export async function changeWorkshop(
  services: Services,
  actor: Actor,
  workshopId: string,
  wanted: WorkshopChange,
  version?: number,
): Promise<MovedWorkshop> {
  const changed = await change(services, actor, async (changing) => {
    const { tx, now, record } = changing
    const before = await requireWorkshop(tx, actor, 'workshop.change', workshopId, 'lock')
    checkVersion(before.version, version)
    if (before.state === 'ended' || before.state === 'archived') {
      throw new HallpassError('StateConflict', 'this workshop is over', {
        hint: 'create a new workshop',
        facts: { name: before.state },
      })
    }
    const { newJoinCode: replaceCode, ...fields } = wanted
    const input: WorkshopInput = { ...asInput(before), ...withoutUndefined(fields) }
    checkWorkshop(input)
    // One that the server has no more may stay: a workshop can be renamed and ended all the same.
    if (wanted.issuer !== undefined && wanted.issuer !== before.issuer) checkIssuer(services, wanted.issuer)
    const row = await tx
      .updateTable('workshop')
      .set({
        name: input.name,
        starts_at: input.startsAt,
        ends_at: input.endsAt,
        time_zone: input.timeZone ?? before.time_zone,
        seats: input.seats,
        issuer: input.issuer ?? before.issuer,
        duration_seconds: input.durationSeconds ?? before.duration_seconds,
        session_policy: input.sessionPolicy ?? null,
        session_tags: JSON.stringify(input.sessionTags ?? {}),
        regions: [...(input.regions ?? [])],
        console_allowed: input.consoleAllowed ?? before.console_allowed,
        join_mode: input.joinMode ?? before.join_mode,
        join_cap: input.joinCap ?? null,
        ...(replaceCode === true ? { join_code: newJoinCode(services) } : {}),
        version: before.version + 1,
        updated_at: now,
      })
      .where('id', '=', workshopId)
      .returningAll()
      .executeTakeFirstOrThrow()
    if (wanted.roles !== undefined) await putRoles(tx, workshopId, { roles: wanted.roles })
    const fieldNames = Object.keys(withoutUndefined(wanted)).toSorted().join(' ')
    record({ action: 'workshop.changed', workshopId, detail: { changed: fieldNames } })
    const workshop = { ...before, ...row, roles: input.roles }
    const live = await liveLeases(changing, workshop)
    const following = live.filter(
      ({ lease }) => lease.ends_at > row.ends_at || lease.ends_at.getTime() === before.ends_at.getTime(),
    )
    const moving = following.filter(({ lease }) => lease.ends_at.getTime() !== row.ends_at.getTime())
    const moved = await moveLeases(changing, moving, 'extend', { endsAt: row.ends_at })
    const byId = new Map(moved.map((subject) => [subject.lease.id, subject]))
    const { ended } = await settleLeases(
      changing,
      live.map((subject) => byId.get(subject.lease.id) ?? subject),
    )
    await services.revoking.want(tx, ended)
    await services.jobs.schedule(tx, { name: 'leases-change', workshopId }, row.starts_at)
    await services.jobs.schedule(tx, { name: 'workshop-ends', workshopId }, row.ends_at)
    return { workshop, ended }
  })
  return { workshop: changed.workshop, denied: await denyEnded(services, changed.ended) }
}

function asInput(workshop: Awaited<ReturnType<typeof requireWorkshop>>): WorkshopInput {
  return {
    name: workshop.name,
    roles: workshop.roles,
    issuer: workshop.issuer,
    startsAt: workshop.starts_at,
    endsAt: workshop.ends_at,
    timeZone: workshop.time_zone,
    seats: workshop.seats,
    durationSeconds: workshop.duration_seconds,
    sessionPolicy: workshop.session_policy,
    sessionTags: workshop.session_tags,
    regions: workshop.regions,
    consoleAllowed: workshop.console_allowed,
    joinMode: workshop.join_mode,
    joinCap: workshop.join_cap,
  }
}

function withoutUndefined<T extends object>(value: T): T {
  const copy = { ...value }
  for (const key in copy) if (copy[key] === undefined) delete copy[key]
  return copy
}
