/**
 * IAM: users, groups, access keys, roles, policies, instance profiles, passwords, certificates and other keys of
 * users, OIDC and SAML providers, virtual MFA devices, reports, and what an account has of its own.
 *
 * @module
 */
import type { QueryAction } from '../protocol/index.ts'
import {
  authorizationDetailActions,
  credentialReportActions,
  serverCertificateActions,
  serviceAccessActions,
  serviceCredentialActions,
  signingCertificateActions,
  sshPublicKeyActions,
  tokenPreferenceActions,
  accessAdvisorActions,
  accountSummaryActions,
  accessKeyActions,
  attachedPolicyActions,
  outboundWebIdentityActions,
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
    ...outboundWebIdentityActions,
    ...passwordPolicyActions,
    ...loginProfileActions,
    ...instanceProfileActions,
    ...accountAliasActions,
    ...tagActions,
    ...simulationActions,
    ...contextKeyActions,
    ...authorizationDetailActions,
    ...credentialReportActions,
    ...serverCertificateActions,
    ...serviceAccessActions,
    ...serviceCredentialActions,
    ...signingCertificateActions,
    ...sshPublicKeyActions,
    ...tokenPreferenceActions,
  ].map((action) => [action.name, action]),
)
