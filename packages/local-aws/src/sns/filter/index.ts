/**
 * Filter policies: which of a topic's messages a subscription is for. Pure, and knows nothing of topics.
 *
 * @module
 */
export { FilterPolicyError } from './filter-policy-error.ts'
export { type FilterPolicy, type FilterScope, parseFilterPolicy } from './parse-filter-policy.ts'
export { type AttributeValue, matchesAttributes, matchesBody } from './matches.ts'
