import { HallpassError } from 'hallpass'
import { isName } from '../../base/index.ts'
import { accountOf, type Actor, notFound } from '../../actor/index.ts'
import { change, type Changing, type Reading } from '../../change/index.ts'
import { lockStaff } from '../../staff/index.ts'
import type { Database, PasskeyRow, Transaction } from '../../store/index.ts'

/**
 * One's own passkeys, the oldest first.
 *
 * @throws HallpassError `Forbidden`
 */
export async function myPasskeys({ database }: Reading, actor: Actor): Promise<PasskeyRow[]> {
  return passkeysOf(database, accountOf(actor))
}

/** Somebody's, the oldest first, without asking who may. */
export async function passkeysOf(database: Database, staffId: string): Promise<PasskeyRow[]> {
  return database
    .selectFrom('passkey')
    .selectAll()
    .where('staff_id', '=', staffId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

/**
 * Gives one's own passkey another name.
 *
 * @throws HallpassError `Forbidden`, `NotFound`, `InvalidInput`
 */
export async function renamePasskey(
  services: Changing,
  actor: Actor,
  id: string,
  wanted: string,
): Promise<PasskeyRow> {
  const staffId = accountOf(actor)
  const name = checkName(wanted)
  return change(services, actor, async ({ tx, record }) => {
    const before = await ownPasskey(tx, staffId, id)
    if (before.name === name) return before
    record({ action: 'passkey.renamed', detail: { staffId, passkeyId: id, name } })
    return tx
      .updateTable('passkey')
      .set({ name })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
  })
}

/** Which passkey goes, and whether its owner knows what that means. */
export interface PasskeyRemoval {
  readonly passkeyId: string
  /** Also when it is the last one, without which an admin has to make a link. Default false. */
  readonly evenTheLast?: boolean | undefined
}

/**
 * Removes one's own passkey: it signs nobody in any more. Browsers that are signed in stay so.
 *
 * @throws HallpassError `Forbidden`, `NotFound`; `StateConflict` (`last-passkey`) for the last one, unless that is wanted
 */
export async function removePasskey(
  services: Changing,
  actor: Actor,
  { passkeyId, evenTheLast = false }: PasskeyRemoval,
): Promise<void> {
  const staffId = accountOf(actor)
  await change(services, actor, async ({ tx, record }) => {
    await lockStaff(tx)
    const { name } = await ownPasskey(tx, staffId, passkeyId)
    const all = await tx.selectFrom('passkey').select('id').where('staff_id', '=', staffId).execute()
    if (all.length === 1 && !evenTheLast) {
      throw new HallpassError('StateConflict', 'this is your last passkey', {
        hint: 'add another one first, or say that you want to be without',
        facts: { name: 'last-passkey' },
      })
    }
    await tx.deleteFrom('passkey').where('id', '=', passkeyId).execute()
    record({ action: 'passkey.removed', detail: { staffId, passkeyId, name } })
  })
}

/** @throws HallpassError `InvalidInput` */
export function checkName(name: string): string {
  const trimmed = name.trim()
  if (isName(trimmed, 60)) return trimmed
  throw new HallpassError('InvalidInput', 'a passkey’s name has 1 to 60 characters, on one line', {
    facts: { name: 'name' },
  })
}

async function ownPasskey(tx: Transaction, staffId: string, id: string): Promise<PasskeyRow> {
  const row = await tx
    .selectFrom('passkey')
    .selectAll()
    .where('id', '=', id)
    .where('staff_id', '=', staffId)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) throw notFound()
  return row
}
