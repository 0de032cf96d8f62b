/**
 * The IAM policy language: pure, without I/O and without a clock.
 *
 * @module
 */
export { evaluate } from './evaluate.ts'
export { denialMessage, explain } from './explain.ts'
export { MalformedPolicyError, parsePolicy, type PolicyUse } from './parse-policy.ts'
export type * from './types.ts'
