/**
 * IAM's actions, a file for each kind of thing.
 *
 * @module
 */
export { absentFeatureActions } from './absent-features.ts'
export { accessAdvisorActions } from './access-advisor.ts'
export { accessKeyActions } from './access-keys.ts'
export { accountSummaryActions } from './account-summary.ts'
export { accountAliasActions } from './account-aliases.ts'
export { attachedPolicyActions } from './attached-policies.ts'
export { groupActions } from './groups.ts'
export { inlinePolicyActions } from './inline-policies.ts'
export { instanceProfileActions } from './instance-profiles.ts'
export { loginProfileActions } from './login-profiles.ts'
export { managedPolicyActions } from './managed-policies.ts'
export { mfaDeviceActions } from './mfa-devices.ts'
export { oidcProviderActions } from './oidc-providers.ts'
export { passwordPolicyActions } from './password-policy.ts'
export { permissionsBoundaryActions } from './permissions-boundary.ts'
export { policyEntityActions } from './policy-entities.ts'
export { policyVersionActions } from './policy-versions.ts'
export { roleActions } from './roles.ts'
export { samlProviderActions } from './saml-providers.ts'
export { serviceLinkedRoleActions } from './service-linked-roles.ts'
export { tagActions } from './tag-actions.ts'
export { userActions } from './users.ts'
