import { sql } from 'kysely'
import type { Transaction } from '../store/index.ts'

const rowsAtOnce = 500

/**
 * Copies all rows of a table, in portions, as PostgreSQL's own JSON of a row: it keeps every type as it is. The audit
 * goes in its order, and the target's own trigger makes each hash anew from the entries.
 */
export async function copyTable(source: Transaction, target: Transaction, table: string): Promise<void> {
  const order = table === 'audit' ? sql`order by seq` : sql``
  await sql`declare moving no scroll cursor for
    select row_to_json(t)::text as line from ${sql.id(table)} t ${order}`.execute(source)
  for (;;) {
    const { rows } = await sql<{ line: string }>`fetch ${sql.lit(rowsAtOnce)} from moving`.execute(source)
    if (rows.length > 0) await insertRows(target, table, `[${rows.map(({ line }) => line).join(',')}]`)
    if (rows.length < rowsAtOnce) break
  }
  await sql`close moving`.execute(source)
}

async function insertRows(target: Transaction, table: string, lines: string): Promise<void> {
  await sql`insert into ${sql.id(table)} overriding system value
    select * from json_populate_recordset(null::${sql.id(table)}, ${lines}::json)`.execute(target)
}

/** Lets the target count on from where the source was. */
export async function moveCounters(target: Transaction, tables: readonly string[]): Promise<void> {
  const { rows } = await sql<{ table: string; column: string }>`
    select table_name as table, column_name as column from information_schema.columns
    where table_schema = current_schema() and is_identity = 'YES'`.execute(target)
  for (const { table, column } of rows.filter((row) => tables.includes(row.table))) {
    await sql`select setval(pg_get_serial_sequence(quote_ident(${table}), ${column}), max(${sql.id(column)}))
      from ${sql.id(table)} having max(${sql.id(column)}) is not null`.execute(target)
  }
}

/** How many rows a table has, and a hash of all that is in them, whatever their order. */
export async function tableDigest(
  tx: Transaction,
  table: string,
): Promise<{ readonly rows: number; readonly hash: string }> {
  const { rows } = await sql<{ rows: number; hash: string }>`
    select count(*) as rows, coalesce(md5(string_agg(hash, '' order by hash collate "C")), '') as hash
    from (select md5(t::text) as hash from ${sql.id(table)} t) each`.execute(tx)
  return rows[0] ?? { rows: 0, hash: '' }
}
