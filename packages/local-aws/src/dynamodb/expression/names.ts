import { AwsError } from '../../base/index.ts'
import { validationException } from '../errors/index.ts'
import { nameProblem, readValue, type Value } from '../value/index.ts'

/** What `#name` and `:value` stand for in the expressions of one request, and which of them were used. */
export interface Substitutes {
  readonly names: ReadonlyMap<string, string>
  readonly values: ReadonlyMap<string, Value>
  readonly usedNames: Set<string>
  readonly usedValues: Set<string>
}

/** The parameters of a request that have to do with expressions. */
export interface SentSubstitutes {
  readonly ExpressionAttributeNames: ReadonlyMap<string, string> | undefined
  readonly ExpressionAttributeValues: ReadonlyMap<string, unknown> | undefined
}

/**
 * Reads what stands for names and values.
 *
 * @param expressions those of the request, by name
 * @param withValues those that can have values
 * @throws AwsError `ValidationException`
 */
export function readSubstitutes(
  sent: SentSubstitutes,
  expressions: Readonly<Record<string, string | undefined>>,
  withValues: readonly string[],
): Substitutes {
  const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = sent
  if (names !== undefined) {
    if (Object.values(expressions).every((text) => text === undefined)) {
      throw validationException('ExpressionAttributeNames can only be specified when using expressions')
    }
    if (names.size === 0) throw validationException('ExpressionAttributeNames must not be empty')
    for (const [key, name] of names) {
      checkKey('ExpressionAttributeNames', key, /^#[A-Za-z0-9_]+$/)
      const problem = nameProblem(name)
      if (problem === undefined) continue
      throw validationException(`ExpressionAttributeNames contains invalid value: ${problem} for key ${key}`)
    }
  }
  if (values !== undefined) {
    if (withValues.every((name) => expressions[name] === undefined)) {
      const [first = '', second] = withValues
      const missing = second === undefined ? `${first} is null` : `${first} and ${second} are null`
      throw validationException(
        withValues.length === 0
          ? 'ExpressionAttributeValues can only be specified when using expressions'
          : `ExpressionAttributeValues can only be specified when using expressions: ${missing}`,
      )
    }
    if (values.size === 0) throw validationException('ExpressionAttributeValues must not be empty')
    for (const key of values.keys()) checkKey('ExpressionAttributeValues', key, /^:[A-Za-z0-9_]+$/)
  }
  return {
    names: names ?? new Map(),
    values: new Map([...(values ?? [])].map(([key, value]) => [key, readSubstitute(key, value)])),
    usedNames: new Set(),
    usedValues: new Set(),
  }
}

/** Refuses what stands for something and is in no expression. @throws AwsError `ValidationException` */
export function checkAllUsed({ names, values, usedNames, usedValues }: Substitutes): void {
  const unusedNames = unused(names.keys(), usedNames)
  if (unusedNames !== '') {
    throw validationException(
      `Value provided in ExpressionAttributeNames unused in expressions: keys: {${unusedNames}}`,
    )
  }
  const unusedValues = unused(values.keys(), usedValues)
  if (unusedValues !== '') {
    throw validationException(
      `Value provided in ExpressionAttributeValues unused in expressions: keys: {${unusedValues}}`,
    )
  }
}

function unused(all: Iterable<string>, used: ReadonlySet<string>): string {
  return [...all].filter((key) => !used.has(key)).join(', ')
}

function checkKey(parameter: string, key: string, pattern: RegExp): void {
  if (pattern.test(key)) return
  throw validationException(`${parameter} contains invalid key: Syntax error; key: "${key.slice(0, 255)}"`)
}

function readSubstitute(key: string, sent: unknown): Value {
  try {
    return readValue(sent)
  } catch (error) {
    if (!(error instanceof AwsError && error.code === 'ValidationException')) throw error
    const { message, recorded } = error
    const told = (problem: string) =>
      `ExpressionAttributeValues contains invalid value: ${problem} for key ${key}`
    throw new AwsError('ValidationException', 400, told(message), { recorded: told(recorded) })
  }
}
