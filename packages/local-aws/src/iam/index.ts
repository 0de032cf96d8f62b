/**
 * IAM: users, groups, access keys, roles, policies, OIDC providers and virtual MFA devices.
 *
 * @module
 */
import type { QueryAction } from '../action.ts'
import type { PolicyDocument, State } from '../state.ts'
import { absentFeatureActions } from './absent-features.ts'
import { accessKeyActions } from './access-keys.ts'
import { attachedPolicyActions } from './attached-policies.ts'
import { awsManagedPolicies } from './aws-managed-policies.ts'
import { groupActions } from './groups.ts'
import { inlinePolicyActions } from './inline-policies.ts'
import { managedPolicyActions } from './managed-policies.ts'
import { mfaDeviceActions } from './mfa-devices.ts'
import { oidcProviderActions } from './oidc-providers.ts'
import { permissionsBoundaryActions } from './permissions-boundary.ts'
import { policyEntityActions } from './policy-entities.ts'
import { policyVersionActions } from './policy-versions.ts'
import { roleActions } from './roles.ts'
import { tagActions } from './tag-actions.ts'
import { userActions } from './users.ts'

/** Every IAM action the local AWS has, by name. */
export const iamActions: ReadonlyMap<string, QueryAction> = new Map(
  [
    ...userActions,
    ...accessKeyActions,
    ...groupActions,
    ...roleActions,
    ...inlinePolicyActions,
    ...managedPolicyActions,
    ...policyVersionActions,
    ...policyEntityActions,
    ...attachedPolicyActions,
    ...permissionsBoundaryActions,
    ...oidcProviderActions,
    ...mfaDeviceActions,
    ...tagActions,
    ...absentFeatureActions,
  ].map((action) => [action.name, action]),
)

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
