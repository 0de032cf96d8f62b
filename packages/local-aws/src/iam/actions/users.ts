import { uniqueId } from '../../base/index.ts'
import { type Account, nameKey, type User } from '../../model/index.ts'
import type { Call, QueryAction, Xml } from '../../protocol/index.ts'
import {
  alreadyExists,
  findUser,
  iamAction,
  iamArn,
  movingAction,
  mustFirst,
  optionalName,
  pageOf,
  pathOf,
  pathPrefixOf,
  requestTags,
  requiredName,
  tagsXmlIfAny,
  userNameOf,
  userTarget,
  withParameter,
  withRequestTags,
  pageParameters,
  tagParameters,
} from '../request/index.ts'
import { boundaryXml, checkedBoundary } from './permissions-boundary.ts'

const newUser = (call: Call) => ({
  arn: iamArn(call.account.id, `user${pathOf(call)}${requiredName(call, 'UserName')}`),
})

const createUser = iamAction(
  'CreateUser',
  ['UserName', 'Path', 'PermissionsBoundary', ...tagParameters],
  withParameter(withRequestTags(newUser), 'iam:PermissionsBoundary', 'PermissionsBoundary'),
  (call) => {
    const { id: account, users } = call.account
    const name = requiredName(call, 'UserName')
    if (users.has(nameKey(name))) throw alreadyExists(`User with name ${name} already exists.`)
    const user: User = {
      name,
      path: pathOf(call),
      id: uniqueId('AIDA', call.randomBytes),
      arn: newUser(call).arn,
      account,
      createdAt: call.now,
      tags: requestTags(call),
      groups: new Set(),
      inlinePolicies: new Map(),
      attachedPolicies: new Set(),
      permissionsBoundary: checkedBoundary(call),
    }
    users.set(nameKey(name), user)
    return { User: userXml(user) }
  },
)

const getUser = iamAction('GetUser', ['UserName'], userTarget, (call) => {
  const name = userNameOf(call)
  if (name !== undefined) return { User: userXml(findUser(call.account, name)) }
  const { id } = call.account
  return { User: { UserId: id, Arn: iamArn(id, 'root'), CreateDate: new Date(0) } }
})

const updateUser = movingAction(
  iamAction(
    'UpdateUser',
    ['UserName', 'NewPath', 'NewUserName'],
    (call) => {
      requiredName(call, 'UserName')
      return userTarget(call)
    },
    (call) => {
      const { account } = call
      const user = findUser(account, requiredName(call, 'UserName'))
      const name = optionalName(call, 'NewUserName') ?? user.name
      const path = call.params.has('NewPath') ? pathOf(call, 'NewPath') : user.path
      if (nameKey(name) !== nameKey(user.name) && account.users.has(nameKey(name))) {
        throw alreadyExists(`User with name ${name} already exists.`)
      }
      account.users.delete(nameKey(user.name))
      account.users.set(nameKey(name), {
        ...user,
        name,
        path,
        arn: iamArn(account.id, `user${path}${name}`),
      })
      for (const key of keysOf(call, user)) call.state.accessKeys.set(key.id, { ...key, userName: name })
      for (const owned of ownedBy(account, user)) owned.userName = name
      return undefined
    },
  ),
  {
    type: 'user',
    nameParameter: 'NewUserName',
    find: (call) => call.account.users.get(nameKey(requiredName(call, 'UserName'))),
  },
)

const deleteUser = iamAction(
  'DeleteUser',
  ['UserName'],
  (call) => {
    requiredName(call, 'UserName')
    return userTarget(call)
  },
  (call) => {
    const { account } = call
    const user = findUser(account, requiredName(call, 'UserName'))
    if (user.attachedPolicies.size > 0) throw mustFirst('detach all policies')
    if (user.inlinePolicies.size > 0) throw mustFirst('delete policies')
    if (user.loginProfile !== undefined) throw mustFirst('delete login profile')
    if (keysOf(call, user).length > 0) throw mustFirst('delete access keys')
    if (user.groups.size > 0) throw mustFirst('remove users from group')
    for (const [kind, what] of ownedKinds) {
      if (owns(account[kind], user)) throw mustFirst(`delete ${what}`)
    }
    account.users.delete(nameKey(user.name))
    return undefined
  },
)

const listUsers = iamAction(
  'ListUsers',
  ['PathPrefix', ...pageParameters],
  (call) => ({ arn: iamArn(call.account.id, `user${pathPrefixOf(call)}`) }),
  (call) => {
    const prefix = pathPrefixOf(call)
    const users = [...call.account.users.values()].filter(({ path }) => path.startsWith(prefix))
    const { items, rest } = pageOf(call, users, ({ name }) => nameKey(name))
    return { Users: items.map(listedUserXml), ...rest }
  },
)

export const userActions: readonly QueryAction[] = [createUser, getUser, updateUser, deleteUser, listUsers]

/** A user as lists show it: without tags and boundary. */
export function listedUserXml(user: User): Xml {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: user.arn,
    CreateDate: user.createdAt,
  }
}

function userXml(user: User): Xml {
  return {
    ...listedUserXml(user),
    PermissionsBoundary: boundaryXml(user.permissionsBoundary),
    Tags: tagsXmlIfAny(user.tags),
  }
}

/** What belongs to users by their name, and what AWS calls it. */
const ownedKinds = [
  ['mfaDevices', 'MFA device'],
  ['signingCertificates', 'signing certificates'],
  ['sshPublicKeys', 'SSH public keys'],
  ['serviceCredentials', 'service specific credentials'],
] as const

interface Owned {
  userName: string | undefined
}

function ownedBy(account: Account, { name }: User): readonly Owned[] {
  return ownedKinds
    .flatMap(([kind]): readonly Owned[] => [...account[kind].values()])
    .filter(({ userName }) => userName === name)
}

function owns(all: ReadonlyMap<string, Readonly<Owned>>, { name }: User): boolean {
  return [...all.values()].some(({ userName }) => userName === name)
}

function keysOf(call: Call, user: User) {
  return [...call.state.accessKeys.values()].filter(
    ({ account, userName }) => account === user.account && userName === user.name,
  )
}
