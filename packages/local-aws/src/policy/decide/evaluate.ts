import { asciiLowerCase } from '../match/index.ts'
import type { NamedPolicy } from '../document/index.ts'
import type { Question } from './compile.ts'
import type {
  ApplicablePolicies,
  AuthorizationRequest,
  Decision,
  PolicyKind,
  Principal,
  Step,
} from './decision.ts'
import { type EvaluatedLayer, evaluateLayer } from './layer.ts'
import type { PrincipalMatch } from './principal.ts'
import { requestLookup } from './request-lookup.ts'

/**
 * Decides whether a request is allowed, as IAM does: an explicit Deny anywhere denies; then each kind of policy
 * that has a say must allow, except where a resource-based policy names the user or the session itself.
 *
 * Why statements did not apply is worded from `request` and `policies` when it is first read: do not change
 * them while the decision is in use.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluate(request: AuthorizationRequest, policies: ApplicablePolicies): Decision {
  const question = ask(request, policies)
  const layers = evaluateLayers(request, policies, question)
  const steps = layers.all.map((layer) => layer.step)
  const denial = steps.find((step) => step.outcome === 'ExplicitlyDenied')
  if (denial !== undefined)
    return { decision: 'ExplicitlyDenied', by: denial.by, missing: undefined, steps, request }
  const required = requiredLayers(request, policies, layers)
  const missing = required.find((layer) => layer.step.outcome === 'ImplicitlyDenied')
  if (missing !== undefined) {
    return { decision: 'ImplicitlyDenied', by: undefined, missing: missing.step.kind, steps, request }
  }
  const granting =
    layers.identity.step.by !== undefined && required.includes(layers.identity)
      ? layers.identity
      : layers.resource
  return { decision: 'Allowed', by: granting?.step.by, missing: undefined, steps, request }
}

interface EvaluatedLayers {
  /** Every layer there is, in the order of evaluation. */
  readonly all: readonly EvaluatedLayer[]
  /** What an organisation limits: each must allow, whatever else does. */
  readonly controls: readonly EvaluatedLayer[]
  readonly resource: EvaluatedLayer | undefined
  readonly identity: EvaluatedLayer
  /** What limits the identity's own permissions: the boundary and the session policies. */
  readonly limits: readonly EvaluatedLayer[]
}

function ask(request: AuthorizationRequest, policies: ApplicablePolicies): Question {
  return {
    action: request.action,
    lowerCaseAction: asciiLowerCase(request.action),
    resource: request.resource,
    principal: request.principal,
    hasBoundary: policies.permissionsBoundary !== undefined,
    lookup: requestLookup(request.context),
  }
}

function evaluateLayers(
  request: AuthorizationRequest,
  policies: ApplicablePolicies,
  question: Question,
): EvaluatedLayers {
  const { principal } = request
  const layer = (kind: PolicyKind, list: readonly NamedPolicy[]): EvaluatedLayer =>
    evaluateLayer(kind, list, question)
  const controls = (policies.resourceControl ?? []).map((level) => layer('resource control policy', level))
  if (isAwsPrincipal(principal)) {
    controls.push(...(policies.serviceControl ?? []).map((level) => layer('service control policy', level)))
  }
  const resource =
    policies.resource === undefined && !needsResourcePolicy(request, policies)
      ? undefined
      : layer(resourceKind(policies), policies.resource === undefined ? [] : [policies.resource])
  if (!hasIdentityPolicies(principal)) {
    const all = resource === undefined ? controls : [...controls, resource]
    return { all: [...all, withoutIdentity], controls, resource, identity: withoutIdentity, limits: [] }
  }
  const identity = layer('identity-based policy', policies.identity ?? [])
  const limits: EvaluatedLayer[] = []
  if (policies.permissionsBoundary !== undefined) {
    limits.push(layer('permissions boundary', [policies.permissionsBoundary]))
  }
  // A federated user has only what its session policies leave of the user's permissions.
  const session = policies.session ?? (principal.type === 'federated-user' ? [] : undefined)
  if (session !== undefined) limits.push(layer('session policy', session))
  const all = [...controls, ...(resource === undefined ? [] : [resource]), identity, ...limits]
  return { all, controls, resource, identity, limits }
}

/**
 * The layers that must allow, in the order in which a missing Allow is reported.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
function requiredLayers(
  request: AuthorizationRequest,
  policies: ApplicablePolicies,
  layers: EvaluatedLayers,
): EvaluatedLayer[] {
  const required = [...layers.controls]
  const { resource, identity, limits } = layers
  if (resource !== undefined && needsResourcePolicy(request, policies)) required.push(resource)
  if (!isAwsPrincipal(request.principal)) return required
  const grant = isSameAccount(request) ? grantWithinAccount(resource?.match) : 'none'
  if (grant === 'final') return required
  if (grant === 'none') required.push(identity)
  return [...required, ...limits]
}

/**
 * What an Allow of a resource-based policy is worth to a principal of the same account: `final` is not limited by
 * a boundary or a session policy, `limited` stands in for the identity-based policy only. Naming the account
 * hands the question to its own policies.
 */
function grantWithinAccount(match: PrincipalMatch | undefined): 'final' | 'limited' | 'none' {
  if (match === undefined || match === 'account') return 'none'
  return match === 'role' ? 'limited' : 'final'
}

/** Who has no policies of its own: the root user is allowed by default, the others only by the resource. */
const withoutIdentity: EvaluatedLayer = {
  step: {
    kind: 'identity-based policy',
    outcome: 'NotApplicable',
    by: undefined,
    mismatches: [],
  } satisfies Step,
  match: undefined,
}

function hasIdentityPolicies(principal: Principal): boolean {
  return principal.type === 'user' || principal.type === 'assumed-role' || principal.type === 'federated-user'
}

/** A principal of an account, as opposed to a service, an identity provider's subject or nobody. */
function isAwsPrincipal(principal: Principal): boolean {
  return principal.type === 'root' || hasIdentityPolicies(principal)
}

/** A trust policy must always allow; so must the resource's owner, to whoever is not of its account. */
function needsResourcePolicy(request: AuthorizationRequest, policies: ApplicablePolicies): boolean {
  return policies.resource?.kind === 'trust' || !isAwsPrincipal(request.principal) || !isSameAccount(request)
}

function isSameAccount({ principal, resourceAccount }: AuthorizationRequest): boolean {
  return resourceAccount === undefined || ('account' in principal && principal.account === resourceAccount)
}

function resourceKind(policies: ApplicablePolicies): PolicyKind {
  return policies.resource?.kind === 'trust' ? 'role trust policy' : 'resource-based policy'
}
