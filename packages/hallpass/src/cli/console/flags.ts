import type { CachedSessionFlags } from '../cached/flags.ts'

export interface ConsoleFlags extends CachedSessionFlags {
  readonly profile?: string
  readonly service?: string
  readonly destination?: string
  readonly issuer?: string
  readonly consoleDuration?: number
  readonly print?: boolean
  readonly stay?: boolean
  readonly browser?: string
  readonly isolate?: boolean
  readonly signOutFirst?: boolean
}
