import type { EditSample } from './credentials-file/credentials-file.ts'
import type { AssumeRoleRates } from './local-aws/assume-role.ts'
import type { DecisionRates } from './local-aws/decisions.ts'
import type { MemorySample } from './local-aws/memory.ts'
import type { Machine } from './machine.ts'
import type { SessionsSample } from './sessions/sessions.ts'
import type { SetupSamples } from './setup/setup.ts'
import type { Sizes } from './sizes.ts'

/** Every sample of a run, in the order it was taken. */
export interface Results {
  readonly measuredOn: string
  readonly machine: Machine
  readonly sizes: Sizes
  readonly oneShot: Map<string, number[]>
  readonly oneShotWithoutLink: Map<string, number[]>
  readonly daily: Map<string, number[]>
  readonly profiles: Map<string, number[]>
  readonly sessions: Map<string, SessionsSample[]>
  readonly edits: { readonly fileBytes: number; readonly samples: Map<string, EditSample[]> }
  readonly setup: SetupSamples
  readonly ready: Map<string, number[]>
  readonly assumeRole: AssumeRoleRates
  readonly memory: Map<string, MemorySample>
  readonly decisions: DecisionRates
}
