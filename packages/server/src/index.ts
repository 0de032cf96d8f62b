/**
 * The front desk: workshops, participants, leases, revocation and audit on PostgreSQL.
 *
 * @module
 */
export { type CommandWorld, runCommand } from './cli/index.ts'
export { type SampleOptions, type SampleServer, startSampleServer } from './start-sample.ts'
export { type RunningServer, type ServerOptions, startServer } from './start-server.ts'
