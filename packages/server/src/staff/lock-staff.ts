import { HallpassError } from 'hallpass'
import { sql } from 'kysely'
import type { StaffRow, Transaction } from '../store/index.ts'

/**
 * Lets one transaction at a time change who is staff, on whatever replica: what is read after this stays true until
 * it ends. Reading goes on.
 */
export async function lockStaff(tx: Transaction): Promise<void> {
  await sql`lock table staff in share row exclusive mode`.execute(tx)
}

/**
 * Somebody has to be left who can let others in. To be asked under {@link lockStaff}.
 *
 * @throws HallpassError `StateConflict` when there is no admin besides this one
 */
export async function keepAnAdmin(tx: Transaction, row: StaffRow): Promise<void> {
  if (!(await isLastAdmin(tx, row))) return
  throw new HallpassError('StateConflict', 'this is the last admin', {
    hint: 'make somebody else an admin first',
    facts: { name: 'last-admin' },
  })
}

/** Whether there is no admin besides this one. To be asked under {@link lockStaff}. */
export async function isLastAdmin(
  tx: Transaction,
  { id, role, disabled_at: at }: StaffRow,
): Promise<boolean> {
  if (role !== 'admin' || at !== null) return false
  const another = await tx
    .selectFrom('staff')
    .select('id')
    .where('role', '=', 'admin')
    .where('disabled_at', 'is', null)
    .where('id', '<>', id)
    .limit(1)
    .executeTakeFirst()
  return another === undefined
}
