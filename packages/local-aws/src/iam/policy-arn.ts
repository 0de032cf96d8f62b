import type { Call } from '../action.ts'
import { invalidInput } from './errors.ts'
import { checkLength, required } from './parameters.ts'

/**
 * The arn of a managed policy.
 *
 * @throws AwsError `ValidationError` when it is missing or too short, `InvalidInput` when it is no policy's
 */
export function policyArnOf(
  call: Call,
  parameter: 'PolicyArn' | 'PermissionsBoundary' = 'PolicyArn',
): string {
  const arn = required(call, parameter)
  checkLength(arn, parameter, 20, 2048)
  if (!/^arn:aws[a-z-]*:iam::(?:\d{12}|aws):policy\/[\x21-\x7e]+$/.test(arn)) {
    throw invalidInput(`ARN ${arn} is not valid.`)
  }
  return arn
}
