import type { ChainedRow } from './verify-audit-chain.ts'

/** A row as a line of JSON Lines. The entry stands in it as it is, so that whoever reads it can check the chain. */
export function auditLine({ seq, entry, previousHash, hash }: ChainedRow): string {
  return `{"seq":${seq},"previousHash":"${previousHash}","hash":"${hash}","entry":${entry}}\n`
}

/**
 * Reads a line of {@link auditLine} back.
 *
 * @throws SyntaxError for what is no such line
 */
export function parseAuditLine(line: string): ChainedRow {
  const found =
    /^\{"seq":(\d{1,15}),"previousHash":"([0-9a-f]{64})","hash":"([0-9a-f]{64})","entry":(\{.*\})\}\r?\n?$/s.exec(
      line,
    )
  if (found === null) throw new SyntaxError('not a line of an audit export')
  const [, seq, previousHash = '', hash = '', entry = ''] = found
  return { seq: Number(seq), previousHash, hash, entry }
}
