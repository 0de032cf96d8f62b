import { type Condition, parseOperator } from '../match/index.ts'
import { conditionValues, isObject, principalKinds, statementList, stringList } from './policy-shape.ts'
import type { Policy, PrincipalElement, Statement } from './policy.ts'
import type { Json, JsonObject } from './strict-json.ts'

/** Makes the value of a document that has been checked. */
export function buildPolicy(document: JsonObject): Policy {
  return {
    version: document.get('Version') === '2012-10-17' ? '2012-10-17' : '2008-10-17',
    id: text(document.get('Id')),
    statements: (statementList(document.get('Statement')) ?? []).filter(isObject).map(buildStatement),
  }
}

function buildStatement(statement: JsonObject): Statement {
  return {
    sid: text(statement.get('Sid')),
    effect: statement.get('Effect') === 'Allow' ? 'Allow' : 'Deny',
    actions: stringList(statement.get('Action')),
    notActions: stringList(statement.get('NotAction')),
    resources: stringList(statement.get('Resource')),
    notResources: stringList(statement.get('NotResource')),
    principals: buildPrincipals(statement.get('Principal')),
    notPrincipals: buildPrincipals(statement.get('NotPrincipal')),
    conditions: buildConditions(statement.get('Condition')),
  }
}

function buildPrincipals(element: Json | undefined): PrincipalElement | undefined {
  if (element === '*') return '*'
  if (!isObject(element)) return undefined
  const lists = principalKinds.flatMap((kind) => {
    const names = stringList(element.get(kind))
    return names === undefined ? [] : [[kind, names] as const]
  })
  return Object.fromEntries(lists)
}

function buildConditions(block: Json | undefined): Condition[] {
  if (!isObject(block)) return []
  return [...block].flatMap(([operator, keys]) =>
    isObject(keys) && parseOperator(operator) !== undefined
      ? [...keys].map(([key, values]) => ({ operator, key, values: conditionValues(values) ?? [] }))
      : [],
  )
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}
