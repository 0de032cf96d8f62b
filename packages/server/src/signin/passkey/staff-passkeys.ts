import { type Actor, authorize, notFound } from '../../actor/index.ts'
import { change, type Changing, type Reading } from '../../change/index.ts'
import { loadStaff, lockStaff } from '../../staff/index.ts'
import type { PasskeyRow } from '../../store/index.ts'
import { passkeysOf } from './my-passkeys.ts'

/**
 * The passkeys of somebody who runs workshops, the oldest first.
 *
 * @throws HallpassError `Forbidden`, `NotFound`
 */
export async function staffPasskeys(
  { database }: Reading,
  actor: Actor,
  staffId: string,
): Promise<PasskeyRow[]> {
  authorize(actor, 'staff.manage')
  return passkeysOf(database, (await loadStaff(database, staffId)).id)
}

/**
 * Removes somebody's passkey, for a device that was lost: it signs nobody in any more, be it the last one. Browsers
 * that are signed in stay so.
 *
 * @throws HallpassError `Forbidden`, `NotFound`
 */
export async function removeStaffPasskey(
  services: Changing,
  actor: Actor,
  { staffId, passkeyId }: { readonly staffId: string; readonly passkeyId: string },
): Promise<void> {
  authorize(actor, 'staff.manage')
  await change(services, actor, async ({ tx, record }) => {
    await lockStaff(tx)
    const removed = await tx
      .deleteFrom('passkey')
      .where('id', '=', passkeyId)
      .where('staff_id', '=', staffId)
      .returning('name')
      .executeTakeFirst()
    if (removed === undefined) throw notFound()
    record({ action: 'passkey.removed', detail: { staffId, passkeyId, name: removed.name } })
  })
}
