export { append } from './append.ts'
export { readEntry, recordedEntries } from './recorded-entries.ts'
export {
  type Action,
  actions,
  type AuditEntry,
  auditEntry,
  type Happening,
  type RecordedEntry,
} from './entry.ts'
export {
  type AuditFilter,
  type ChainedRow,
  type ChainFinding,
  chainLine,
  parseChainLine,
  readAudit,
  readChain,
  verifyChain,
} from './verify.ts'
