import { AwsError } from '../base/index.ts'
import { MalformedPolicyError } from '../policy/index.ts'

/** Whatever was thrown, as a refusal. */
export function asAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error
  if (error instanceof MalformedPolicyError) return new AwsError(error.code, 400, error.message)
  // Where it happened, but not the message: that may quote what was sent.
  const stack = error instanceof Error ? (error.stack ?? '').split('\n') : []
  const reason = ['unexpected error', ...stack.filter((line) => line.startsWith('    at ')).slice(0, 5)].join(
    '\n',
  )
  return new AwsError('InternalFailure', 500, 'The local AWS met an error of its own.', { reason })
}
