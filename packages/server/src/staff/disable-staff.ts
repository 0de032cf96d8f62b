import { type Actor, authorize } from '../actor/index.ts'
import { type Change, change, type Changing } from '../change/index.ts'
import type { StaffRow } from '../store/index.ts'
import { checkVersion } from '../workshop/index.ts'
import { endAccess } from './end-access.ts'
import { keepAnAdmin, lockStaff } from './lock-staff.ts'
import { loadStaff } from './read-staff.ts'

/** Who is to be disabled or enabled, and why. */
export interface StaffSelection {
  readonly staffId: string
  /** With another version than this the change is refused. */
  readonly version?: number | undefined
  readonly reason?: string | undefined
}

/**
 * Takes somebody their access, at once and on every replica: browsers, links, the tokens that they made. Their
 * workshops go on, under the admins. Safe to repeat.
 *
 * @throws HallpassError `Forbidden`, `NotFound`, `VersionConflict`; `StateConflict` for the last admin
 */
export async function disableStaff(
  services: Changing,
  actor: Actor,
  { staffId, version, reason }: StaffSelection,
): Promise<StaffRow> {
  authorize(actor, 'staff.manage')
  return change(services, actor, async (changing) => {
    await lockStaff(changing.tx)
    const before = await loadStaff(changing.tx, staffId)
    checkVersion(before.version, version)
    if (before.disabled_by === 'admin') return before
    await keepAnAdmin(changing.tx, before)
    return takeAccess(changing, before, 'admin', reason)
  })
}

/** The same within a change, under {@link lockStaff}, whoever it is. */
export async function takeAccess(
  { tx, now, record }: Change,
  before: StaffRow,
  by: 'admin' | 'groups',
  reason?: string,
): Promise<StaffRow> {
  const ended = await endAccess(tx, before.id, now)
  record({
    action: 'staff.disabled',
    detail: { staffId: before.id, by, ...ended },
    ...(reason === undefined ? {} : { reason }),
  })
  return tx
    .updateTable('staff')
    .set({ disabled_at: now, disabled_by: by, version: before.version + 1, updated_at: now })
    .where('id', '=', before.id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/**
 * Lets somebody back in, by a new link or by OpenID Connect; what was ended stays ended. Safe to repeat.
 *
 * @throws HallpassError `Forbidden`, `NotFound`, `VersionConflict`
 */
export async function enableStaff(
  services: Changing,
  actor: Actor,
  { staffId, version, reason }: StaffSelection,
): Promise<StaffRow> {
  authorize(actor, 'staff.manage')
  return change(services, actor, async (changing) => {
    await lockStaff(changing.tx)
    const before = await loadStaff(changing.tx, staffId)
    checkVersion(before.version, version)
    return before.disabled_at === null ? before : giveAccess(changing, before, reason)
  })
}

/** The same within a change, under {@link lockStaff}. */
export async function giveAccess(
  { tx, now, record }: Change,
  before: StaffRow,
  reason?: string,
): Promise<StaffRow> {
  // What was made while the access was being taken came too late to be ended with the rest.
  await endAccess(tx, before.id, now)
  record({
    action: 'staff.enabled',
    detail: { staffId: before.id },
    ...(reason === undefined ? {} : { reason }),
  })
  return tx
    .updateTable('staff')
    .set({ disabled_at: null, disabled_by: null, version: before.version + 1, updated_at: now })
    .where('id', '=', before.id)
    .returningAll()
    .executeTakeFirstOrThrow()
}
