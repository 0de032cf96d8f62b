import { AwsError } from '../base/index.ts'
import { type Decision, denialMessage, evaluate, type NamedPolicy } from '../policy/index.ts'
import type { AuthorizationNeed, Caller, Service } from '../protocol/index.ts'
import { callerPolicies } from './caller-policies.ts'
import { denialReason } from './denial-reason.ts'
import { requestContext, type RequestFacts, resourceContext } from './request-context.ts'

/** Evaluates, for one thing the caller wants to do, every policy that has a say in it. */
export function decide(facts: RequestFacts, need: AuthorizationNeed): Decision {
  const { caller, state } = facts
  const context = requestContext(facts)
  for (const [key, values] of resourceContext(facts, need.resourceAccount)) context.set(key, values)
  for (const [key, values] of need.context ?? []) context.set(key, values)
  const policies = callerPolicies(state, caller)
  return evaluate(
    {
      action: need.action,
      resource: need.resource,
      principal: caller.principal,
      context,
      ...(need.resourceAccount === undefined ? {} : { resourceAccount: need.resourceAccount }),
    },
    {
      ...policies,
      ...(need.action.startsWith('local:')
        ? { identity: (policies.identity ?? []).map(withoutNotAction) }
        : {}),
      ...(need.resourcePolicy === undefined ? {} : { resource: need.resourcePolicy }),
    },
  )
}

/**
 * What AWS does not have is allowed by its name or by `*` alone: who let somebody do everything of AWS but IAM, as
 * `PowerUserAccess` does, did not think of it.
 */
function withoutNotAction(named: NamedPolicy): NamedPolicy {
  const statements = named.policy.statements.map((statement) =>
    statement.effect === 'Deny' || statement.notActions === undefined
      ? statement
      : { ...statement, notActions: undefined, actions: [] },
  )
  return { ...named, policy: { ...named.policy, statements } }
}

/**
 * Why the caller may not do something: `AccessDenied` in the service's own words, with the whole explanation
 * as its `reason`. `undefined` when it may.
 */
export function refusalOf(
  facts: RequestFacts,
  service: Service | 'local',
  need: AuthorizationNeed,
): AwsError | undefined {
  const decision = decide(facts, need)
  if (decision.decision === 'Allowed') return undefined
  if (need.allowedByDefault === true && decision.decision === 'ImplicitlyDenied') return undefined
  return new AwsError('AccessDenied', 403, deniedText(service, facts.caller, need, decision), {
    reason: denialReason(decision),
  })
}

function deniedText(
  service: Service | 'local',
  caller: Caller,
  need: AuthorizationNeed,
  decision: Decision,
): string {
  const { principal } = caller
  // AWS does not say why a role may not be assumed: the caller may not know that it exists.
  if (need.resourcePolicy?.kind === 'trust') return plainDenial(principal, need)
  if (service !== 's3') {
    return need.named === undefined ? denialMessage(decision) : renamed(decision, need, need.named)
  }
  // S3 explains itself within an organisation, which all accounts here are in, and to nobody else.
  if (principal.type === 'anonymous') return 'Access Denied'
  return renamed(decision, need, need.action === 's3:ListAllMyBuckets' ? '' : `"${need.resource}"`)
}

function renamed(decision: Decision, { resource }: AuthorizationNeed, name: string): string {
  const named = name === '' ? '' : ` on resource: ${name}`
  return denialMessage(decision).replace(` on resource: ${resource}`, () => named)
}

/** The sentence without a reason, which STS answers whether the role refuses or does not exist. */
export function plainDenial(
  principal: Caller['principal'],
  need: { readonly action: string; readonly resource: string },
): string {
  if (principal.type === 'web-identity') return `Not authorized to perform ${need.action}`
  const who = 'arn' in principal ? `User: ${principal.arn}` : 'Caller'
  return `${who} is not authorized to perform: ${need.action} on resource: ${need.resource}`
}
