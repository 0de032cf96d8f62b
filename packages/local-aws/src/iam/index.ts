/**
 * IAM: users, groups, access keys, roles, policies, instance profiles, passwords, OIDC and SAML providers,
 * virtual MFA devices, and what an account has of its own.
 *
 * @module
 */
import type { QueryAction } from '../protocol/index.ts'
import {
  absentFeatureActions,
  accessAdvisorActions,
  accountSummaryActions,
  accessKeyActions,
  attachedPolicyActions,
  passwordPolicyActions,
  loginProfileActions,
  instanceProfileActions,
  accountAliasActions,
  groupActions,
  inlinePolicyActions,
  managedPolicyActions,
  mfaDeviceActions,
  oidcProviderActions,
  permissionsBoundaryActions,
  policyEntityActions,
  policyVersionActions,
  roleActions,
  samlProviderActions,
  serviceLinkedRoleActions,
  tagActions,
  userActions,
} from './actions/index.ts'
import { contextKeyActions, simulationActions } from './simulate/index.ts'

export { managedPolicyDocument } from '../model/index.ts'

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
    ...samlProviderActions,
    ...mfaDeviceActions,
    ...serviceLinkedRoleActions,
    ...accountSummaryActions,
    ...accessAdvisorActions,
    ...passwordPolicyActions,
    ...loginProfileActions,
    ...instanceProfileActions,
    ...accountAliasActions,
    ...tagActions,
    ...simulationActions,
    ...contextKeyActions,
    ...absentFeatureActions,
  ].map((action) => [action.name, action]),
)
