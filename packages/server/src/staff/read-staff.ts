import { type Actor, authorize, notFound } from '../actor/index.ts'
import type { Reading } from '../change/index.ts'
import type { Database, StaffRow } from '../store/index.ts'
import type { Page } from '../workshop/index.ts'

/**
 * Everybody who runs workshops, also those who may not any more; by id.
 *
 * @throws HallpassError `Forbidden`
 */
export async function listStaff({ database }: Reading, actor: Actor, page: Page): Promise<StaffRow[]> {
  authorize(actor, 'staff.manage')
  let query = database.selectFrom('staff').selectAll().orderBy('id').limit(page.limit)
  if (page.after !== undefined) query = query.where('id', '>', page.after)
  return query.execute()
}

/**
 * One of them.
 *
 * @throws HallpassError `Forbidden`, `NotFound`
 */
export async function readStaff({ database }: Reading, actor: Actor, id: string): Promise<StaffRow> {
  authorize(actor, 'staff.manage')
  return loadStaff(database, id)
}

/**
 * Reads one without asking who may. In a change, after {@link lockStaff}.
 *
 * @throws HallpassError `NotFound`
 */
export async function loadStaff(database: Database, id: string): Promise<StaffRow> {
  const row = await database.selectFrom('staff').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw notFound()
  return row
}
