import { serviceControl } from '../../authorize/index.ts'
import { nameKey, type PolicyDocument, type Role, type State } from '../../model/index.ts'
import { type Decision, evaluate, type NamedPolicy } from '../../policy/index.ts'
import type { Xml } from '../../protocol/index.ts'
import { missingContextKeys } from './missing-context-keys.ts'
import type { Simulation } from './simulation.ts'
import { statementPositions } from './statement-positions.ts'

type EvalDecision = 'allowed' | 'explicitDeny' | 'implicitDeny'

/** One action on one resource. */
interface SimulatedCase {
  readonly resource: string
  readonly decision: EvalDecision
  readonly matched: readonly Xml[]
  readonly missingKeys: readonly string[]
  readonly allowedByBoundary: boolean | undefined
  readonly allowedByOrganization: boolean | undefined
  /** What each kind of policy said, for another account's resource; empty for one's own. */
  readonly details: ReadonlyMap<string, string>
}

const words = {
  Allowed: 'allowed',
  ExplicitlyDenied: 'explicitDeny',
  ImplicitlyDenied: 'implicitDeny',
} as const

/** Most restrictive first: the decision over several resources is that of the most restrictive one. */
const restrictiveness: readonly EvalDecision[] = ['explicitDeny', 'implicitDeny', 'allowed']

/**
 * The `EvaluationResult` of one action: over all resources, and for each where any were named. Pauses after
 * each case.
 */
export function* simulatedResult(
  state: State,
  simulation: Simulation,
  action: string,
): Generator<undefined, Xml> {
  const { resources } = simulation
  const cases: SimulatedCase[] = []
  for (const resource of resources.length === 0 ? ['*'] : resources) {
    cases.push(simulateCase(state, simulation, action, resource))
    yield
  }
  const decision = restrictiveness.find((word) => cases.some((one) => one.decision === word))
  const decisive = cases.filter((one) => one.decision === decision)
  const missing = new Set(cases.flatMap(({ missingKeys }) => missingKeys))
  const boundary = cases.every(({ allowedByBoundary }) => allowedByBoundary === true)
  return {
    EvalActionName: action,
    EvalResourceName: cases.length === 1 ? cases[0]?.resource : '*',
    EvalDecision: decision,
    MatchedStatements: distinct(decisive.flatMap(({ matched }) => matched)),
    MissingContextValues: [...missing].toSorted(),
    OrganizationsDecisionDetail:
      cases[0]?.allowedByOrganization === undefined
        ? undefined
        : {
            AllowedByOrganizations: cases.every(
              ({ allowedByOrganization }) => allowedByOrganization === true,
            ),
          },
    PermissionsBoundaryDecisionDetail:
      cases[0]?.allowedByBoundary === undefined ? undefined : { AllowedByPermissionsBoundary: boundary },
    EvalDecisionDetails: resources.length === 0 ? undefined : decisive[0]?.details,
    ResourceSpecificResults: resources.length === 0 ? undefined : cases.map(resourceResult),
  }
}

function resourceResult(one: SimulatedCase): Xml {
  const { allowedByBoundary } = one
  return {
    EvalResourceName: one.resource,
    EvalResourceDecision: one.decision,
    MatchedStatements: one.matched,
    MissingContextValues: one.missingKeys,
    EvalDecisionDetails: one.details.size === 0 ? undefined : one.details,
    PermissionsBoundaryDecisionDetail:
      allowedByBoundary === undefined ? undefined : { AllowedByPermissionsBoundary: allowedByBoundary },
  }
}

function simulateCase(state: State, simulation: Simulation, action: string, resource: string): SimulatedCase {
  const { caller, identity, boundary, context } = simulation
  const role = /^sts:(?:assumerole|tagsession|setsourceidentity)/i.test(action)
    ? roleNamed(state, resource)
    : undefined
  const own = resourcePolicyOf(simulation, action, role)
  const owner = simulation.resourceOwner ?? /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(resource)?.[1]
  const request = {
    action,
    resource,
    principal: caller.principal,
    context,
    ...(owner === undefined ? {} : { resourceAccount: owner }),
  }
  const controls = serviceControl(state, caller)
  const decision = evaluate(request, {
    identity,
    ...(controls === undefined ? {} : { serviceControl: controls }),
    ...(boundary === undefined ? {} : { permissionsBoundary: boundary }),
    ...(own === undefined ? {} : { resource: own }),
  })
  const documents = [...identity, ...(boundary ? [boundary] : []), ...(own ? [own] : [])]
  const controlSteps = decision.steps.filter(({ kind }) => kind === 'service control policy')
  const boundaryStep = decision.steps.find(({ kind }) => kind === 'permissions boundary')
  return {
    resource,
    decision: words[decision.decision],
    matched: matchedStatements(decision, documents, (policy) => evaluate(request, { identity: [policy] })),
    missingKeys: missingContextKeys(
      documents.map(({ policy }) => policy),
      action,
      context,
    ),
    allowedByOrganization:
      controlSteps.length === 0 ? undefined : controlSteps.every(({ outcome }) => outcome === 'Allowed'),
    allowedByBoundary: boundaryStep && boundaryStep.outcome === 'Allowed',
    details: owner === undefined || owner === caller.account ? new Map() : crossAccountDetails(decision),
  }
}

/**
 * The resource's policy: the one that was given, or the trust policy where a role is to be assumed. AWS's own
 * simulator leaves trust policies out.
 */
function resourcePolicyOf(
  { resourcePolicy }: Simulation,
  action: string,
  role: Role | undefined,
): (PolicyDocument & { readonly kind: 'resource' | 'trust' }) | undefined {
  if (resourcePolicy === undefined) return role && { ...role.trust, kind: 'trust' }
  const kind = /^sts:/i.test(action) ? 'trust' : 'resource'
  return { ...resourcePolicy(kind), kind }
}

function roleNamed(state: State, arn: string): Role | undefined {
  const [, account = '', path = ''] = /^arn:aws[a-z-]*:iam::(\d{12}):role\/(.+)$/s.exec(arn) ?? []
  const role = state.accounts.get(account)?.roles.get(nameKey(path.slice(path.lastIndexOf('/') + 1)))
  return role?.arn === arn ? role : undefined
}

/** The statements that decided: the one that denies, or those that allow. */
function matchedStatements(
  decision: Decision,
  documents: readonly PolicyDocument[],
  evaluateAlone: (policy: NamedPolicy) => Decision,
): readonly Xml[] {
  if (decision.decision === 'ImplicitlyDenied') return []
  const deciding = [decision.by]
  if (decision.decision === 'Allowed') {
    deciding.push(...decision.steps.map(({ by }) => by))
    // Evaluated alone, each policy shows its own statement; together only the first that allows counts.
    if (decision.by?.kind === 'identity-based policy') {
      deciding.push(...documents.map((document) => evaluateAlone(document).by))
    }
  }
  return distinct(
    deciding
      .filter((by) => by !== undefined)
      // What the organisation says is told as a whole, not by its statements.
      .filter(({ kind }) => kind !== 'service control policy')
      .map(({ policy, kind, index }): Xml => {
        const document = documents.find(({ name }) => name === policy)
        const position = document && positionsOf(document)[index]
        const type = kind === 'resource-based policy' || kind === 'role trust policy' ? 'Resource' : 'IAM'
        return {
          SourcePolicyId: policy,
          SourcePolicyType: `${type} Policy`,
          StartPosition: position && { ...position.StartPosition },
          EndPosition: position && { ...position.EndPosition },
        }
      }),
  )
}

const positions = new WeakMap<PolicyDocument, ReturnType<typeof statementPositions>>()

function positionsOf(document: PolicyDocument): ReturnType<typeof statementPositions> {
  const known = positions.get(document) ?? statementPositions(document.text)
  positions.set(document, known)
  return known
}

function distinct(statements: readonly Xml[]): readonly Xml[] {
  return [...new Map(statements.map((statement) => [JSON.stringify(statement), statement])).values()]
}

function crossAccountDetails({ steps }: Decision): ReadonlyMap<string, string> {
  const details = new Map<string, string>()
  for (const { kind, outcome } of steps) {
    if (outcome === 'NotApplicable') continue
    if (kind === 'identity-based policy') details.set('IAM Policy', words[outcome])
    if (kind === 'resource-based policy' || kind === 'role trust policy') {
      details.set('Resource Policy', words[outcome])
    }
  }
  return details
}
