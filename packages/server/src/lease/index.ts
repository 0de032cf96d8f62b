export { type Controlled, controlLeases, extendLeases, type LeaseSelection } from './control-leases.ts'
export { createLease, createMissingLeases, type LeaseInput } from './create-lease.ts'
export { type Joining, joinWorkshop, refuseClosed, workshopOfCode } from './join-workshop.ts'
export { denyEnded } from './end-access.ts'
export {
  type LeaseToken,
  leaseTokenActor,
  makeLeaseToken,
  noLeaseToken,
  returnLeaseToken,
} from './lease-token.ts'
export { type MoveDetails, moveLeases, settleLeases } from './move-leases.ts'
export {
  latestLease,
  leaseAuthorization,
  type LeaseFilter,
  type LeaseInFull,
  listLeases,
  liveLeases,
  loadLeases,
  requireLease,
} from './read-lease.ts'
export { type LeaseMove, leaseMoves, leaseStateAt, liveStates } from './states.ts'
export { whoseKeys, type WhoseKeys } from './whose-keys.ts'
export type { CreatedLease } from './take-seat.ts'
export { leaseConsoleLink, leaseCredentials } from './use-lease.ts'
