import type { ChainedRow } from 'hallpass'
import type { Database } from '../store/index.ts'

const rowsAtOnce = 1000

/** Which rows. */
export interface AuditFilter {
  readonly workshopId?: string
  readonly leaseId?: string
}

/** Rows in order, read in portions. */
export async function* readAudit(
  database: Database,
  { workshopId, leaseId }: AuditFilter,
  from = 1,
  limit = Number.MAX_SAFE_INTEGER,
): AsyncGenerator<ChainedRow> {
  let left = limit
  for (let next = from; left > 0;) {
    const wanted = Math.min(left, rowsAtOnce)
    let query = database
      .selectFrom('audit')
      .select(['seq', 'entry', 'previous_hash', 'hash'])
      .where('seq', '>=', next)
      .orderBy('seq')
      .limit(wanted)
    if (workshopId !== undefined) query = query.where('workshop_id', '=', workshopId)
    if (leaseId !== undefined) query = query.where('lease_id', '=', leaseId)
    const rows = await query.execute()
    for (const row of rows) {
      yield {
        seq: row.seq,
        entry: row.entry,
        previousHash: row.previous_hash.toString('hex'),
        hash: row.hash.toString('hex'),
      }
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < wanted) return
    left -= rows.length
    next = last.seq + 1
  }
}

/** All of it, for checking the chain. */
export function readChain(database: Database, from = 1): AsyncGenerator<ChainedRow> {
  return readAudit(database, {}, from)
}
