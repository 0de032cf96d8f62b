import { arnMatcher, isArn } from './arn.ts'
import { isInRange, parseIpAddress, parseIpRange } from './ip-address.ts'
import { parseTemplate, plainText, templateMatcher } from './template.ts'
import type { Lookup, Template } from './template.ts'
import type { GlobToken, Matcher } from './glob.ts'
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
  ['StringEquals', operator(stringEquals)],
  ['StringNotEquals', operator(stringEquals, { negated: true })],
  ['StringEqualsIgnoreCase', operator(stringEqualsIgnoreCase)],
  ['StringNotEqualsIgnoreCase', operator(stringEqualsIgnoreCase, { negated: true })],
  ['StringLike', operator(stringLike)],
  ['StringNotLike', operator(stringLike, { negated: true })],
  ['NumericEquals', operator(comparison(parseNumber, (a, b) => a === b))],
  [
    'NumericNotEquals',
    operator(
      comparison(parseNumber, (a, b) => a === b),
      { negated: true },
    ),
  ],
  ['NumericLessThan', operator(comparison(parseNumber, (a, b) => a < b))],
  ['NumericLessThanEquals', operator(comparison(parseNumber, (a, b) => a <= b))],
  ['NumericGreaterThan', operator(comparison(parseNumber, (a, b) => a > b))],
  ['NumericGreaterThanEquals', operator(comparison(parseNumber, (a, b) => a >= b))],
  ['DateEquals', operator(comparison(parseDate, (a, b) => a === b))],
  [
    'DateNotEquals',
    operator(
      comparison(parseDate, (a, b) => a === b),
      { negated: true },
    ),
  ],
  ['DateLessThan', operator(comparison(parseDate, (a, b) => a < b))],
  ['DateLessThanEquals', operator(comparison(parseDate, (a, b) => a <= b))],
  ['DateGreaterThan', operator(comparison(parseDate, (a, b) => a > b))],
  ['DateGreaterThanEquals', operator(comparison(parseDate, (a, b) => a >= b))],
  ['Bool', operator(comparison(parseBoolean, (a, b) => a === b))],
  ['BinaryEquals', operator(comparison(parseBinary, (a, b) => a === b))],
  ['IpAddress', operator(ipAddress)],
  ['NotIpAddress', operator(ipAddress, { negated: true })],
  // ArnEquals and ArnLike behave identically, as AWS documents.
  ['ArnEquals', operator(arnLike)],
  ['ArnNotEquals', operator(arnLike, { negated: true })],
  ['ArnLike', operator(arnLike)],
  ['ArnNotLike', operator(arnLike, { negated: true })],
])

function operator(test: Operator['test'], options: { negated: boolean } = { negated: false }): Operator {
  return { negated: options.negated, test }
}

function stringEquals(value: string, variables: boolean): ValueTest {
  return textTest(
    parseTemplate(value, { variables, wildcards: false }),
    (expected) => (text) => text === expected,
  )
}

function stringEqualsIgnoreCase(value: string, variables: boolean): ValueTest {
  return textTest(parseTemplate(value, { variables, wildcards: false }), (expected) => {
    const lower = expected.toLowerCase()
    return (text) => text.toLowerCase() === lower
  })
}

function textTest(template: Template, compile: (expected: string) => Matcher): ValueTest {
  const test = (tokens: readonly GlobToken[]): Matcher => compile(plainText(tokens))
  return templateMatcher(template, test)
}

function stringLike(value: string, variables: boolean): ValueTest {
  return templateMatcher(parseTemplate(value, { variables, wildcards: true }))
}

function arnLike(value: string, variables: boolean): ValueTest {
  const compile = arnMatcher(parseTemplate(value, { variables, wildcards: true }))
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
