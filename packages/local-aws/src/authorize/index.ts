/**
 * From a caller and what it wants to do to a decision, and to the refusal that AWS words.
 *
 * @module
 */
export { decide, plainDenial, refusalOf } from './decide.ts'
export { boundaryPolicy, identityPolicies } from './identity-policies.ts'
export { principalTags, type RequestFacts, requestContext } from './request-context.ts'
export { serviceControl } from './service-control.ts'
export { checkSessionLimits } from './session-limits.ts'
export { tellAbilitiesOf } from './tell-abilities-of.ts'
