import { uniqueId } from '../../base/index.ts'
import { type InstanceProfile, nameKey } from '../../model/index.ts'
import type { Call, QueryAction, Xml } from '../../protocol/index.ts'
import {
  alreadyExists,
  findInstanceProfile,
  findRole,
  iamAction,
  iamArn,
  instanceProfileTarget,
  limitExceeded,
  mustFirst,
  noSuchEntity,
  pageOf,
  pageParameters,
  pathOf,
  pathPrefixOf,
  requestTags,
  requiredName,
  roleTarget,
  tagParameters,
  tagsXml,
  withRequestTags,
} from '../request/index.ts'
import { listedRoleXml } from './roles.ts'

const newProfile = (call: Call) => ({
  arn: iamArn(call.account.id, `instance-profile${pathOf(call)}${requiredName(call, 'InstanceProfileName')}`),
})

const createProfile = iamAction(
  'CreateInstanceProfile',
  ['InstanceProfileName', 'Path', ...tagParameters],
  withRequestTags(newProfile),
  (call) => {
    const { instanceProfiles } = call.account
    const name = requiredName(call, 'InstanceProfileName')
    if (instanceProfiles.has(nameKey(name))) throw alreadyExists(`Instance Profile ${name} already exists.`)
    const profile: InstanceProfile = {
      name,
      path: pathOf(call),
      id: uniqueId('AIPA', call.randomBytes),
      arn: newProfile(call).arn,
      createdAt: call.now,
      tags: requestTags(call),
      role: undefined,
    }
    instanceProfiles.set(nameKey(name), profile)
    return { InstanceProfile: profileXml(call, profile) }
  },
)

const getProfile = iamAction(
  'GetInstanceProfile',
  ['InstanceProfileName'],
  instanceProfileTarget,
  (call) => ({
    InstanceProfile: profileXml(call, named(call)),
  }),
)

const deleteProfile = iamAction(
  'DeleteInstanceProfile',
  ['InstanceProfileName'],
  instanceProfileTarget,
  (call) => {
    const profile = named(call)
    if (profile.role !== undefined) throw mustFirst('remove roles from instance profile')
    call.account.instanceProfiles.delete(nameKey(profile.name))
    return undefined
  },
)

const addRole: QueryAction = {
  ...iamAction(
    'AddRoleToInstanceProfile',
    ['InstanceProfileName', 'RoleName'],
    instanceProfileTarget,
    (call) => {
      const profile = named(call)
      const role = findRole(call.account, requiredName(call, 'RoleName'))
      // One role, and AWS says so in these words.
      if (profile.role !== undefined) {
        throw limitExceeded('Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1')
      }
      profile.role = nameKey(role.name)
      return undefined
    },
  ),
  // Whoever hands a role to an instance could use it there.
  needs: (call) => {
    const profile = instanceProfileTarget(call)
    const role = roleTarget(call)
    const passed = ['iam:PassedToService', ['ec2.amazonaws.com']] as const
    return [
      { action: 'iam:AddRoleToInstanceProfile', resource: profile.arn, context: new Map(profile.context) },
      { action: 'iam:PassRole', resource: role.arn, context: new Map([...(role.context ?? []), passed]) },
    ]
  },
}

const removeRole = iamAction(
  'RemoveRoleFromInstanceProfile',
  ['InstanceProfileName', 'RoleName'],
  instanceProfileTarget,
  (call) => {
    const profile = named(call)
    const roleName = requiredName(call, 'RoleName')
    if (profile.role !== nameKey(roleName)) {
      throw noSuchEntity(`Role ${roleName} in Instance Profile ${profile.name} cannot be found.`)
    }
    profile.role = undefined
    return undefined
  },
)

const listProfiles = iamAction(
  'ListInstanceProfiles',
  ['PathPrefix', ...pageParameters],
  (call) => ({ arn: iamArn(call.account.id, `instance-profile${pathPrefixOf(call)}`) }),
  (call) => {
    const prefix = pathPrefixOf(call)
    const profiles = [...call.account.instanceProfiles.values()]
    return profileList(
      call,
      profiles.filter(({ path }) => path.startsWith(prefix)),
    )
  },
)

const listProfilesForRole = iamAction(
  'ListInstanceProfilesForRole',
  ['RoleName', ...pageParameters],
  roleTarget,
  (call) => {
    const role = nameKey(findRole(call.account, requiredName(call, 'RoleName')).name)
    const profiles = [...call.account.instanceProfiles.values()]
    return profileList(
      call,
      profiles.filter((profile) => profile.role === role),
    )
  },
)

/** What hands a role to an EC2 instance, of which there are none here. */
export const instanceProfileActions: readonly QueryAction[] = [
  createProfile,
  getProfile,
  deleteProfile,
  addRole,
  removeRole,
  listProfiles,
  listProfilesForRole,
]

/** An instance profile as lists show it: without tags. */
export function listedProfileXml(call: Call, profile: InstanceProfile): Xml {
  const role = profile.role === undefined ? undefined : call.account.roles.get(profile.role)
  return {
    Path: profile.path,
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: profile.arn,
    CreateDate: profile.createdAt,
    Roles: role === undefined ? [] : [listedRoleXml(call, role)],
  }
}

function named(call: Call): InstanceProfile {
  return findInstanceProfile(call.account, requiredName(call, 'InstanceProfileName'))
}

function profileXml(call: Call, profile: InstanceProfile): Xml {
  return { ...listedProfileXml(call, profile), Tags: tagsXml(profile.tags) }
}

function profileList(call: Call, profiles: readonly InstanceProfile[]): Xml {
  const { items, rest } = pageOf(call, profiles, ({ name }) => nameKey(name))
  return { InstanceProfiles: items.map((profile) => listedProfileXml(call, profile)), ...rest }
}
