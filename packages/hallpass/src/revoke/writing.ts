import { HallpassError } from '../base/index.ts'
import type { Sleep } from '../wire/index.ts'
import type { RolePolicies } from './role-policies.ts'

/** What changing a role's policies needs besides the role. */
export interface Writing {
  /** By AWS's clock. */
  readonly now: Date
  readonly randomBytes: (size: number) => Uint8Array
  /** A number from 0 up to but not including 1. */
  readonly random: () => number
  readonly sleep: Sleep
  readonly signal: AbortSignal | undefined
}

/** Of many at work on the same role some have to come back, after a second on average: this often. */
export const maxAttempts = 60
const longestWaitMs = 2_000

/** Waits before the next attempt, longer from one to the next. */
export async function pause(attempt: number, { random, sleep, signal }: Writing): Promise<void> {
  await sleep(random() * Math.min(longestWaitMs, 50 * 2 ** attempt), signal)
}

/** The failure of whoever has come back often enough. */
export function tooBusy({ role }: RolePolicies, hint: string): HallpassError {
  return new HallpassError('AwsUnavailable', `too many change the policies of role ${role.roleName}`, {
    hint,
  })
}
