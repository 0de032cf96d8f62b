export { attachCluster } from './attach-cluster.ts'
export { startCluster, type Cluster, type ClusterOptions } from './cluster.ts'
