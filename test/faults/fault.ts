import type { ErrorCode } from '../../packages/hallpass/src/base/errors.ts'
import type { Ended } from '../run-process.ts'
import type { FaultPlace } from './fault-place.ts'

/** One way to fail, made to happen for real: a row of docs/errors.md with its cause. */
export interface Fault {
  readonly code: ErrorCode
  /** What goes wrong, as the name of a test. */
  readonly cause: string
  /** Makes it happen: by the built command, or by the library where the command would take too long. */
  readonly happens: (place: FaultPlace) => Promise<Ended>
  /** The line after `error:`, whole. */
  readonly message: RegExp
  /** What stands after `hint:`, its lines joined; `undefined` where AWS's own sentence is all there is to say. */
  readonly hint: RegExp | undefined
}
