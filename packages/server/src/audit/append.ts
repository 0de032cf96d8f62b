import { printableJson } from 'hallpass'
import { sql } from 'kysely'
import type { Transaction } from '../store/index.ts'
import type { AuditEntry, RecordedEntry } from './entry.ts'

// PostgreSQL takes 65,535 parameters; the chain is made row by row anyway.
const rowsAtOnce = 1000

/**
 * Waits until nobody else adds to the audit, and keeps it so to the end of the transaction: for what must not happen
 * between what somebody else changes and its being told.
 */
export async function holdAudit(tx: Transaction): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('hallpass audit', 0))`.execute(tx)
}

/**
 * Adds entries to the chain. From here to the end of the transaction nobody else can add any: let it be the last
 * thing that a transaction does.
 */
export async function append(tx: Transaction, entries: readonly AuditEntry[]): Promise<RecordedEntry[]> {
  const recorded: RecordedEntry[] = []
  for (let start = 0; start < entries.length; start += rowsAtOnce) {
    const some = entries.slice(start, start + rowsAtOnce)
    const rows = await tx
      .insertInto('audit')
      // So that an export can be looked at in a terminal, byte for byte what was hashed.
      .values(some.map((entry) => ({ entry: printableJson(JSON.stringify(entry)) })))
      .returning('seq')
      .execute()
    recorded.push(...some.map((entry, index) => ({ ...entry, seq: rows[index]?.seq ?? 0 })))
  }
  return recorded
}
