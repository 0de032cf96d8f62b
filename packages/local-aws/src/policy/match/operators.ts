import { arnMatcher, isArn } from './arn.ts'
import { foldCase } from './fold.ts'
import type { GlobToken, Matcher } from './glob.ts'
import { isInRange, parseIpAddress, parseIpRange } from './ip-address.ts'
import { type Lookup, parseTemplate, plainText, type Template, templateMatcher } from './template.ts'
import { parseBinary, parseBoolean, parseDate, parseNumber } from './values.ts'

/** Compares a value of the request with one value of the policy; `undefined`: a variable has no value. */
export type ValueTest = (lookup: Lookup) => Matcher | undefined

/** A condition operator without its prefix and suffix. */
export interface Operator {
  /** The negation of the operator's own test: `StringNotEquals`, `NotIpAddress`, … */
  readonly negated: boolean
  /** Compiles one value of the policy. `variables` is false for documents of version 2008-10-17. */
  readonly test: (value: string, variables: boolean) => ValueTest
}

/**
 * Every condition operator but `Null`, which asks for the key and not for its value.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export const operators: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['StringEquals', is(stringEquals)],
  ['StringNotEquals', isNot(stringEquals)],
  ['StringEqualsIgnoreCase', is(stringEqualsIgnoreCase)],
  ['StringNotEqualsIgnoreCase', isNot(stringEqualsIgnoreCase)],
  ['StringLike', is(stringLike)],
  ['StringNotLike', isNot(stringLike)],
  ['NumericEquals', is(comparison(parseNumber, (a, b) => a === b))],
  ['NumericNotEquals', isNot(comparison(parseNumber, (a, b) => a === b))],
  ['NumericLessThan', is(comparison(parseNumber, (a, b) => a < b))],
  ['NumericLessThanEquals', is(comparison(parseNumber, (a, b) => a <= b))],
  ['NumericGreaterThan', is(comparison(parseNumber, (a, b) => a > b))],
  ['NumericGreaterThanEquals', is(comparison(parseNumber, (a, b) => a >= b))],
  ['DateEquals', is(comparison(parseDate, (a, b) => a === b))],
  ['DateNotEquals', isNot(comparison(parseDate, (a, b) => a === b))],
  ['DateLessThan', is(comparison(parseDate, (a, b) => a < b))],
  ['DateLessThanEquals', is(comparison(parseDate, (a, b) => a <= b))],
  ['DateGreaterThan', is(comparison(parseDate, (a, b) => a > b))],
  ['DateGreaterThanEquals', is(comparison(parseDate, (a, b) => a >= b))],
  ['Bool', is(comparison(parseBoolean, (a, b) => a === b))],
  ['BinaryEquals', is(comparison(parseBinary, (a, b) => a === b))],
  ['IpAddress', is(ipAddress)],
  ['NotIpAddress', isNot(ipAddress)],
  // ArnEquals and ArnLike behave identically, as AWS documents.
  ['ArnEquals', is(arnLike)],
  ['ArnNotEquals', isNot(arnLike)],
  ['ArnLike', is(arnLike)],
  ['ArnNotLike', isNot(arnLike)],
])

function is(test: Operator['test']): Operator {
  return { negated: false, test }
}

function isNot(test: Operator['test']): Operator {
  return { negated: true, test }
}

function stringEquals(value: string, variables: boolean): ValueTest {
  return textTest(parseTemplate(value, variables), (expected) => (text) => text === expected)
}

function stringEqualsIgnoreCase(value: string, variables: boolean): ValueTest {
  return textTest(parseTemplate(value, variables), (expected) => {
    const folded = foldCase(expected)
    return (text) => foldCase(text) === folded
  })
}

function textTest(template: Template, compile: (expected: string) => Matcher): ValueTest {
  const test = (tokens: readonly GlobToken[]): Matcher => compile(plainText(tokens))
  return templateMatcher(template, test)
}

function stringLike(value: string, variables: boolean): ValueTest {
  return templateMatcher(parseTemplate(value, variables))
}

function arnLike(value: string, variables: boolean): ValueTest {
  const compile = arnMatcher(parseTemplate(value, variables))
  return (lookup) => {
    const matches = compile(lookup)
    return matches === undefined ? undefined : (text) => isArn(text) && matches(text)
  }
}

/** A value that cannot be read, on either side, compares as false. Variables are not filled in: AWS does not. */
function comparison<Value>(
  parse: (text: string) => Value | undefined,
  compare: (actual: Value, expected: Value) => boolean,
): Operator['test'] {
  return (value) => {
    const expected = parse(value)
    const matches: Matcher = (text) => {
      const actual = parse(text)
      return actual !== undefined && expected !== undefined && compare(actual, expected)
    }
    return () => matches
  }
}

function ipAddress(value: string): ValueTest {
  const range = parseIpRange(value)
  const matches: Matcher = (text) => {
    const address = parseIpAddress(text)
    return address !== undefined && range !== undefined && isInRange(address, range)
  }
  return () => matches
}
