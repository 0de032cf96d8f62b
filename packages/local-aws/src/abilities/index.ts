/**
 * What a session may do, by the policies, told so that people can read it. Pure, as the policy language is.
 *
 * @module
 */
export { type Ability, abilities, type AbilityId, notable } from './abilities.ts'
export type { Allowed, Whole } from './allowed.ts'
export { type AbilitiesInWords, inWords, sentenceText } from './in-words.ts'
export type { SessionPolicies } from './judge.ts'
export type { SessionFacts } from './known-session.ts'
export type { Sentence } from './rule-words.ts'
export { type Rule, type Rules, type RuleText, ruleText } from './rules.ts'
export { sampleSession } from './sample-session.ts'
export { type Told, tellAbilities } from './tell-abilities.ts'
export { words } from './words.ts'
