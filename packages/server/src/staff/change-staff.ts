import { type Actor, authorize } from '../actor/index.ts'
import { change, type Changing } from '../change/index.ts'
import type { StaffRow } from '../store/index.ts'
import { checkVersion } from '../workshop/index.ts'
import { refuseKnownEmail } from './add-staff.ts'
import { endTokens } from './end-access.ts'
import { checkStaff, type StaffInput } from './input.ts'
import { keepAnAdmin, lockStaff } from './lock-staff.ts'
import { loadStaff } from './read-staff.ts'

/**
 * Changes somebody's name, address or role. Their browsers have the new role with the next request; the tokens of
 * somebody who is an admin no more end, since nobody else may make any.
 *
 * @throws HallpassError `Forbidden`, `NotFound`, `InvalidInput`, `VersionConflict`
 * @throws HallpassError `StateConflict` for the last admin, and for an address that is somebody else's
 */
export async function changeStaff(
  services: Changing,
  actor: Actor,
  id: string,
  wanted: Partial<StaffInput>,
  version?: number,
): Promise<StaffRow> {
  authorize(actor, 'staff.manage')
  return change(services, actor, async ({ tx, now, record }) => {
    await lockStaff(tx)
    const before = await loadStaff(tx, id)
    checkVersion(before.version, version)
    const input = checkStaff({
      name: wanted.name ?? before.name,
      email: wanted.email === undefined ? before.email : wanted.email,
      role: wanted.role ?? before.role,
    })
    const changed = (['name', 'email', 'role'] as const).filter((field) => input[field] !== before[field])
    if (changed.length === 0) return before
    await refuseKnownEmail(tx, input.email, id)
    const demoted = before.role === 'admin' && input.role !== 'admin'
    if (demoted) await keepAnAdmin(tx, before)
    const tokens = demoted ? await endTokens(tx, id, now) : 0
    record({
      action: 'staff.changed',
      detail: {
        staffId: id,
        changed: changed.join(' '),
        ...(changed.includes('role') ? { role: input.role } : {}),
        ...(tokens > 0 ? { tokensEnded: tokens } : {}),
      },
    })
    return tx
      .updateTable('staff')
      .set({ ...input, version: before.version + 1, updated_at: now })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
  })
}
