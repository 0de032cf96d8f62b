import { inWords, type AbilitiesInWords, type SessionFacts, tellAbilities } from '../abilities/index.ts'
import { asciiLowerCase } from '../policy/index.ts'
import { callerPolicies } from './caller-policies.ts'
import { requestContext, type RequestFacts, resourceContext } from './request-context.ts'
import { isOutOfSession } from './session-limits.ts'

/** Condition keys whose values are of a request, and not of the session that makes it. */
const keysOfRequests = new Set(['aws:requestedregion', 'aws:sourceip', 'aws:useragent'])

/**
 * In words, what a caller may do by its own policies, its session policy, its boundary and what its organisation
 * limits it to, now. What policies of resources add to it or take from it is not told.
 *
 * @returns `undefined` for the root user and for whoever has no policies: they are not told of
 */
export function tellAbilitiesOf(request: RequestFacts): AbilitiesInWords | undefined {
  const { caller, state } = request
  const { principal, session } = caller
  if (principal.type !== 'assumed-role' && principal.type !== 'federated-user' && principal.type !== 'user') {
    return undefined
  }
  const context = [...requestContext(request), ...resourceContext(request)]
  const known = new Map(
    context
      .map(([key, values]) => [asciiLowerCase(key), values] as const)
      .filter(([key]) => !keysOfRequests.has(key)),
  )
  const facts: SessionFacts = {
    principal,
    known,
    // What else a caller is, it has in every request or in none.
    isAbsent: (key) => !known.has(key) && isOfPrincipal(key),
    readVariable: (name) => (isOfPrincipal(name) ? known.get(name)?.[0] : undefined),
    mayNever: (action) => isOutOfSession(action, session),
  }
  return inWords(tellAbilities(callerPolicies(state, caller), facts), facts)
}

function isOfPrincipal(key: string): boolean {
  return /^(?:aws:(?:principal|userid$|username$|tokenissuetime$|sourceidentity$|federatedprovider$|multifactorauth)|saml:)/.test(
    key,
  )
}
