/**
 * The front desk: workshops, participants, leases, revocation and audit on PostgreSQL.
 *
 * @module
 */
export { migrate, openDatabase, startCluster } from './store/index.ts'
