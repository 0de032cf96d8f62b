import { parseClock } from '../base/index.ts'
import { SeedError, step } from './seed-error.ts'
import type { Seed } from './seed.ts'

/**
 * The clock that a seed sets, running from now on; the machine's where it sets none.
 *
 * @param machineClock default: the real one
 * @throws SeedError
 */
export function worldClock({ clock }: Seed, machineClock: () => Date = () => new Date()): () => Date {
  if (clock === undefined) return machineClock
  const aheadMs = parseClock(clock, machineClock())
  if (aheadMs === undefined) {
    throw new SeedError(
      '.clock',
      `must be a moment such as 2026-11-22T12:00:00Z, or +2h, not ${JSON.stringify(clock)}`,
    )
  }
  return () => new Date(machineClock().getTime() + aheadMs)
}

/**
 * Refuses a seed that is not for an instance with that first account.
 *
 * @throws SeedError
 */
export function checkFirst(seed: Seed, accountId: string): void {
  if (seed.accountId !== undefined && seed.accountId !== accountId) {
    throw new SeedError('.accountId', `is ${seed.accountId}, but the first account is to be ${accountId}`)
  }
  if (Object.hasOwn(seed.accounts ?? {}, accountId)) {
    const place = `.accounts${step(accountId)}`
    throw new SeedError(place, 'is the first account: what it has stands at the top, beside accounts')
  }
}
