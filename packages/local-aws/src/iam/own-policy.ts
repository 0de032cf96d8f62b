import type { Call } from '../action.ts'
import { AwsError } from '../aws-error.ts'
import type { ManagedPolicy } from '../state.ts'
import { awsManagedPolicies } from './aws-managed-policies.ts'
import { noSuchEntity } from './errors.ts'
import { policyArnOf } from './policy-arn.ts'

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
