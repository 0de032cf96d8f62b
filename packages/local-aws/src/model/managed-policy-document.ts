import { awsManagedPolicies } from './aws-managed-policies.ts'
import type { PolicyDocument } from './identities.ts'
import type { State } from './state.ts'

/**
 * The document of a managed policy that counts now: the default version of a customer's, or our partial
 * version of an AWS managed policy.
 *
 * @returns `undefined` when there is no such policy
 */
export function managedPolicyDocument(state: State, arn: string): PolicyDocument | undefined {
  const account = /^arn:aws[a-z-]*:iam::(\d{12}):/.exec(arn)?.[1]
  const policy =
    account === undefined
      ? awsManagedPolicies.get(arn)
      : state.accounts.get(account)?.managedPolicies.get(arn)
  return policy?.versions.get(policy.defaultVersionId)?.document
}
