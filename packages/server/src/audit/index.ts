export { append, holdAudit } from './append.ts'
export { readEntry, recordedEntries } from './recorded-entries.ts'
export {
  type Action,
  actions,
  type AuditEntry,
  auditEntry,
  type Happening,
  type RecordedEntry,
} from './entry.ts'
export { type AuditFilter, readAudit, readChain } from './read-audit.ts'
export { auditLine, type ChainedRow, type ChainFinding, parseAuditLine, verifyAuditChain } from 'hallpass'
