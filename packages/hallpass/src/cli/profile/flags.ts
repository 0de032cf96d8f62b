import type { CachedSessionFlags } from '../cached/flags.ts'

/** What `hallpass profile add` takes: a session, as `hallpass process` issues it. */
export type ProfileAddFlags = Omit<CachedSessionFlags, 'noCache'>

/** What `hallpass profile paste` takes. */
export interface ProfilePasteFlags {
  readonly force?: boolean
  readonly region?: string
  readonly dryRun?: boolean
  readonly json?: boolean
}
