import type { Call, QueryAction } from '../../protocol/index.ts'
import { anyResource, iamAction } from '../request/index.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const quotas = {
  AccessKeysPerUserQuota: 2,
  AssumeRolePolicySizeQuota: 2048,
  AttachedPoliciesPerGroupQuota: 10,
  AttachedPoliciesPerRoleQuota: 10,
  AttachedPoliciesPerUserQuota: 10,
  GroupPolicySizeQuota: 5120,
  GroupsPerUserQuota: 10,
  GroupsQuota: 300,
  InstanceProfilesQuota: 1000,
  PoliciesQuota: 1500,
  PolicySizeQuota: 6144,
  PolicyVersionsInUseQuota: 10_000,
  RolePolicySizeQuota: 10_240,
  RolesQuota: 1000,
  ServerCertificatesQuota: 20,
  SigningCertificatesPerUserQuota: 2,
  UserPolicySizeQuota: 2048,
  UsersQuota: 5000,
  VersionsPerPolicyQuota: 5,
}

/** What an account has, and how much of it AWS lets one have. */
export const accountSummaryActions: readonly QueryAction[] = [
  iamAction('GetAccountSummary', [], anyResource, (call) => {
    const entries = Object.entries({ ...quotas, ...counted(call) })
    return {
      SummaryMap: new Map(
        entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => [name, String(value)]),
      ),
    }
  }),
]

function counted({ account, state }: Call): Readonly<Record<string, number>> {
  const devices = [...account.mfaDevices.values()]
  const policies = [...account.managedPolicies.values()]
  const rootKeys = [...state.accessKeys.values()].filter(
    (key) => key.account === account.id && key.userName === undefined,
  )
  const rootCertificates = [...account.signingCertificates.values()].filter(
    ({ userName }) => userName === undefined,
  )
  return {
    AccountAccessKeysPresent: rootKeys.length === 0 ? 0 : 1,
    AccountMFAEnabled: 0,
    AccountPasswordPresent: 0,
    AccountSigningCertificatesPresent: rootCertificates.length === 0 ? 0 : 1,
    GlobalEndpointTokenVersion: account.tokenVersion,
    Groups: account.groups.size,
    InstanceProfiles: account.instanceProfiles.size,
    MFADevices: devices.length,
    MFADevicesInUse: devices.filter(({ userName }) => userName !== undefined).length,
    Policies: policies.length,
    PolicyVersionsInUse: policies.reduce((sum, { versions }) => sum + versions.size, 0),
    Providers: account.oidcProviders.size + account.samlProviders.size,
    Roles: account.roles.size,
    ServerCertificates: account.serverCertificates.size,
    Users: account.users.size,
  }
}
