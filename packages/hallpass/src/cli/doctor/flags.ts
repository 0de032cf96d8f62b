import type { CachedSessionFlags } from '../cached/flags.ts'

export interface DoctorFlags extends Omit<CachedSessionFlags, 'noCache' | 'dryRun'> {
  readonly consoleDuration?: number
  readonly json?: boolean
}
