/**
 * Policy documents: what AWS stores, and what it refuses.
 *
 * @module
 */
export { MalformedPolicyError, type PolicyUse, parsePolicy } from './parse-policy.ts'
export type * from './policy.ts'
