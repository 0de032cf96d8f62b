import { operators, type ValueTest } from './operators.ts'
import type { Lookup } from './template.ts'

/** One operator applied to one key, e.g. `StringLike` on `s3:prefix`. */
export interface Condition {
  readonly operator: string
  readonly key: string
  readonly values: readonly string[]
}

/** An operator as written, e.g. `ForAllValues:StringLikeIfExists`, taken apart. */
export interface OperatorName {
  readonly set: 'ForAllValues' | 'ForAnyValue' | undefined
  /** `StringLike`, `Null`, … */
  readonly base: string
  readonly ifExists: boolean
}

/** Tells whether a condition is met by the request. */
export type ConditionTest = (lookup: Lookup) => boolean

/** @returns the parts of an operator's name, or `undefined` when there is no such operator */
export function parseOperator(name: string): OperatorName | undefined {
  const match = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(name)
  const base = match?.[2] ?? ''
  const ifExists = match?.[3] !== undefined
  if (base === 'Null' ? ifExists : !operators.has(base)) return undefined
  const set = match?.[1]
  return { set: set === 'ForAllValues' || set === 'ForAnyValue' ? set : undefined, base, ifExists }
}

/**
 * Compiles one operator on one key. Several values of the policy are joined by *or*, for a negated operator by
 * *nor*. A condition whose variable has no value is not met, whatever its operator.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_multi-value-conditions.html
 */
export function compileCondition(condition: Condition, variables: boolean): ConditionTest {
  const { key } = condition
  const name = parseOperator(condition.operator)
  if (name?.base === 'Null') return nullTest(key, condition.values)
  const operator = operators.get(name?.base ?? '')
  if (name === undefined || operator === undefined) return () => false
  const tests = condition.values.map((value) => operator.test(value, variables))
  const one = operator.negated ? none(tests) : any(tests)
  const whenMissing = missingKeyIsMet(name, operator.negated)
  return (lookup) => {
    const values = lookup(key)
    const present = name.set === undefined ? values : values?.filter((value) => value !== '')
    if (present === undefined || present.length === 0) return whenMissing
    const matches = one(lookup)
    if (matches === undefined) return false
    // A key with several values and no set operator: positive operators need one match, negated ones no match.
    return name.set === 'ForAllValues' || (name.set === undefined && operator.negated)
      ? present.every(matches)
      : present.some(matches)
  }
}

/** ForAllValues is met by a request that has none of the values, ForAnyValue never is. */
function missingKeyIsMet(name: OperatorName, negated: boolean): boolean {
  if (name.ifExists || name.set === 'ForAllValues') return true
  return name.set === undefined && negated
}

type Tests = (lookup: Lookup) => ((value: string) => boolean) | undefined

function any(tests: readonly ValueTest[]): Tests {
  return (lookup) => {
    const matchers = tests.map((test) => test(lookup)).filter((matcher) => matcher !== undefined)
    return matchers.length === 0 ? undefined : (value) => matchers.some((matches) => matches(value))
  }
}

function none(tests: readonly ValueTest[]): Tests {
  return (lookup) => {
    const matchers = tests.map((test) => test(lookup))
    if (matchers.includes(undefined)) return undefined
    return (value) => !matchers.some((matches) => matches?.(value) === true)
  }
}

function nullTest(key: string, values: readonly string[]): ConditionTest {
  const absent = values.some((value) => value.toLowerCase() === 'true')
  const present = values.some((value) => value.toLowerCase() === 'false')
  return (lookup) => ((lookup(key)?.length ?? 0) === 0 ? absent : present)
}
