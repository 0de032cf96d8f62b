import type { NamedPolicy } from '../document/index.ts'
import { type CompiledStatement, compilePolicy, type Question, statementApplies } from './compile.ts'
import type { PolicyKind, StatementMismatch, StatementReference, Step } from './decision.ts'
import { findMismatches } from './mismatch.ts'
import { type PrincipalMatch, principalOf, strongest } from './principal.ts'

/** What the policies of one kind say: one Allow among them is enough, one Deny too. */
export interface EvaluatedLayer {
  readonly step: Step
  /** How the strongest Allow names the principal, where policies of this kind name principals. */
  readonly match: PrincipalMatch | undefined
}

/** The kinds whose statements have a Principal element. */
const kindsWithPrincipal: ReadonlySet<PolicyKind> = new Set([
  'resource-based policy',
  'role trust policy',
  'resource control policy',
])

/** Evaluates the policies of one kind. Why none allowed is found out only when `mismatches` is read. */
export function evaluateLayer(
  kind: PolicyKind,
  policies: readonly NamedPolicy[],
  question: Question,
): EvaluatedLayer {
  const namesPrincipals = kindsWithPrincipal.has(kind)
  const matchOf = ({ statement }: CompiledStatement): PrincipalMatch | undefined =>
    namesPrincipals ? principalOf(statement, question) : 'exact'
  for (const named of policies) {
    for (const deny of compilePolicy(named.policy).denies) {
      if (!statementApplies(deny, question) || matchOf(deny) === undefined) continue
      return { step: decidedStep(kind, 'ExplicitlyDenied', reference(kind, named, deny)), match: undefined }
    }
  }
  let best: { match: PrincipalMatch; by: StatementReference } | undefined
  for (const named of policies) {
    for (const allow of compilePolicy(named.policy).allows) {
      if (!statementApplies(allow, question)) continue
      const match = matchOf(allow)
      if (match === undefined || (best !== undefined && strongest(best.match, match) === best.match)) continue
      best = { match, by: reference(kind, named, allow) }
      if (!namesPrincipals) return { step: decidedStep(kind, 'Allowed', best.by), match }
    }
  }
  if (best !== undefined) return { step: decidedStep(kind, 'Allowed', best.by), match: best.match }
  return { step: implicitDenial(kind, policies, question, namesPrincipals), match: undefined }
}

function decidedStep(kind: PolicyKind, outcome: Step['outcome'], by: StatementReference): Step {
  return { kind, outcome, by, mismatches: [] }
}

function implicitDenial(
  kind: PolicyKind,
  policies: readonly NamedPolicy[],
  question: Question,
  namesPrincipals: boolean,
): Step {
  let found: readonly StatementMismatch[] | undefined
  return {
    kind,
    outcome: 'ImplicitlyDenied',
    by: undefined,
    get mismatches() {
      found ??= policies.flatMap((named) =>
        findMismatches(
          { kind, policy: named.name, namesPrincipals },
          compilePolicy(named.policy).allows,
          question,
        ),
      )
      return found
    },
  }
}

function reference(
  kind: PolicyKind,
  named: NamedPolicy,
  { index, statement }: CompiledStatement,
): StatementReference {
  return { kind, policy: named.name, index, sid: statement.sid }
}
