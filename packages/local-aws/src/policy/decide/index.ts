/**
 * What the policies decide, and the words for it.
 *
 * @module
 */
export type * from './decision.ts'
export { evaluate } from './evaluate.ts'
export { denialMessage, explain } from './explain.ts'
