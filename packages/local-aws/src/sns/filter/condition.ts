import { type IpRange, isInRange, parseIpAddress, parseIpRange } from '../../policy/index.ts'
import { FilterPolicyError } from './filter-policy-error.ts'

/** What can be compared. */
export type Value = string | number | boolean | null

/** One value of a filter policy's list. */
export type Condition =
  | { readonly kind: 'exists'; readonly wanted: boolean }
  /** Of a value that is there. */
  | { readonly kind: 'value'; readonly test: (value: Value) => boolean }

/** @throws FilterPolicyError */
export function parseCondition(written: unknown): Condition {
  if (isValue(written)) return value((one) => one === written)
  if (typeof written !== 'object' || written === null || Array.isArray(written)) {
    throw new FilterPolicyError('Match value must be String, number, true, false, or null')
  }
  const [entry, ...more] = Object.entries(written)
  if (entry === undefined) throw new FilterPolicyError('Empty objects are not allowed')
  if (more.length > 0) throw new FilterPolicyError('Only one key allowed in match expression')
  const [type, operand]: [string, unknown] = entry
  const parse = operators.get(type)
  if (parse === undefined) throw new FilterPolicyError(`Unrecognized match type ${type.slice(0, 64)}`)
  return parse(operand)
}

const operators: ReadonlyMap<string, (operand: unknown) => Condition> = new Map([
  ['prefix', (operand) => ofText('prefix', operand, (own, text) => text.startsWith(own))],
  ['suffix', (operand) => ofText('suffix', operand, (own, text) => text.endsWith(own))],
  [
    'equals-ignore-case',
    (operand) =>
      ofText('equals-ignore-case', operand, (own, text) => text.toLowerCase() === own.toLowerCase()),
  ],
  ['anything-but', parseAnythingBut],
  ['exists', parseExists],
  ['cidr', parseCidr],
  ['numeric', parseNumeric],
])

function ofText(type: string, operand: unknown, test: (own: string, text: string) => boolean): Condition {
  if (typeof operand !== 'string') throw new FilterPolicyError(`${type} match pattern must be a string`)
  return value((one) => typeof one === 'string' && test(operand, one))
}

function parseExists(operand: unknown): Condition {
  if (typeof operand !== 'boolean') {
    throw new FilterPolicyError('exists match pattern must be either true or false.')
  }
  return { kind: 'exists', wanted: operand }
}

/** Values of one kind, or what texts do not begin with. */
function parseAnythingBut(operand: unknown): Condition {
  if (typeof operand === 'object' && operand !== null && !Array.isArray(operand)) {
    const [entry, ...more] = Object.entries(operand)
    const [type, prefix]: readonly unknown[] = entry ?? []
    if (type !== 'prefix' || more.length > 0) {
      throw new FilterPolicyError(`Unsupported anything-but pattern: ${String(type).slice(0, 64)}`)
    }
    if (typeof prefix !== 'string' || prefix === '') {
      throw new FilterPolicyError('prefix match pattern must be a string')
    }
    return value((one) => typeof one !== 'string' || !one.startsWith(prefix))
  }
  const listed: readonly unknown[] = Array.isArray(operand) ? operand : [operand]
  const isOne = (kind: 'string' | 'number'): boolean => listed.every((one) => typeof one === kind)
  if (listed.length === 0 || !(isOne('string') || isOne('number'))) {
    throw new FilterPolicyError('Inside anything but list, start|null|boolean is not supported.')
  }
  return value((one) => !listed.includes(one))
}

function parseCidr(operand: unknown): Condition {
  if (typeof operand !== 'string') throw new FilterPolicyError('prefix match pattern must be a string')
  const range: IpRange | undefined = operand.includes('/') ? parseIpRange(operand) : undefined
  if (range === undefined) throw new FilterPolicyError("Malformed CIDR, one '/' required")
  return value((one) => {
    const address = typeof one === 'string' ? parseIpAddress(one) : undefined
    return address !== undefined && isInRange(address, range)
  })
}

const comparisons: ReadonlyMap<unknown, (one: number, bound: number) => boolean> = new Map([
  ['=', (one, bound) => one === bound],
  ['<', (one, bound) => one < bound],
  ['<=', (one, bound) => one <= bound],
  ['>', (one, bound) => one > bound],
  ['>=', (one, bound) => one >= bound],
])
const farthest = 1_000_000_000

/** E.g. `["=", 5]`, `["<", 10]`, `[">", 0, "<=", 5]`. */
function parseNumeric(operand: unknown): Condition {
  if (!Array.isArray(operand)) throw new FilterPolicyError('Value of numeric must be an array.')
  const parts: readonly unknown[] = operand
  if (parts.length === 0) throw new FilterPolicyError('Invalid member in numeric match: ]')
  const [operator, bound, upper, upperBound] = parts
  const lower = comparison(operator, bound)
  if (parts.length === 2) return ofNumber(lower)
  if (operator === '=' || operator === '<' || operator === '<=') {
    throw new FilterPolicyError('Too many terms in numeric range expression')
  }
  if (upper !== '<' && upper !== '<=')
    throw new FilterPolicyError(`Bad numeric range operator: ${String(upper).slice(0, 64)}`)
  const both = comparison(upper, upperBound)
  if (parts.length > 4) throw new FilterPolicyError('Too many terms in numeric range expression')
  if (Number(bound) >= Number(upperBound)) throw new FilterPolicyError('Bottom must be less than top')
  return ofNumber((one) => lower(one) && both(one))
}

function comparison(operator: unknown, bound: unknown): (one: number) => boolean {
  const compare = comparisons.get(operator)
  if (compare === undefined) {
    throw new FilterPolicyError(`Unrecognized numeric range operator: ${String(operator).slice(0, 64)}`)
  }
  if (typeof bound !== 'number') throw new FilterPolicyError(`Value of ${String(operator)} must be numeric`)
  if (Math.abs(bound) > farthest) {
    throw new FilterPolicyError(`Value must be between ${-farthest} and ${farthest}, inclusive`)
  }
  return (one) => compare(one, bound)
}

function ofNumber(test: (one: number) => boolean): Condition {
  return value((one) => typeof one === 'number' && test(one))
}

function value(test: (value: Value) => boolean): Condition {
  return { kind: 'value', test }
}

export function isValue(written: unknown): written is Value {
  return (
    written === null ||
    typeof written === 'string' ||
    typeof written === 'number' ||
    typeof written === 'boolean'
  )
}
