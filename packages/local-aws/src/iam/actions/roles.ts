import { uniqueId } from '../../base/index.ts'
import { nameKey, type Role } from '../../model/index.ts'
import type { Call, QueryAction, Xml } from '../../protocol/index.ts'
import {
  alreadyExists,
  checkModifiable,
  checkLength,
  constraintError,
  encodeDocument,
  findRole,
  iamAction,
  iamArn,
  mustFirst,
  optionalInteger,
  pageOf,
  pathOf,
  pathPrefixOf,
  requestTags,
  required,
  requiredName,
  roleTarget,
  tagsXmlIfAny,
  withParameter,
  withRequestTags,
  pageParameters,
  tagParameters,
} from '../request/index.ts'
import { boundaryXml, checkedBoundary } from './permissions-boundary.ts'
import { trustPolicy, trustText } from './trust.ts'

const newRole = (call: Call) => ({
  arn: iamArn(call.account.id, `role${pathOf(call)}${requiredName(call, 'RoleName')}`),
})

const createRole = iamAction(
  'CreateRole',
  [
    'RoleName',
    'AssumeRolePolicyDocument',
    'Path',
    'Description',
    'MaxSessionDuration',
    'PermissionsBoundary',
    ...tagParameters,
  ],
  withParameter(withRequestTags(newRole), 'iam:PermissionsBoundary', 'PermissionsBoundary'),
  (call) => {
    const { id: account, roles } = call.account
    const name = requiredName(call, 'RoleName')
    const text = required(call, 'AssumeRolePolicyDocument')
    if (roles.has(nameKey(name))) throw alreadyExists(`Role with name ${name} already exists.`)
    const role: Role = {
      name,
      path: pathOf(call),
      id: uniqueId('AROA', call.randomBytes),
      arn: newRole(call).arn,
      account,
      createdAt: call.now,
      tags: requestTags(call),
      description: descriptionOf(call),
      maxSessionDurationSeconds: maxSessionDurationOf(call) ?? 3600,
      permissionsBoundary: checkedBoundary(call),
      trust: trustPolicy(call.state, name, text, 'AssumeRolePolicyDocument'),
      inlinePolicies: new Map(),
      attachedPolicies: new Set(),
      lastUsedAt: undefined,
    }
    roles.set(nameKey(name), role)
    // AWS repeats here what was sent, and shows what it made of it from the next request on.
    const sent = { AssumeRolePolicyDocument: encodeDocument(text) }
    return { Role: { ...roleXml(call, role), ...sent, MaxSessionDuration: maxSessionDurationOf(call) } }
  },
)

const getRole = iamAction('GetRole', ['RoleName'], roleTarget, (call) => {
  const role = named(call)
  return { Role: { ...roleXml(call, role), RoleLastUsed: roleLastUsedXml(call, role) } }
})

const updateRole = iamAction(
  'UpdateRole',
  ['RoleName', 'Description', 'MaxSessionDuration'],
  roleTarget,
  (call) => {
    const role = named(call)
    const description = descriptionOf(call)
    const maxSessionDurationSeconds = maxSessionDurationOf(call)
    if (description !== undefined) role.description = description
    if (maxSessionDurationSeconds !== undefined) role.maxSessionDurationSeconds = maxSessionDurationSeconds
    return {}
  },
)

const updateRoleDescription = iamAction(
  'UpdateRoleDescription',
  ['RoleName', 'Description'],
  roleTarget,
  (call) => {
    const role = named(call)
    required(call, 'Description')
    role.description = descriptionOf(call)
    return { Role: roleXml(call, role) }
  },
)

const updateAssumeRolePolicy = iamAction(
  'UpdateAssumeRolePolicy',
  ['RoleName', 'PolicyDocument'],
  roleTarget,
  (call) => {
    const role = named(call)
    checkModifiable(role)
    role.trust = trustPolicy(call.state, role.name, required(call, 'PolicyDocument'), 'PolicyDocument')
    return undefined
  },
)

const deleteRole = iamAction('DeleteRole', ['RoleName'], roleTarget, (call) => {
  const role = named(call)
  checkModifiable(role)
  if ([...call.account.instanceProfiles.values()].some((profile) => profile.role === nameKey(role.name))) {
    throw mustFirst('remove roles from instance profile')
  }
  if (role.attachedPolicies.size > 0) throw mustFirst('detach all policies')
  if (role.inlinePolicies.size > 0) throw mustFirst('delete policies')
  call.account.roles.delete(nameKey(role.name))
  return undefined
})

const listRoles = iamAction(
  'ListRoles',
  ['PathPrefix', ...pageParameters],
  (call) => ({ arn: iamArn(call.account.id, `role${pathPrefixOf(call)}`) }),
  (call) => {
    const prefix = pathPrefixOf(call)
    const roles = [...call.account.roles.values()].filter(({ path }) => path.startsWith(prefix))
    const { items, rest } = pageOf(call, roles, ({ name }) => nameKey(name))
    return { Roles: items.map((role) => listedRoleXml(call, role)), ...rest }
  },
)

export const roleActions: readonly QueryAction[] = [
  createRole,
  getRole,
  updateRole,
  updateRoleDescription,
  updateAssumeRolePolicy,
  deleteRole,
  listRoles,
]

function named(call: Call): Role {
  return findRole(call.account, requiredName(call, 'RoleName'))
}

function maxSessionDurationOf(call: Call): number | undefined {
  return optionalInteger(call, 'MaxSessionDuration', 3600, 43_200)
}

/** `Description`, where it was sent. @throws AwsError `ValidationError` */
export function descriptionOf(call: Call): string | undefined {
  const description = call.params.get('Description')
  if (description === undefined) return undefined
  checkLength(description, 'Description', 0, 1000)
  if (!/^[\t\n\r\x20-\x7e\xa1-\xff]*$/.test(description)) {
    throw constraintError(
      description,
      'Description',
      'Member must satisfy regular expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*',
    )
  }
  return description
}

/** A role as lists show it: without boundary and tags. */
export function listedRoleXml(call: Call, role: Role): Xml {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: role.createdAt,
    AssumeRolePolicyDocument: encodeDocument(trustText(call.state, role)),
    Description: role.description,
    MaxSessionDuration: role.maxSessionDurationSeconds,
  }
}

/** When a role was last used. */
export function roleLastUsedXml(call: Call, { lastUsedAt }: Role): Xml {
  return { LastUsedDate: lastUsedAt, Region: lastUsedAt && call.region }
}

/** A role as Get… shows it. */
export function roleXml(call: Call, role: Role): Xml {
  return {
    ...listedRoleXml(call, role),
    PermissionsBoundary: boundaryXml(role.permissionsBoundary),
    Tags: tagsXmlIfAny(role.tags),
  }
}
