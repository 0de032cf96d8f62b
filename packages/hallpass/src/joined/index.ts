export { joinedFolder } from './joined-folder.ts'
export type { JoinedLease } from './joined-lease.ts'
export { createJoinedLeases, type JoinedLeases } from './joined-leases.ts'
export { type LeaseKeys, leaseKeys } from './lease-keys.ts'
