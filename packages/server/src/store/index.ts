export { connectionConfig, type DatabaseAddress } from './connection/index.ts'
export {
  type Database,
  type DatabaseOptions,
  openDatabase,
  type OpenDatabase,
  type Transaction,
} from './database.ts'
export { attachCluster, type Cluster, type ClusterOptions, startCluster } from './embedded/index.ts'
export { migrate, migrateWithin, unappliedMigrations } from './migrate.ts'
export { asLoss } from './tell-loss.ts'
export { type ListenerOptions, openListener } from './listener.ts'
export type * from './tables.ts'
