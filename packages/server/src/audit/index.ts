export { append } from './append.ts'
export {
  type Action,
  actions,
  type AuditEntry,
  auditEntry,
  type Happening,
  type RecordedEntry,
} from './entry.ts'
export {
  type ChainedRow,
  type ChainFinding,
  chainLine,
  parseChainLine,
  readChain,
  verifyChain,
} from './verify.ts'
