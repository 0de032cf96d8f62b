import type { Policy, Statement } from '../document/index.ts'
import {
  asciiLowerCase,
  compileCondition,
  type ConditionTest,
  globMatcher,
  type Lookup,
  type Matcher,
  parseTemplate,
  resourceMatcher,
} from '../match/index.ts'
import type { Principal } from './decision.ts'

/** What is asked of every statement, prepared once for each decision. */
export interface Question {
  readonly action: string
  /** Actions are compared without regard to case. */
  readonly lowerCaseAction: string
  readonly resource: string
  readonly principal: Principal
  readonly hasBoundary: boolean
  readonly lookup: Lookup
}

/** A statement with its patterns compiled. Principals are not in it: `principal.ts` compares them. */
export interface CompiledStatement {
  readonly statement: Statement
  readonly index: number
  readonly matchesAction: Matcher
  readonly matchesResource: (resource: string, lookup: Lookup) => boolean
  readonly conditions: readonly ConditionTest[]
}

/** The statements of a policy by what they do. */
export interface CompiledPolicy {
  readonly denies: readonly CompiledStatement[]
  readonly allows: readonly CompiledStatement[]
}

const compiled = new WeakMap<Policy, CompiledPolicy>()

/** @returns the policy with its patterns compiled; made once for each policy object, which is never changed */
export function compilePolicy(policy: Policy): CompiledPolicy {
  const known = compiled.get(policy)
  if (known !== undefined) return known
  const variables = policy.version === '2012-10-17'
  const statements = policy.statements.map((statement, index) =>
    compileStatement(statement, index, variables),
  )
  const made: CompiledPolicy = {
    denies: statements.filter(({ statement }) => statement.effect === 'Deny'),
    allows: statements.filter(({ statement }) => statement.effect === 'Allow'),
  }
  compiled.set(policy, made)
  return made
}

/** @returns whether everything but the principal matches */
export function statementApplies(compiledStatement: CompiledStatement, question: Question): boolean {
  if (!compiledStatement.matchesAction(question.lowerCaseAction)) return false
  if (!compiledStatement.matchesResource(question.resource, question.lookup)) return false
  for (const isMet of compiledStatement.conditions) if (!isMet(question.lookup)) return false
  return true
}

function compileStatement(statement: Statement, index: number, variables: boolean): CompiledStatement {
  return {
    statement,
    index,
    matchesAction: compileActions(statement),
    matchesResource: compileResources(statement, variables),
    conditions: statement.conditions.map((condition) => compileCondition(condition, variables)),
  }
}

function compileActions({ actions, notActions }: Statement): Matcher {
  const matchers = (actions ?? notActions ?? []).map((pattern) => globMatcher(asciiLowerCase(pattern)))
  const [only] = matchers
  if (actions !== undefined && only !== undefined && matchers.length === 1) return only
  if (actions !== undefined) return (action) => matchers.some((matches) => matches(action))
  return (action) => !matchers.some((matches) => matches(action))
}

/** A statement of a trust policy has neither element: it is about the role it belongs to. */
function compileResources(
  { resources, notResources }: Statement,
  variables: boolean,
): (resource: string, lookup: Lookup) => boolean {
  const patterns = resources ?? notResources
  if (patterns === undefined) return () => true
  const tests = patterns.map((pattern) => resourceMatcher(parseTemplate(pattern, variables)))
  if (resources !== undefined) {
    return (resource, lookup) => tests.some((test) => test(lookup)?.(resource) === true)
  }
  // A variable without a value: the statement does not match, so NotResource may not match by it either.
  return (resource, lookup) => tests.every((test) => test(lookup)?.(resource) === false)
}
