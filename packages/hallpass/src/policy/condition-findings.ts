import { isRecord, nearestName, shownValue } from '../base/index.ts'
import { finding, type Finding } from './problem.ts'
import { isPolicyDate } from './policy-date.ts'

/**
 * Every condition operator, without its prefix and suffix.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export const conditionOperators = [
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
  'NumericEquals',
  'NumericNotEquals',
  'NumericLessThan',
  'NumericLessThanEquals',
  'NumericGreaterThan',
  'NumericGreaterThanEquals',
  'DateEquals',
  'DateNotEquals',
  'DateLessThan',
  'DateLessThanEquals',
  'DateGreaterThan',
  'DateGreaterThanEquals',
  'Bool',
  'BinaryEquals',
  'IpAddress',
  'NotIpAddress',
  'ArnEquals',
  'ArnNotEquals',
  'ArnLike',
  'ArnNotLike',
  'Null',
] as const

const form = /^(?:(?:ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/

/** What is wrong with a Condition. */
export function conditionFindings(block: unknown): readonly Finding[] {
  if (block === undefined) return []
  if (!isRecord(block)) {
    return [
      finding('has a Condition that is no object', '"Condition": { "StringEquals": { "KEY": "VALUE" } }'),
    ]
  }
  return Object.entries(block).flatMap(([operator, keys]) => operatorFindings(operator, keys))
}

function operatorFindings(operator: string, keys: unknown): readonly Finding[] {
  if (!isRecord(keys)) {
    return [finding(`${operator} in its Condition is no object of keys`, `"${operator}": { "KEY": "VALUE" }`)]
  }
  const [, base = '', ifExists] = form.exec(operator) ?? []
  const isKnown =
    conditionOperators.some((one) => one === base) && !(base === 'Null' && ifExists !== undefined)
  const values = Object.entries(keys).flatMap(([key, value]) => valueFindings(key, value, base))
  if (isKnown || Object.keys(keys).length === 0) return values
  const near = nearestName(base === '' ? operator : base, conditionOperators)
  const hint = near === undefined ? undefined : `did you mean ${near}?`
  return [finding(`has a condition operator ${shownValue(operator)} that does not exist`, hint), ...values]
}

function valueFindings(key: string, value: unknown, base: string): readonly Finding[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (items.some((item) => !['string', 'number', 'boolean'].includes(typeof item))) {
    return [finding(`the condition on ${shownValue(key)} has a value that is no text`)]
  }
  const bad = base.startsWith('Date') ? items.map(String).find((item) => !isPolicyDate(item)) : undefined
  return bad === undefined
    ? []
    : [finding(`${shownValue(bad)} in its Condition is no date`, 'a date looks like 2026-11-29T09:00:00Z')]
}
