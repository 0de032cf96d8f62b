import { gather } from '../base/index.ts'
import type { Services } from '../change/index.ts'
import { denyEnded } from './end-access.ts'
import type { LeaseInFull } from './read-lease.ts'
import { type SeatAnswer, type SeatWanted, takeSeats } from './take-seats.ts'

export interface CreatedLease extends LeaseInFull {
  /** False when they had one already, which is then as it was. */
  readonly created: boolean
}

/** Those who come at once to the same workshop share a transaction. */
const together = gather<Services, SeatWanted, SeatAnswer>(takeSeats, ({ workshopId }) => workshopId)

/**
 * Gives somebody a lease, or finds the one they have.
 *
 * @throws HallpassError what `admit` throws; `StateConflict`, `WorkshopFull`, `NotFound`, `InvalidInput`
 */
export async function takeSeat(services: Services, wanted: SeatWanted): Promise<CreatedLease> {
  const { keyed } = services
  const taken = await together(keyed?.services ?? services, { ...wanted, mark: keyed?.mark })
  if (taken instanceof Error) throw taken
  await denyEnded(services, taken.ended)
  return { ...taken.lease, created: taken.created }
}
