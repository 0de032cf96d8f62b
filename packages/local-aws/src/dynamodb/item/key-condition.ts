import type { Table, TableKey } from '../../model/index.ts'
import { invalidValues, validationException } from '../errors/index.ts'
import type { Condition, Operand } from '../expression/index.ts'
import { partitionText, sortPrefix, sortText } from '../table/index.ts'
import { compareValues, type Value } from '../value/index.ts'

/** A condition on one attribute of a key. */
export type KeyTest =
  | { readonly kind: '=' | '<' | '<=' | '>' | '>=' | 'beginsWith'; readonly value: Value }
  | { readonly kind: 'between'; readonly lower: Value; readonly upper: Value }

/**
 * The conditions of a KeyConditionExpression by their attributes.
 *
 * @throws AwsError `ValidationException` for what no key can be found by
 */
export function keyTests(condition: Condition): ReadonlyMap<string, KeyTest> {
  const all = conjuncts(condition)
  const tests = new Map<string, KeyTest>()
  for (const one of all) {
    const [name, test] = keyTest(one)
    if (tests.has(name)) {
      throw validationException('KeyConditionExpressions must only contain one condition per key')
    }
    tests.set(name, test)
  }
  if (tests.size > 2) throw validationException('Conditions can be of length 1 or 2 only')
  return tests
}

function conjuncts(condition: Condition): readonly Condition[] {
  return condition.kind === 'and' ? condition.all.flatMap(conjuncts) : [condition]
}

function keyTest(condition: Condition): readonly [string, KeyTest] {
  switch (condition.kind) {
    case 'compare': {
      const { comparator, left, right } = condition
      if (comparator === '<>') throw wrongOperator('<>')
      const isTurned = left.kind === 'value'
      const value = literal(isTurned ? left : right)
      const kind = isTurned ? turned[comparator] : comparator
      return [attribute(isTurned ? right : left), { kind, value }]
    }
    case 'between':
      return [
        attribute(condition.operand),
        { kind: 'between', lower: literal(condition.lower), upper: literal(condition.upper) },
      ]
    case 'beginsWith':
      return [attribute(condition.in), { kind: 'beginsWith', value: literal(condition.what) }]
    case 'in':
      throw wrongOperator('IN')
    case 'not':
      throw wrongOperator('NOT')
    case 'or':
      throw wrongOperator('OR')
    case 'and':
      throw wrongOperator('AND')
    case 'contains':
      throw wrongOperator('contains')
    case 'type':
      throw wrongOperator('attribute_type')
    default:
      throw wrongOperator(condition.wanted ? 'attribute_exists' : 'attribute_not_exists')
  }
}

const turned = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const

function wrongOperator(operator: string) {
  return validationException(`Invalid operator used in KeyConditionExpression: ${operator}`)
}

function attribute(operand: Operand): string {
  if (operand.kind === 'value') {
    throw validationException('Invalid condition in KeyConditionExpression: No key attribute specified')
  }
  if (operand.kind === 'size') {
    throw validationException('KeyConditionExpressions cannot contain nested operations')
  }
  const [name, ...more] = operand.path
  if (typeof name !== 'string' || more.length > 0) {
    throw validationException('KeyConditionExpressions cannot have conditions on nested attributes')
  }
  return name
}

function literal(operand: Operand): Value {
  if (operand.kind === 'value') return operand.value
  throw validationException(
    operand.kind === 'size'
      ? 'KeyConditionExpressions cannot contain nested operations'
      : 'Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition',
  )
}

/** After any text that begins with what stands before it. */
export const after = '\uffff'

/**
 * Which texts of keys meet the conditions: those from the first on and before the second.
 *
 * @throws AwsError `ValidationException` for conditions that are none of that key
 */
export function keyRange(
  table: Table,
  key: TableKey,
  tests: ReadonlyMap<string, KeyTest>,
): readonly [from: string, to: string] {
  const hash = tests.get(key.hash)
  if (hash === undefined) throw missed(key.hash)
  if (hash.kind !== '=') throw validationException('Query key condition not supported')
  checkType(table, key.hash, hash.value)
  const partition = partitionText(hash.value) ?? ''
  if (tests.size === 1) return [partition, partition + after]
  const range = key.range === undefined ? undefined : tests.get(key.range)
  if (range === undefined || key.range === undefined) {
    if (key.range !== undefined) throw missed(key.range)
    throw validationException('Query key condition not supported')
  }
  if (range.kind === 'between') {
    for (const value of [range.lower, range.upper]) checkType(table, key.range, value)
    if ((compareValues(range.lower, range.upper) ?? 0) > 0) return [partition, partition]
    return [partition + sortText(range.lower), partition + sortText(range.upper) + after]
  }
  checkType(table, key.range, range.value)
  const at = partition + sortText(range.value)
  switch (range.kind) {
    case '=':
      return [at, at + after]
    case '<':
      return [partition, at]
    case '<=':
      return [partition, at + after]
    case '>':
      return [at + after, partition + after]
    case '>=':
      return [at, partition + after]
    default: {
      const prefix = partition + sortPrefix(range.value)
      return [prefix, prefix + after]
    }
  }
}

function missed(name: string) {
  return validationException(`Query condition missed key schema element: ${name}`)
}

function checkType(table: Table, name: string, value: Value): void {
  if (value.type !== table.attributeTypes.get(name)) {
    throw invalidValues('Condition parameter type does not match schema type')
  }
  if (value.value === '') {
    throw validationException(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${value.type === 'B' ? 'binary' : 'string'} value. Key: ${name}`,
    )
  }
}
