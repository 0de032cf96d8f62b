import { AwsError } from '../base/index.ts'
import type { Call } from './action.ts'

/**
 * Refuses what began before a snapshot was loaded: it was allowed by policies, and is about things, that may be
 * gone. For whoever goes on after waiting, before anything is changed.
 *
 * @throws AwsError `OperationAborted`
 */
export function checkNotReplaced({ state, loads }: Pick<Call, 'state' | 'loads'>): void {
  if (state.loads === loads) return
  throw new AwsError(
    'OperationAborted',
    409,
    'A conflicting conditional operation is currently in progress against this resource. Please try again.',
    { reason: 'a snapshot was loaded while the request was under way' },
  )
}
