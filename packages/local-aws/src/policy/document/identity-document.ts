import { parseOperator } from '../match/index.ts'
import { MalformedPolicyError } from './malformed-policy-error.ts'
import { isPolicyDate } from './policy-date.ts'
import {
  conditionValues,
  documentElements,
  isObject,
  statementElements,
  statementList,
  stringList,
} from './policy-shape.ts'
import { checkResourceName, isLegacyResource } from './resource-name.ts'
import type { Json, JsonObject } from './strict-json.ts'

const syntaxError = 'Syntax errors in policy.'
const legacyError = 'The policy failed legacy parsing'

/**
 * Checks a document that belongs to an identity, in the order in which IAM finds faults: of several, AWS reports
 * the first of this order and not the first of the text.
 *
 * @throws MalformedPolicyError with IAM's sentence
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function checkIdentityDocument(
  json: Json | undefined,
  use: 'identity' | 'managed' | 'boundary' | 'session',
): JsonObject {
  const document = checkSyntax(json)
  const managed = use === 'managed' || use === 'boundary'
  if (managed && document.get('Version') !== '2012-10-17') {
    throw new MalformedPolicyError('Policy document must be version 2012-10-17 or greater.')
  }
  const statements = (statementList(document.get('Statement')) ?? []).filter(isObject)
  if (statements.some((statement) => statement.has('Principal') || statement.has('NotPrincipal'))) {
    throw new MalformedPolicyError('Policy document should not specify a principal.')
  }
  checkLegacy(statements)
  checkSids(statements)
  if (statements.some((statement) => isEmpty(statement, 'Action', 'NotAction'))) {
    throw new MalformedPolicyError('Policy statement must contain actions.')
  }
  if (statements.some((statement) => isEmpty(statement, 'Resource', 'NotResource'))) {
    throw new MalformedPolicyError('Policy statement must contain resources.')
  }
  for (const statement of statements)
    for (const resource of resourcesOf(statement)) checkResourceName(resource)
  for (const statement of statements) {
    for (const action of stringList(statement.get('Action') ?? statement.get('NotAction')) ?? []) {
      checkActionName(action)
    }
  }
  return document
}

/** @throws MalformedPolicyError for an action without a service, with two colons, or with an impossible service */
export function checkActionName(action: string): void {
  if (action === '*') return
  const [vendor = '', ...names] = action.split(':')
  if (names.length === 0) {
    throw new MalformedPolicyError(
      'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
    )
  }
  if (names.length > 1) throw new MalformedPolicyError('Actions/Condition can contain only one colon.')
  if (vendor !== '*' && !/^[a-zA-Z0-9.-]+$/.test(vendor)) {
    throw new MalformedPolicyError(`Vendor ${vendor} is not valid`)
  }
}

function checkSyntax(json: Json | undefined): JsonObject {
  if (isObject(json) && isDocument(json)) return json
  throw new MalformedPolicyError(syntaxError)
}

function isDocument(document: JsonObject): boolean {
  const version = document.get('Version')
  const statements = statementList(document.get('Statement'))
  return (
    [...document.keys()].every((name) => documentElements.has(name)) &&
    (version === undefined || version === '2012-10-17' || version === '2008-10-17') &&
    isTextOrAbsent(document.get('Id')) &&
    statements !== undefined &&
    statements.length > 0 &&
    statements.every((statement) => isObject(statement) && isStatement(statement))
  )
}

function isStatement(statement: JsonObject): boolean {
  const effect = statement.get('Effect')
  return (
    [...statement.keys()].every((name) => statementElements.has(name)) &&
    !(statement.has('Action') && statement.has('NotAction')) &&
    !(statement.has('Resource') && statement.has('NotResource')) &&
    isTextOrAbsent(statement.get('Sid')) &&
    typeof effect === 'string' &&
    /^(?:allow|deny)$/i.test(effect) &&
    ['Action', 'NotAction', 'Resource', 'NotResource'].every(
      (name) => !statement.has(name) || stringList(statement.get(name)) !== undefined,
    ) &&
    isConditionBlock(statement.get('Condition'))
  )
}

/** An operator that does not exist is a fault only when it is applied to something. */
function isConditionBlock(block: Json | undefined): boolean {
  if (block === undefined) return true
  return (
    isObject(block) &&
    [...block].every(
      ([operator, keys]) =>
        isObject(keys) &&
        [...keys.values()].every((values) => conditionValues(values) !== undefined) &&
        (keys.size === 0 || parseOperator(operator) !== undefined),
    )
  )
}

/** What IAM's older parser, which has the last word, does not take. */
function checkLegacy(statements: readonly JsonObject[]): void {
  for (const statement of statements) {
    const effect = statement.get('Effect')
    const fails = (effect !== 'Allow' && effect !== 'Deny') || hasBadDate(statement.get('Condition'))
    if (fails || resourcesOf(statement).some((resource) => !isLegacyResource(resource))) {
      throw new MalformedPolicyError(legacyError)
    }
  }
}

function hasBadDate(block: Json | undefined): boolean {
  if (!isObject(block)) return false
  return [...block].some(
    ([operator, keys]) =>
      parseOperator(operator)?.base.startsWith('Date') === true &&
      isObject(keys) &&
      [...keys.values()].some((values) =>
        (conditionValues(values) ?? []).some((value) => !isPolicyDate(value)),
      ),
  )
}

function checkSids(statements: readonly JsonObject[]): void {
  const sids = statements.map((statement) => statement.get('Sid')).filter((sid) => typeof sid === 'string')
  const named = sids.filter((sid) => sid !== '')
  if (named.some((sid) => !/^[0-9A-Za-z]*$/.test(sid))) {
    throw new MalformedPolicyError(
      'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
    )
  }
  if (new Set(named).size < named.length) {
    throw new MalformedPolicyError('Statement IDs (SID) in a single policy must be unique.')
  }
}

function resourcesOf(statement: JsonObject): readonly string[] {
  return stringList(statement.get('Resource') ?? statement.get('NotResource')) ?? []
}

function isEmpty(statement: JsonObject, name: string, opposite: string): boolean {
  return (stringList(statement.get(name) ?? statement.get(opposite)) ?? []).length === 0
}

function isTextOrAbsent(value: Json | undefined): boolean {
  return value === undefined || typeof value === 'string'
}
