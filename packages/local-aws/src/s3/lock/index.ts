/**
 * Object lock: what keeps a version of an object from being deleted.
 *
 * @module
 */
export { getObjectLegalHold, putObjectLegalHold } from './legal-hold.ts'
export { getObjectRetention, putObjectRetention } from './retention.ts'
