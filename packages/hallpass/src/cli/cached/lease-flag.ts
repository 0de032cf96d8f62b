import { textFlag } from '../terminal/flags.ts'

/** In place of what a session is asked with: a lease that this machine has joined. */
export interface LeaseFlag {
  readonly lease?: string
}

export const leaseFlag = {
  lease: { ...textFlag('PROFILE', 'a workshop you joined, by its profile'), optional: true },
} as const
