import type { Call } from '../../protocol/index.ts'
import { invalidInput, validationError } from './errors.ts'
import { checkLength, required } from './parameters.ts'

/**
 * The arn of a managed policy.
 *
 * @throws AwsError `ValidationError` when it is missing, too short or no arn, e.g. the policy's name;
 * `InvalidInput` when it is not a policy's
 */
export function policyArnOf(
  call: Call,
  parameter: 'PolicyArn' | 'PermissionsBoundary' = 'PolicyArn',
): string {
  const arn = required(call, parameter)
  checkLength(arn, parameter, 20, 2048)
  // AWS's own two spaces.
  if (!/^arn(?::[^:]*){4}:./.test(arn)) throw validationError('Invalid ARN:  Could not be parsed!')
  if (!/^arn:aws[a-z-]*:iam::(?:\d{12}|aws):policy\/[\x21-\x7e]+$/.test(arn)) {
    throw invalidInput(`ARN ${arn} is not valid.`)
  }
  return arn
}
