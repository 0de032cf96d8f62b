import {
  type ApplicablePolicies,
  type Condition,
  evaluate,
  globMatcher,
  type NamedPolicy,
  type Policy,
  type Statement,
} from '@hallpass/local-aws/policy'
import type { SampleSession } from './sample-session.ts'

/** Every policy that has a say in what a session may do. */
export interface SessionPolicies {
  readonly identity: readonly NamedPolicy[]
  readonly boundary: NamedPolicy | undefined
  readonly session: NamedPolicy | undefined
}

/** `sometimes`: it depends on something that is not known before it is tried. */
export type Verdict = 'always' | 'sometimes' | 'never'

/** Tells what the policies make of an action on a resource, in a region. */
export type Judge = (action: string, resource: string, region: string) => Verdict

/** Judges by the policy engine: as bad, and as good, as what is not known may turn out. */
export function createJudge(policies: SessionPolicies, sample: SampleSession): Judge {
  const best = applicable(policies, (policy) => rewritten(policy, 'best', sample))
  const worst = applicable(policies, (policy) => rewritten(policy, 'worst', sample))
  return (action, resource, region) => {
    const request = { action, resource, principal: sample.principal, context: sample.contextIn(region) }
    if (evaluate(request, best).decision !== 'Allowed') return 'never'
    return evaluate(request, worst).decision === 'Allowed' ? 'always' : 'sometimes'
  }
}

/** Every statement, of whatever policy. */
export function statementsOf({ identity, boundary, session }: SessionPolicies): Statement[] {
  return [...identity, boundary, session].flatMap((named) => named?.policy.statements ?? [])
}

/** Whether a statement is about one of the actions. */
export function isAbout({ actions, notActions }: Statement, wanted: readonly string[]): boolean {
  const tests = (actions ?? notActions ?? []).map((pattern) => globMatcher(pattern.toLowerCase()))
  const named = (action: string): boolean => tests.some((test) => test(action.toLowerCase()))
  return wanted.some((action) => (actions === undefined ? !named(action) : named(action)))
}

/** The conditions of a statement that nobody can know before a request is made. */
export function openConditions(statement: Statement, sample: SampleSession): readonly Condition[] {
  return statement.conditions.filter(({ key }) => !sample.knows(key))
}

function applicable(
  { identity, boundary, session }: SessionPolicies,
  rewrite: (policy: Policy) => Policy,
): ApplicablePolicies {
  const named = ({ name, policy }: NamedPolicy): NamedPolicy => ({ name, policy: rewrite(policy) })
  return {
    identity: identity.map(named),
    ...(boundary && { permissionsBoundary: named(boundary) }),
    ...(session && { session: [named(session)] }),
  }
}

/** A policy with what is not known of its conditions decided one way. */
function rewritten(policy: Policy, luck: 'best' | 'worst', sample: SampleSession): Policy {
  const met = luck === 'best' ? 'Allow' : 'Deny'
  return {
    ...policy,
    statements: policy.statements.flatMap((statement) => {
      if (openConditions(statement, sample).length === 0) return [statement]
      if (statement.effect !== met) return []
      return [{ ...statement, conditions: statement.conditions.filter(({ key }) => sample.knows(key)) }]
    }),
  }
}
