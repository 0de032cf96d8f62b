import { type ErrorFacts, HallpassError } from '../base/index.ts'

/** The error for a list that cannot be read as a whole. It repeats nothing that is in the list. */
export function listError(
  file: string,
  problem: string,
  hint: string,
  facts: ErrorFacts & { readonly cause?: unknown } = {},
): HallpassError {
  const { cause, ...others } = facts
  return new HallpassError('InvalidInput', `${file} ${problem}`, { hint, cause, facts: { file, ...others } })
}
