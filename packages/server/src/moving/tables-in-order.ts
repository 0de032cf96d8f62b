import { sql } from 'kysely'
import { HallpassError } from 'hallpass'
import type { Transaction } from '../store/index.ts'

/** All tables of the server, those that others refer to first. Asked of the database: none can be forgotten. */
export async function tablesInOrder(tx: Transaction): Promise<string[]> {
  const tables = await sql<{ name: string }>`
    select c.relname as name from pg_class c
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and c.relname <> 'migration'
    order by 1`.execute(tx)
  const references = await sql<{ child: string; parent: string }>`
    select child.relname as child, parent.relname as parent
    from pg_constraint f
    join pg_class child on child.oid = f.conrelid
    join pg_class parent on parent.oid = f.confrelid
    where f.contype = 'f' and child.relnamespace = current_schema()::regnamespace and child.oid <> parent.oid`.execute(
    tx,
  )
  const ordered: string[] = []
  let left = tables.rows.map(({ name }) => name)
  while (left.length > 0) {
    const free = left.filter((name) =>
      references.rows.every(({ child, parent }) => child !== name || ordered.includes(parent)),
    )
    if (free.length === 0) {
      throw new HallpassError('DatabaseUnusable', `tables refer to each other: ${left.join(', ')}`)
    }
    ordered.push(...free)
    left = left.filter((name) => !free.includes(name))
  }
  return ordered
}
