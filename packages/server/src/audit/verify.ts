import { createHash } from 'node:crypto'
import type { Database } from '../store/index.ts'

/** A row of the audit, as it is exported. */
export interface ChainedRow {
  readonly seq: number
  /** The entry, as the exact text that was hashed. */
  readonly entry: string
  /** SHA-256, hexadecimal. */
  readonly previousHash: string
  readonly hash: string
}

/** What a check of the chain found. */
export type ChainFinding =
  | {
      readonly ok: true
      readonly rows: number
      /** The hash of the last row. Kept elsewhere, it proves later that no row at the end was taken away. */
      readonly head: string
    }
  | { readonly ok: false; readonly seq: number; readonly problem: string }

const beginning = '00'.repeat(32)

/** Checks rows in order: numbers without a gap, each hash from the entry and the hash before it. */
export async function verifyChain(
  rows: AsyncIterable<ChainedRow> | Iterable<ChainedRow>,
): Promise<ChainFinding> {
  let seq = 0
  let head = beginning
  for await (const row of rows) {
    if (row.seq !== seq + 1) return { ok: false, seq: seq + 1, problem: `row ${seq + 1} is missing` }
    if (row.previousHash !== head) {
      return { ok: false, seq: row.seq, problem: 'it does not follow from the row before' }
    }
    const hash = createHash('sha256')
      .update(Buffer.from(row.previousHash, 'hex'))
      .update(`${row.seq} ${row.entry}`)
      .digest('hex')
    if (hash !== row.hash) return { ok: false, seq: row.seq, problem: 'it was changed' }
    seq = row.seq
    head = row.hash
  }
  return { ok: true, rows: seq, head }
}

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

/** A row as a line of JSON Lines. The entry stands in it as it is, so that whoever reads it can check the chain. */
export function chainLine({ seq, entry, previousHash, hash }: ChainedRow): string {
  return `{"seq":${seq},"previousHash":"${previousHash}","hash":"${hash}","entry":${entry}}\n`
}

/**
 * Reads a line of {@link chainLine} back.
 *
 * @throws SyntaxError for what is no such line
 */
export function parseChainLine(line: string): ChainedRow {
  const found =
    /^\{"seq":(\d+),"previousHash":"([0-9a-f]{64})","hash":"([0-9a-f]{64})","entry":(\{.*\})\}\n?$/s.exec(
      line,
    )
  if (found === null) throw new SyntaxError('not a line of an audit export')
  const [, seq, previousHash = '', hash = '', entry = ''] = found
  return { seq: Number(seq), previousHash, hash, entry }
}
