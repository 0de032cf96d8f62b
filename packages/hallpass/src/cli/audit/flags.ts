import type { ConnectionFlags } from '../workshop/connection-flags.ts'

export interface AuditVerifyFlags extends ConnectionFlags {
  readonly known?: string
  readonly json?: boolean
}

export interface AuditExportFlags extends ConnectionFlags {
  readonly workshop?: string
}
