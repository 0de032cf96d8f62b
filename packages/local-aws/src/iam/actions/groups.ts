import { uniqueId } from '../../base/index.ts'
import { type Group, nameKey, type User } from '../../model/index.ts'
import type { Call, QueryAction, Xml } from '../../protocol/index.ts'
import {
  alreadyExists,
  findGroup,
  findUser,
  groupTarget,
  iamAction,
  iamArn,
  movingAction,
  mustFirst,
  optionalName,
  pageOf,
  pathOf,
  pathPrefixOf,
  requiredName,
  users as userHolders,
  pageParameters,
} from '../request/index.ts'
import { listedUserXml } from './users.ts'

const newGroup = (call: Call) => ({
  arn: iamArn(call.account.id, `group${pathOf(call)}${requiredName(call, 'GroupName')}`),
})

const createGroup = iamAction('CreateGroup', ['GroupName', 'Path'], newGroup, (call) => {
  const { id: account, groups } = call.account
  const name = requiredName(call, 'GroupName')
  if (groups.has(nameKey(name))) throw alreadyExists(`Group with name ${name} already exists.`)
  const group: Group = {
    name,
    path: pathOf(call),
    id: uniqueId('AGPA', call.randomBytes),
    arn: newGroup(call).arn,
    account,
    createdAt: call.now,
    inlinePolicies: new Map(),
    attachedPolicies: new Set(),
  }
  groups.set(nameKey(name), group)
  return { Group: listedGroupXml(group) }
})

const getGroup = iamAction('GetGroup', ['GroupName', ...pageParameters], groupTarget, (call) => {
  const group = named(call)
  const { items, rest } = pageOf(call, membersOf(call, group), ({ name }) => nameKey(name))
  return { Group: listedGroupXml(group), Users: items.map(listedUserXml), ...rest }
})

const updateGroup = movingAction(
  iamAction('UpdateGroup', ['GroupName', 'NewPath', 'NewGroupName'], groupTarget, (call) => {
    const { account } = call
    const group = named(call)
    const members = membersOf(call, group)
    const name = optionalName(call, 'NewGroupName') ?? group.name
    const path = call.params.has('NewPath') ? pathOf(call, 'NewPath') : group.path
    if (nameKey(name) !== nameKey(group.name) && account.groups.has(nameKey(name))) {
      throw alreadyExists(`Group with name ${name} already exists.`)
    }
    account.groups.delete(nameKey(group.name))
    account.groups.set(nameKey(name), {
      ...group,
      name,
      path,
      arn: iamArn(account.id, `group${path}${name}`),
    })
    for (const member of members) {
      member.groups.delete(nameKey(group.name))
      member.groups.add(nameKey(name))
    }
    return undefined
  }),
  {
    type: 'group',
    nameParameter: 'NewGroupName',
    find: (call) => call.account.groups.get(nameKey(requiredName(call, 'GroupName'))),
  },
)

const deleteGroup = iamAction('DeleteGroup', ['GroupName'], groupTarget, (call) => {
  const group = named(call)
  if (membersOf(call, group).length > 0) throw mustFirst('remove users from group')
  if (group.attachedPolicies.size > 0) throw mustFirst('detach all policies')
  if (group.inlinePolicies.size > 0) throw mustFirst('delete policies')
  call.account.groups.delete(nameKey(group.name))
  return undefined
})

const listGroups = iamAction(
  'ListGroups',
  ['PathPrefix', ...pageParameters],
  (call) => ({ arn: iamArn(call.account.id, `group${pathPrefixOf(call)}`) }),
  (call) => {
    const prefix = pathPrefixOf(call)
    return groupList(
      call,
      [...call.account.groups.values()].filter(({ path }) => path.startsWith(prefix)),
    )
  },
)

const addUserToGroup = iamAction('AddUserToGroup', ['GroupName', 'UserName'], groupTarget, (call) => {
  const group = named(call)
  findUser(call.account, requiredName(call, 'UserName')).groups.add(nameKey(group.name))
  return undefined
})

const removeUserFromGroup = iamAction(
  'RemoveUserFromGroup',
  ['GroupName', 'UserName'],
  groupTarget,
  (call) => {
    const group = named(call)
    findUser(call.account, requiredName(call, 'UserName')).groups.delete(nameKey(group.name))
    return undefined
  },
)

const listGroupsForUser = iamAction(
  'ListGroupsForUser',
  ['UserName', ...pageParameters],
  userHolders.target,
  (call) => {
    const user = findUser(call.account, requiredName(call, 'UserName'))
    const groups = [...user.groups].map((key) => call.account.groups.get(key))
    return groupList(
      call,
      groups.filter((group) => group !== undefined),
    )
  },
)

export const groupActions: readonly QueryAction[] = [
  createGroup,
  getGroup,
  updateGroup,
  deleteGroup,
  listGroups,
  addUserToGroup,
  removeUserFromGroup,
  listGroupsForUser,
]

function named(call: Call): Group {
  return findGroup(call.account, requiredName(call, 'GroupName'))
}

function membersOf(call: Call, group: Group): readonly User[] {
  return [...call.account.users.values()].filter(({ groups }) => groups.has(nameKey(group.name)))
}

function groupList(call: Call, groups: readonly Group[]): Xml {
  const { items, rest } = pageOf(call, groups, ({ name }) => nameKey(name))
  return { Groups: items.map(listedGroupXml), ...rest }
}

/** A group as it is shown, by itself and in lists. */
export function listedGroupXml(group: Group): Xml {
  return {
    Path: group.path,
    GroupName: group.name,
    GroupId: group.id,
    Arn: group.arn,
    CreateDate: group.createdAt,
  }
}
