import type { Change } from './change.ts'

/** Something in the account that is not as the model says. */
export interface Difference {
  /** What is different, for people. */
  readonly words: string
  /** What would put it right; `undefined` for what `apply` leaves to a person. */
  readonly repair: Change | undefined
  /** What a person can do about it. */
  readonly hint?: string
  /** It is a policy that hangs on a role beside those that the set-up says. */
  readonly isOtherPolicyOfRole?: boolean
  /** `apply` cannot reach the model while it is so, and begins nothing. */
  readonly blocks?: boolean
}
