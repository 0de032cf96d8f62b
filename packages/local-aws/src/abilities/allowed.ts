import type { Condition } from '../policy/index.ts'
import type { AbilityId } from './abilities.ts'

/** What a session may do of one kind, where, and when. */
export interface Allowed {
  readonly ability: AbilityId
  readonly service: string
  /** Where nobody said where. */
  readonly everywhere: boolean
  /** Resource patterns: where alone, or where not when it is `everywhere`. */
  readonly places: readonly string[]
  /** Resource patterns: where not, of the places where alone. */
  readonly butNot: readonly string[]
  /** The regions alone in which it may; `undefined`: any. */
  readonly regions: readonly string[] | undefined
  /** What has to be as well, as the policies say it; empty: nothing. */
  readonly conditions: readonly Condition[]
}

/** Any action of a service is allowed on anything, or any of all services. */
export interface Whole {
  /** `*`: every service there is. */
  readonly service: string
  readonly regions: readonly string[] | undefined
  readonly conditions: readonly Condition[]
  /** What is not allowed of it after all. */
  readonly except: readonly AbilityId[]
}
