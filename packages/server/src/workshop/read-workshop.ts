import { sql } from 'kysely'
import { type Actor, authorize, notFound, type Operation, ownerKey, type Subject } from '../actor/index.ts'
import type { Reading } from '../change/index.ts'
import type { Database, WorkshopRow } from '../store/index.ts'
import type { WorkshopRole } from './input.ts'

/** A workshop with what belongs to it. */
export interface Workshop extends WorkshopRow {
  readonly roles: readonly WorkshopRole[]
  readonly owners: readonly string[]
}

/** Reads one, without asking who may. With `lock` nobody else changes it, or adds a lease, until the transaction ends. */
export async function loadWorkshop(
  database: Database,
  id: string,
  lock: 'lock' | 'no-lock' = 'no-lock',
): Promise<Workshop | undefined> {
  if (lock === 'lock') {
    const locked = await database
      .selectFrom('workshop')
      .select('id')
      .where('id', '=', id)
      // Not FOR UPDATE: what refers to a workshop looks whether it is there, also in who waits for what is held here.
      .forNoKeyUpdate()
      .executeTakeFirst()
    if (locked === undefined) return undefined
  }
  // After the lock: whoever was waited for may have changed any of it.
  const [workshop] = await loadWorkshops(database, [id])
  return workshop
}

/** Reads several at once, without asking who may, by id; those that there are not are left out. */
export async function loadWorkshops(database: Database, ids: readonly string[]): Promise<Workshop[]> {
  if (ids.length === 0) return []
  const rows = await database
    .selectFrom('workshop')
    .selectAll()
    .select([
      sql<string[]>`array(select account_id || ' ' || role_arn from workshop_role
        where workshop_id = workshop.id order by position)`.as('role_list'),
      sql<string[]>`array(select owner from workshop_owner where workshop_id = workshop.id)`.as('owners'),
    ])
    .where('id', 'in', ids)
    .orderBy('id')
    .execute()
  return rows.map(({ role_list: roles, ...workshop }) => ({
    ...workshop,
    roles: roles.map((role) => {
      const [accountId = '', roleArn = ''] = role.split(' ')
      return { accountId, roleArn }
    }),
  }))
}

/** What the authorisation of something in a workshop looks at. */
export function workshopSubject(workshop: Workshop): Subject {
  return { workshopId: workshop.id, owners: workshop.owners }
}

/**
 * Reads one for an actor who wants to do `operation` with it.
 *
 * @throws HallpassError `NotFound`, `Forbidden`
 */
export async function requireWorkshop(
  database: Database,
  actor: Actor,
  operation: Operation,
  id: string,
  lock: 'lock' | 'no-lock' = 'no-lock',
): Promise<Workshop> {
  authorize(actor, operation)
  const workshop = await loadWorkshop(database, id, lock)
  if (workshop === undefined) throw notFound()
  authorize(actor, operation, workshopSubject(workshop))
  return workshop
}

/** Where a list goes on. */
export interface Page {
  /** How many at most: 1 to 200. */
  readonly limit: number
  /** The id of the last one of the page before. */
  readonly after?: string | undefined
}

/** The workshops that an actor may see, by id. */
export async function listWorkshops(services: Reading, actor: Actor, page: Page): Promise<Workshop[]> {
  let query = visibleIds(services, actor).orderBy('id').limit(page.limit)
  if (page.after !== undefined) query = query.where('id', '>', page.after)
  const rows = await query.execute()
  return loadWorkshops(
    services.database,
    rows.map(({ id }) => id),
  )
}

/** The workshops that an actor may see, those that were made last: those of their own before the others'. */
export async function newestWorkshops(services: Reading, actor: Actor, limit: number): Promise<Workshop[]> {
  const owner = ownerKey(actor) ?? ''
  const rows = await visibleIds(services, actor)
    .orderBy(
      sql`exists (select from workshop_owner where workshop_id = workshop.id and owner = ${owner})`,
      'desc',
    )
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
  const ids = rows.map(({ id }) => id)
  const found = new Map((await loadWorkshops(services.database, ids)).map((one) => [one.id, one]))
  return ids.flatMap((id) => found.get(id) ?? [])
}

function visibleIds({ database }: Reading, actor: Actor) {
  authorize(actor, 'workshop.read')
  const query = database.selectFrom('workshop').select('id')
  const all =
    actor.kind === 'admin' ||
    actor.kind === 'system' ||
    (actor.kind === 'platform' && actor.workshopIds === 'all')
  if (all) return query
  const named = actor.kind === 'platform' && actor.workshopIds !== 'all' ? actor.workshopIds : []
  const own = database
    .selectFrom('workshop_owner')
    .select('workshop_id')
    .where('owner', '=', ownerKey(actor) ?? '')
  return query.where((where) =>
    where.or([where('id', 'in', own), ...(named.length > 0 ? [where('id', 'in', named)] : [])]),
  )
}
