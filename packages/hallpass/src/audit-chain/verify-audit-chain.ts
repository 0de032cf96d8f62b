import { createHash } from 'node:crypto'

/** A row of a server's audit, as it is exported. */
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

/**
 * Checks the rows of a server's audit in order: numbers without a gap, each hash from the entry and the hash before it.
 *
 * @param known - a row that was seen before, `seq` and `hash`: it has to be there still, as it was
 */
export async function verifyAuditChain(
  rows: AsyncIterable<ChainedRow> | Iterable<ChainedRow>,
  known?: Pick<ChainedRow, 'seq' | 'hash'>,
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
    if (known?.seq === row.seq && known.hash !== hash) {
      return { ok: false, seq: row.seq, problem: 'it is another one than was seen before' }
    }
    seq = row.seq
    head = row.hash
  }
  if (known !== undefined && known.seq > seq) {
    return { ok: false, seq: seq + 1, problem: `there were ${known.seq} rows before` }
  }
  return { ok: true, rows: seq, head }
}
