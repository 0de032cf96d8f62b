export { auditLine, parseAuditLine } from './audit-line.ts'
export { type ChainedRow, type ChainFinding, verifyAuditChain } from './verify-audit-chain.ts'
