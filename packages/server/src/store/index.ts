export type { DatabaseAddress } from './connection/index.ts'
export {
  type Database,
  type DatabaseOptions,
  openDatabase,
  type OpenDatabase,
  type Transaction,
} from './database.ts'
export { type Cluster, type ClusterOptions, startCluster } from './embedded/index.ts'
export { type Listener, openListener } from './listener.ts'
export { migrate } from './migrate.ts'
export type * from './tables.ts'
