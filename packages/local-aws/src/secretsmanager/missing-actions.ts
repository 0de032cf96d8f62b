/** The actions of Secrets Manager that AWS has and the local AWS does not, by their names. */
export const missingActions: ReadonlySet<string> = new Set([
  'CancelRotateSecret',
  'RemoveRegionsFromReplication',
  'ReplicateSecretToRegions',
  'RotateSecret',
  'StopReplicationToReplica',
])
