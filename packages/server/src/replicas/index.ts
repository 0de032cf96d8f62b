export { announceReplica, type AnnouncedReplica } from './announce-replica.ts'
export { disagreements, type Disagreement } from './disagreements.ts'
