import { AwsError } from '../../base/index.ts'
import { awsManagedPolicies, type ManagedPolicy } from '../../model/index.ts'
import type { Call } from '../../protocol/index.ts'
import { noSuchEntity, policyArnOf } from '../request/index.ts'

/**
 * The managed policy named by `PolicyArn`, for actions that change it.
 *
 * @throws AwsError `NoSuchEntity`, or `AccessDenied` for AWS's own policies, which nobody may change
 */
export function ownPolicy(call: Call): ManagedPolicy {
  const arn = policyArnOf(call)
  const policy = call.account.managedPolicies.get(arn)
  if (policy) return policy
  if (awsManagedPolicies.has(arn)) {
    throw new AwsError('AccessDenied', 403, `Cannot change the AWS managed policy ${arn}.`)
  }
  throw noSuchEntity(`Policy ${arn} was not found.`)
}
