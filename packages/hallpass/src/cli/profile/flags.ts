import type { CachedSessionFlags } from '../cached/flags.ts'
import type { VerboseFlag } from '../terminal/verbose.ts'

/** What `hallpass profile add` takes: a session, as `hallpass process` issues it. */
export type ProfileAddFlags = Omit<CachedSessionFlags, 'noCache' | 'dryRun'>

/** What `hallpass profile paste` takes. */
export interface ProfilePasteFlags extends VerboseFlag {
  readonly force?: boolean
  readonly region?: string
  readonly dryRun?: boolean
  readonly json?: boolean
}
