/**
 * IAM: users, groups, access keys, roles, policies, OIDC providers and virtual MFA devices.
 *
 * @module
 */
import type { QueryAction } from '../action.ts'
import { absentFeatureActions } from './absent-features.ts'
import { accessKeyActions } from './access-keys.ts'
import { attachedPolicyActions } from './attached-policies.ts'
import { groupActions } from './groups.ts'
import { inlinePolicyActions } from './inline-policies.ts'
import { managedPolicyActions } from './managed-policies.ts'
import { mfaDeviceActions } from './mfa-devices.ts'
import { oidcProviderActions } from './oidc-providers.ts'
import { permissionsBoundaryActions } from './permissions-boundary.ts'
import { policyEntityActions } from './policy-entities.ts'
import { policyVersionActions } from './policy-versions.ts'
import { roleActions } from './roles.ts'
import { simulationActions } from './simulate-policy.ts'
import { tagActions } from './tag-actions.ts'
import { userActions } from './users.ts'

export { managedPolicyDocument } from './managed-policy-document.ts'

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
    ...simulationActions,
    ...absentFeatureActions,
  ].map((action) => [action.name, action]),
)
