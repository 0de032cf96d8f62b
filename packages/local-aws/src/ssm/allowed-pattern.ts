import { runInNewContext } from 'node:vm'

import { AwsError } from '../base/index.ts'

/** For how long a pattern may look at a value. */
const longestMs = 200

/**
 * Checks a value by the pattern that a parameter was made with: all of the value has to match.
 *
 * @throws AwsError `InvalidAllowedPatternException`, also for a pattern that takes too long;
 * `ParameterPatternMismatchException`
 */
export function checkAllowedPattern(pattern: string, value: string): void {
  let matches: unknown
  try {
    // A pattern is a program of the caller's: it may run for ever. By itself first, as what is no pattern may
    // become one in brackets.
    matches = runInNewContext(
      'new RegExp(pattern, "s"); new RegExp(`^(?:${pattern})$`, "s").test(value)',
      { pattern, value },
      { timeout: longestMs },
    )
  } catch {
    throw new AwsError(
      'InvalidAllowedPatternException',
      400,
      'The request does not meet the regular expression requirement.',
    )
  }
  if (matches === true) return
  throw new AwsError(
    'ParameterPatternMismatchException',
    400,
    `Parameter value, cannot be validated against allowedPattern: ${pattern}`,
  )
}
