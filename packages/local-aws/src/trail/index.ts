/**
 * What happened, as CloudTrail records it: kept in memory as far as it goes, made into records when asked for.
 *
 * @module
 */
export type { CloudTrailEvent, EventResource, SessionContext, UserIdentity } from './cloud-trail-event.ts'
export type { Answered } from './answered.ts'
export { createTrail, type EventFilter, type Trail } from './trail.ts'
