import type { PrincipalElement, Statement } from '../document/index.ts'
import { type Condition, type Lookup, missingVariable, parseTemplate } from '../match/index.ts'
import type { CompiledStatement, Question } from './compile.ts'
import type { PolicyKind, StatementMismatch } from './decision.ts'
import { principalOf } from './principal.ts'

/** Where the statements stand. */
export interface StatementSource {
  readonly kind: PolicyKind
  readonly policy: string
  readonly namesPrincipals: boolean
}

/** Lists longer than this are cut short in the words, not in the evaluation. */
const shownValues = 5

/** @returns for each statement that did not apply, the first element that did not match, in words */
export function findMismatches(
  { kind, policy, namesPrincipals }: StatementSource,
  statements: readonly CompiledStatement[],
  question: Question,
): StatementMismatch[] {
  return statements.flatMap((compiled) => {
    const { statement, index } = compiled
    const found = (element: StatementMismatch['element'], because: string): StatementMismatch[] => [
      { kind, policy, index, sid: statement.sid, effect: statement.effect, element, because },
    ]
    if (namesPrincipals && principalOf(statement, question) === undefined) {
      return found('Principal', principalWords(statement, question))
    }
    if (!compiled.matchesAction(question.lowerCaseAction))
      return found('Action', actionWords(statement, question))
    if (!compiled.matchesResource(question.resource, question.lookup)) {
      return found('Resource', resourceWords(statement, question))
    }
    const failed = compiled.conditions.findIndex((isMet) => !isMet(question.lookup))
    const condition = statement.conditions[failed]
    return condition === undefined ? [] : found('Condition', conditionWords(condition, question.lookup))
  })
}

function principalWords({ principals, notPrincipals }: Statement, { principal }: Question): string {
  const who = principal.type === 'anonymous' ? 'an anonymous request' : nameOf(principal)
  if (principals !== undefined) return `Principal ${principalList(principals)} does not name ${who}`
  if (notPrincipals !== undefined) return `NotPrincipal ${principalList(notPrincipals)} leaves out ${who}`
  return 'the statement names no Principal'
}

function nameOf(principal: { arn: string } | { service: string }): string {
  return 'arn' in principal ? principal.arn : principal.service
}

function principalList(element: PrincipalElement): string {
  return element === '*' ? '*' : list(Object.values(element).flat())
}

function actionWords({ actions, notActions }: Statement, { action }: Question): string {
  if (actions === undefined) return `NotAction ${list(notActions ?? [])} leaves out ${action}`
  return `Action ${list(actions)} does not match ${action}`
}

function resourceWords({ resources, notResources }: Statement, { resource, lookup }: Question): string {
  const patterns = resources ?? notResources ?? []
  const variable = firstMissingVariable(patterns, lookup)
  const element = resources === undefined ? 'NotResource' : 'Resource'
  if (variable !== undefined) return `${element} ${list(patterns)}: the request has no single ${variable}`
  if (resources === undefined) return `NotResource ${list(patterns)} leaves out ${resource}`
  return `Resource ${list(patterns)} does not match ${resource}`
}

function conditionWords({ operator, key, values }: Condition, lookup: Lookup): string {
  const actual = lookup(key)
  const variable = firstMissingVariable(values, lookup)
  const wanted = `Condition ${operator} ${key} ${list(values)}`
  if (actual === undefined || actual.length === 0) return `${wanted}: the request has no ${key}`
  if (variable !== undefined) return `${wanted}: the request has no single ${variable}`
  return `${wanted} is not met by ${list(actual)}`
}

function firstMissingVariable(patterns: readonly string[], lookup: Lookup): string | undefined {
  for (const pattern of patterns) {
    const key = missingVariable(parseTemplate(pattern, true), lookup)
    if (key !== undefined) return key
  }
  return undefined
}

function list(values: readonly string[]): string {
  const shown = values.slice(0, shownValues).map((value) => (value === '' ? '""' : value))
  const more = values.length - shown.length
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
