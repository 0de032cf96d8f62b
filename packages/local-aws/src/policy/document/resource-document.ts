import { asciiLowerCase, parseOperator } from '../match/index.ts'
import { checkActionName } from './identity-document.ts'
import { MalformedPolicyError } from './malformed-policy-error.ts'
import {
  conditionValues,
  documentElements,
  isObject,
  statementElements,
  statementList,
  stringList,
} from './policy-shape.ts'
import { checkPrincipalElement } from './principal-element.ts'
import type { Json, JsonObject } from './strict-json.ts'

const invalidJson = 'This policy contains invalid Json'

/** What a trust policy may be about. */
const trustActions: ReadonlySet<string> = new Set([
  'sts:assumerole',
  'sts:assumerolewithsaml',
  'sts:assumerolewithwebidentity',
  'sts:tagsession',
  'sts:setsourceidentity',
  'sts:setcontext',
])

/**
 * Checks a document that belongs to a resource: it must say who.
 *
 * @throws MalformedPolicyError with AWS's sentence
 */
export function checkResourceDocument(json: Json | undefined, use: 'resource' | 'trust'): JsonObject {
  if (!isObject(json)) throw new MalformedPolicyError(invalidJson)
  checkFields(json, documentElements)
  const version = json.get('Version')
  if (version !== undefined && version !== '2012-10-17' && version !== '2008-10-17') {
    throw new MalformedPolicyError('The policy must contain a valid version string')
  }
  if (!json.has('Statement')) throw new MalformedPolicyError('Missing required field Statement')
  const statements = statementList(json.get('Statement'))
  if (statements === undefined) throw new MalformedPolicyError(invalidJson)
  if (statements.length === 0)
    throw new MalformedPolicyError('Could not parse the policy: Statement is empty!')
  const sids = new Set<Json>()
  for (const statement of statements) {
    if (!isObject(statement)) throw new MalformedPolicyError(invalidJson)
    checkStatement(statement, use)
    const sid = statement.get('Sid') ?? ''
    if (sid !== '' && sids.has(sid)) {
      throw new MalformedPolicyError('The Statement Ids in the policy are not unique')
    }
    sids.add(sid)
  }
  return json
}

function checkStatement(statement: JsonObject, use: 'resource' | 'trust'): void {
  checkFields(statement, statementElements)
  checkTexts(statement)
  const effect = required(statement, 'Effect')
  if (effect !== 'Allow' && effect !== 'Deny')
    throw new MalformedPolicyError(`Invalid effect: ${textOf(effect)}`)
  checkPrincipalElement(statement, use)
  checkActions(statement, use)
  checkResources(statement, use)
  checkConditions(statement.get('Condition'))
}

function checkFields(object: JsonObject, known: ReadonlySet<string>): void {
  const unknown = [...object.keys()].find((name) => !known.has(name))
  if (unknown !== undefined) throw new MalformedPolicyError(`Unknown field ${unknown}`)
}

function checkTexts(statement: JsonObject): void {
  const sid = statement.get('Sid')
  if (sid !== undefined && typeof sid !== 'string') throw new MalformedPolicyError(invalidJson)
  for (const name of ['Action', 'NotAction', 'Resource', 'NotResource']) {
    if (statement.has(name) && stringList(statement.get(name)) === undefined) {
      throw new MalformedPolicyError(invalidJson)
    }
  }
}

function checkActions(statement: JsonObject, use: 'resource' | 'trust'): void {
  const actions = oneOf(statement, 'Action', 'NotAction')
  for (const action of actions) {
    if (use === 'trust' && !isTrustAction(action)) {
      throw new MalformedPolicyError('AssumeRole policy may only specify STS AssumeRole actions.')
    }
    checkActionName(action)
  }
}

/** `sts:*` and `sts:AssumeRole*` are taken, `*` is not. */
function isTrustAction(action: string): boolean {
  const name = asciiLowerCase(action)
  return name === 'sts:*' || name === 'sts:assumerole*' || trustActions.has(name)
}

function checkResources(statement: JsonObject, use: 'resource' | 'trust'): void {
  if (use === 'resource') {
    const resources = oneOf(statement, 'Resource', 'NotResource')
    const invalid = resources.some((resource) => resource !== '*' && !/^arn:[^:]+:[^:]+:/.test(resource))
    if (invalid) throw new MalformedPolicyError('Policy has invalid resource')
    return
  }
  if (statement.has('Resource')) throw new MalformedPolicyError('Has prohibited field Resource')
  if (statement.has('NotResource'))
    throw new MalformedPolicyError('AssumeRole policy must not contain resources.')
}

function checkConditions(block: Json | undefined): void {
  if (block === undefined) return
  if (!isObject(block)) throw new MalformedPolicyError(invalidJson)
  for (const [operator, keys] of block) {
    if (parseOperator(operator) === undefined) {
      throw new MalformedPolicyError(`Invalid Condition type : ${operator}`)
    }
    if (!isObject(keys) || [...keys.values()].some((values) => conditionValues(values) === undefined)) {
      throw new MalformedPolicyError(invalidJson)
    }
  }
}

function required(statement: JsonObject, name: string): Json {
  const value = statement.get(name)
  if (value === undefined) throw new MalformedPolicyError(`Missing required field ${name}`)
  return value
}

/** The values of one of two elements that exclude each other. */
function oneOf(statement: JsonObject, name: string, opposite: string): readonly string[] {
  if (statement.has(name) && statement.has(opposite)) throw new MalformedPolicyError(invalidJson)
  const values = stringList(statement.get(name) ?? statement.get(opposite)) ?? []
  if (values.length === 0) throw new MalformedPolicyError(`Missing required field ${name}`)
  return values
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : typeof value === 'object' ? 'object' : String(value)
}
