import { AwsError } from '../base/index.ts'

/** What AWS's service model says about one value. */
export interface Constraint {
  readonly minLength?: number
  readonly maxLength?: number
  readonly min?: number
  readonly max?: number
  /** As the model spells it, shown in the message, and as it is tested. */
  readonly pattern?: { readonly shown: string; readonly test: RegExp }
  readonly required?: boolean
  /** The value is a secret: messages do not show it. */
  readonly hidden?: boolean
  /** What it may be. */
  readonly oneOf?: readonly string[]
}

/**
 * Collects what is wrong with a request's parameters, and reports it as AWS does: all of it in one
 * `ValidationError`, or whatever the service calls it.
 */
export interface Constraints {
  /**
   * Checks one value under the name AWS gives it in the message, e.g. `roleSessionName`.
   *
   * @throws AwsError as `enforce`, once so much is wrong that a message would have no end
   */
  readonly check: (value: string | number | undefined, at: string, constraint: Constraint) => void
  /** Checks how many there are of something, `shown` in the message. */
  readonly checkLength: (length: number, shown: string, at: string, constraint: Constraint) => void
  /** @throws AwsError naming everything found so far */
  readonly enforce: () => void
}

/** Of what is wrong with one request; with as many as these, nothing more is looked at. */
const mostProblems = 100
/** Of a value, or of where it stands, in a message: characters. */
const mostShown = 4096

export function collectConstraints(code = 'ValidationError'): Constraints {
  const problems: string[] = []
  const enforce = (): void => {
    if (problems.length === 0) return
    const noun = problems.length === 1 ? 'error' : 'errors'
    throw new AwsError(code, 400, `${problems.length} validation ${noun} detected: ${problems.join('; ')}`)
  }
  const add = (shown: string | undefined, at: string, violated: Iterable<string>): void => {
    for (const problem of violated) {
      const value = shown === undefined ? '' : ` ${shown}`
      problems.push(`Value${value} at '${cut(at)}' failed to satisfy constraint: Member must ${problem}`)
      if (problems.length === mostProblems) enforce()
    }
  }
  return {
    check: (value, at, constraint) => {
      const shown = value === undefined ? 'null' : quoted(String(value), constraint)
      add(shown, at, violations(value, constraint))
    },
    checkLength: (length, shown, at, constraint) => {
      add(quoted(shown, constraint), at, lengthViolations(length, constraint))
    },
    enforce,
  }
}

function quoted(value: string, { hidden = false }: Constraint): string | undefined {
  return hidden ? undefined : `'${cut(value)}'`
}

function cut(text: string): string {
  return text.length <= mostShown ? text : `${text.slice(0, mostShown).replace(/[\uD800-\uDBFF]$/, '')}…`
}

function* violations(value: string | number | undefined, constraint: Constraint): Generator<string> {
  const { min, max, pattern, oneOf } = constraint
  if (value === undefined) {
    if (constraint.required === true) yield 'not be null'
    return
  }
  if (typeof value === 'number') {
    if (min !== undefined && value < min) yield `have value greater than or equal to ${min}`
    if (max !== undefined && value > max) yield `have value less than or equal to ${max}`
    return
  }
  yield* lengthViolations(value.length, constraint)
  if (oneOf !== undefined && !oneOf.includes(value)) yield `satisfy enum value set: [${oneOf.join(', ')}]`
  if (pattern !== undefined && !pattern.test.test(value)) {
    yield `satisfy regular expression pattern: ${pattern.shown}`
  }
}

function* lengthViolations(length: number, { minLength, maxLength }: Constraint): Generator<string> {
  if (maxLength !== undefined && length > maxLength) yield `have length less than or equal to ${maxLength}`
  if (minLength !== undefined && length < minLength) yield `have length greater than or equal to ${minLength}`
}

/**
 * A whole number, as the query protocol writes it.
 *
 * @throws AwsError `MalformedInput` for anything else
 */
export function parseInteger(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^[+-]?\d{1,10}$/.test(text))
    throw new AwsError('MalformedInput', 400, 'Invalid integer in the request.')
  return Number(text)
}
