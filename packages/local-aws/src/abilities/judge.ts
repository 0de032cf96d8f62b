import {
  type ApplicablePolicies,
  type Condition,
  type Decision,
  evaluate,
  globMatcher,
  type NamedPolicy,
  type Policy,
  type Statement,
} from '../policy/index.ts'
import type { KnownSession } from './known-session.ts'

/** Every policy that has a say in what a session may do, but those of resources. */
export type SessionPolicies = Pick<
  ApplicablePolicies,
  'identity' | 'permissionsBoundary' | 'session' | 'serviceControl'
>

/**
 * `sometimes`: it depends on something that is not known before it is tried. `unknown`: it was not looked at, there
 * is too much of the policies.
 */
export type Verdict = 'always' | 'sometimes' | 'unknown' | 'never'

export interface Judge {
  /** Tells what the policies make of an action on a resource, in a region. */
  readonly verdict: (action: string, resource: string, region: string) => Verdict
  /** The decision where all turns out well that is not known. */
  readonly atBest: (action: string, resource: string, region: string) => Decision
}

/**
 * Judges by the policy engine: as bad, and as good, as what is not known may turn out.
 *
 * @param mostEvaluations how often the engine is asked; after it, the verdict is `unknown`
 */
export function createJudge(
  policies: SessionPolicies,
  session: KnownSession,
  mostEvaluations: number,
): Judge {
  const isKnown = statementsOf(policies).every((one) => openConditions(one, session).length === 0)
  const best = applicable(policies, (policy) => rewritten(policy, 'best', session))
  const worst = applicable(policies, (policy) => rewritten(policy, 'worst', session))
  const known = new Map<string, Verdict>()
  let evaluations = 0
  const decide = (
    [action, resource, region]: readonly [string, string, string],
    luck: ApplicablePolicies,
  ): Decision => {
    evaluations += 1
    const { principal } = session
    return evaluate({ action, resource, principal, context: session.contextIn(region) }, luck)
  }
  const judged = (request: readonly [string, string, string]): Verdict => {
    if (session.mayNever?.(request[0]) === true) return 'never'
    if (evaluations >= mostEvaluations) return 'unknown'
    if (decide(request, best).decision !== 'Allowed') return 'never'
    if (isKnown) return 'always'
    return decide(request, worst).decision === 'Allowed' ? 'always' : 'sometimes'
  }
  return {
    verdict: (...request) => {
      const key = request.join('\n')
      const before = known.get(key)
      if (before !== undefined) return before
      const verdict = judged(request)
      known.set(key, verdict)
      return verdict
    },
    atBest: (...request) => decide(request, best),
  }
}

/** Every statement, of whatever policy. */
export function statementsOf({
  identity = [],
  permissionsBoundary,
  session = [],
  serviceControl = [],
}: SessionPolicies): Statement[] {
  return [...identity, permissionsBoundary, ...session, ...serviceControl.flat()].flatMap(
    (named) => named?.policy.statements ?? [],
  )
}

/** @returns what finds the statements that are about one of some actions */
export function findAbout(
  statements: readonly Statement[],
): (wanted: readonly string[]) => readonly Statement[] {
  const readied = statements.map((statement) => {
    const { actions, notActions } = statement
    const tests = (actions ?? notActions ?? []).map((pattern) => globMatcher(pattern.toLowerCase()))
    const isNamed = (action: string): boolean => tests.some((test) => test(action))
    return {
      statement,
      isAbout: (action: string): boolean => (actions === undefined ? !isNamed(action) : isNamed(action)),
    }
  })
  return (wanted) => {
    const lowerCase = wanted.map((action) => action.toLowerCase())
    return readied.filter(({ isAbout }) => lowerCase.some(isAbout)).map(({ statement }) => statement)
  }
}

/** The conditions of a statement that nobody can know before a request is made. */
export function openConditions(statement: Statement, session: KnownSession): readonly Condition[] {
  return statement.conditions.filter(({ key }) => !session.knows(key))
}

function applicable(
  { identity = [], permissionsBoundary, session, serviceControl }: SessionPolicies,
  rewrite: (policy: Policy) => Policy,
): ApplicablePolicies {
  const named = ({ name, policy }: NamedPolicy): NamedPolicy => ({ name, policy: rewrite(policy) })
  return {
    identity: identity.map(named),
    ...(permissionsBoundary && { permissionsBoundary: named(permissionsBoundary) }),
    ...(session && { session: session.map(named) }),
    ...(serviceControl && { serviceControl: serviceControl.map((level) => level.map(named)) }),
  }
}

/** A policy with what is not known of its conditions decided one way. */
function rewritten(policy: Policy, luck: 'best' | 'worst', session: KnownSession): Policy {
  if (policy.statements.every((statement) => openConditions(statement, session).length === 0)) return policy
  const met = luck === 'best' ? 'Allow' : 'Deny'
  return {
    ...policy,
    statements: policy.statements.map((statement) => {
      if (openConditions(statement, session).length === 0) return statement
      // Its place is kept: a decision names a statement by it.
      if (statement.effect !== met) return { ...statement, actions: [], notActions: undefined }
      return { ...statement, conditions: statement.conditions.filter(({ key }) => session.knows(key)) }
    }),
  }
}
