import {
  awsManagedPolicies,
  type Group,
  type ManagedPolicy,
  nameKey,
  type Role,
  type User,
} from '../../model/index.ts'
import type { Call, QueryAction, Xml } from '../../protocol/index.ts'
import {
  anyResource,
  constraintError,
  encodeDocument,
  type Holder,
  iamAction,
  memberList,
  pageOf,
  pageParameters,
  tagsXml,
} from '../request/index.ts'
import { listedGroupXml } from './groups.ts'
import { listedProfileXml } from './instance-profiles.ts'
import { boundaryXml } from './permissions-boundary.ts'
import { attachmentsOf, boundariesOf } from './policy-entities.ts'
import { versionXml } from './policy-versions.ts'
import { policyXml } from './policy-xml.ts'
import { roleLastUsedXml } from './roles.ts'
import { trustText } from './trust.ts'
import { listedUserXml } from './users.ts'

const kinds = ['User', 'Role', 'Group', 'LocalManagedPolicy', 'AWSManagedPolicy'] as const
type Kind = (typeof kinds)[number]

/** One entry of the answer, and the list that it is shown in. */
interface Detail {
  readonly list: 'UserDetailList' | 'GroupDetailList' | 'RoleDetailList' | 'Policies'
  /** Unique, and what pages are sorted by: users, groups, roles, policies. */
  readonly key: string
  readonly xml: () => Xml
}

/**
 * GetAccountAuthorizationDetails: who there is in an account and what each may do, page by page across the four
 * lists. Of AWS's own policies those that somebody has.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
export const authorizationDetailActions: readonly QueryAction[] = [
  iamAction('GetAccountAuthorizationDetails', ['Filter[]', ...pageParameters], anyResource, (call) => {
    const wanted = wantedKinds(call)
    const details = kinds.filter((kind) => wanted.has(kind)).flatMap((kind) => detailsOf[kind](call))
    const { items, rest } = pageOf(call, details, ({ key }) => key)
    const shown = (list: Detail['list']) => items.filter((item) => item.list === list).map(({ xml }) => xml())
    return {
      UserDetailList: shown('UserDetailList'),
      GroupDetailList: shown('GroupDetailList'),
      RoleDetailList: shown('RoleDetailList'),
      Policies: shown('Policies'),
      ...rest,
    }
  }),
]

const detailsOf: Readonly<Record<Kind, (call: Call) => readonly Detail[]>> = {
  User: (call) =>
    [...call.account.users.values()].map((user) => ({
      list: 'UserDetailList',
      key: `1 ${nameKey(user.name)}`,
      xml: () => userDetail(call, user),
    })),
  Group: (call) =>
    [...call.account.groups.values()].map((group) => ({
      list: 'GroupDetailList',
      key: `2 ${nameKey(group.name)}`,
      xml: () => groupDetail(call, group),
    })),
  Role: (call) =>
    [...call.account.roles.values()].map((role) => ({
      list: 'RoleDetailList',
      key: `3 ${nameKey(role.name)}`,
      xml: () => roleDetail(call, role),
    })),
  LocalManagedPolicy: (call) => [...call.account.managedPolicies.values()].map(policyDetail(call)),
  AWSManagedPolicy: (call) =>
    [...awsManagedPolicies.values()].filter(({ arn }) => isUsed(call, arn)).map(policyDetail(call)),
}

/** @throws AwsError `ValidationError` for a kind that is none */
function wantedKinds(call: Call): ReadonlySet<Kind> {
  const filter = memberList(call, 'Filter')
  const unknown = filter.some((name) => !kinds.some((kind) => kind === name))
  if (unknown) {
    throw constraintError(
      `[${filter.join(', ')}]`,
      'Filter',
      `Member must satisfy constraint: [Member must satisfy enum value set: [${kinds.join(', ')}]]`,
    )
  }
  return new Set(kinds.filter((kind) => filter.length === 0 || filter.includes(kind)))
}

function isUsed({ account }: Call, arn: string): boolean {
  return attachmentsOf(account, arn).length + boundariesOf(account, arn).length > 0
}

function userDetail(call: Call, user: User): Xml {
  const groups = [...user.groups].map((key) => call.account.groups.get(key)?.name)
  return {
    ...listedUserXml(user),
    GroupList: groups.filter((name) => name !== undefined),
    UserPolicyList: inlineXml(user),
    AttachedManagedPolicies: attachedXml(call, user),
    PermissionsBoundary: boundaryXml(user.permissionsBoundary),
    Tags: tagsXml(user.tags),
  }
}

function groupDetail(call: Call, group: Group): Xml {
  return {
    ...listedGroupXml(group),
    GroupPolicyList: inlineXml(group),
    AttachedManagedPolicies: attachedXml(call, group),
  }
}

function roleDetail(call: Call, role: Role): Xml {
  const profiles = [...call.account.instanceProfiles.values()]
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: role.createdAt,
    AssumeRolePolicyDocument: encodeDocument(trustText(call.state, role)),
    InstanceProfileList: profiles
      .filter((profile) => profile.role === nameKey(role.name))
      .map((profile) => listedProfileXml(call, profile)),
    RolePolicyList: inlineXml(role),
    AttachedManagedPolicies: attachedXml(call, role),
    PermissionsBoundary: boundaryXml(role.permissionsBoundary),
    Tags: tagsXml(role.tags),
    RoleLastUsed: roleLastUsedXml(call, role),
  }
}

function policyDetail(call: Call): (policy: ManagedPolicy) => Detail {
  return (policy) => ({
    list: 'Policies',
    key: `4 ${policy.arn}`,
    xml: () => ({
      ...policyXml(call.account, policy),
      PolicyVersionList: [...policy.versions].toReversed().map(([id, { document }]) => ({
        Document: encodeDocument(document.text),
        ...versionXml(policy, id),
      })),
    }),
  })
}

function inlineXml({ inlinePolicies }: Holder): readonly Xml[] {
  return [...inlinePolicies].map(([PolicyName, { text }]) => ({
    PolicyName,
    PolicyDocument: encodeDocument(text),
  }))
}

function attachedXml({ account }: Call, { attachedPolicies }: Holder): readonly Xml[] {
  return [...attachedPolicies]
    .map((arn) => account.managedPolicies.get(arn) ?? awsManagedPolicies.get(arn))
    .filter((policy) => policy !== undefined)
    .map(({ name, arn }) => ({ PolicyName: name, PolicyArn: arn }))
}
