import { accessKeyId } from '../../base/index.ts'
import { type AccessKey, nameKey } from '../../model/index.ts'
import type { Call, QueryAction } from '../../protocol/index.ts'
import {
  anyResource,
  findUser,
  iamAction,
  limitExceeded,
  noSuchEntity,
  pageOf,
  required,
  requiredWord,
  type Target,
  userNameOf,
  userTarget,
  pageParameters,
} from '../request/index.ts'

const mostKeys = 2

const createAccessKey = iamAction('CreateAccessKey', ['UserName'], userTarget, (call) => {
  const userName = ownerOf(call)
  if (keysOf(call, userName).length >= mostKeys) {
    throw limitExceeded(`Cannot exceed quota for AccessKeysPerUser: ${mostKeys}`)
  }
  const key: AccessKey = {
    id: accessKeyId('AKIA', call.account.id, call.randomBytes),
    // 30 bytes are 40 characters of base64, without padding, as AWS's are.
    secret: Buffer.from(call.randomBytes(30)).toString('base64'),
    account: call.account.id,
    userName,
    createdAt: call.now,
    status: 'Active',
    lastUsed: undefined,
  }
  call.state.accessKeys.set(key.id, key)
  return {
    AccessKey: {
      UserName: userName,
      AccessKeyId: key.id,
      Status: key.status,
      SecretAccessKey: key.secret,
      CreateDate: key.createdAt,
    },
  }
})

const listAccessKeys = iamAction('ListAccessKeys', ['UserName', ...pageParameters], userTarget, (call) => {
  const keys = keysOf(call, ownerOf(call))
  const { items, rest } = pageOf(call, keys, ({ createdAt, id }) => `${createdAt.toISOString()} ${id}`)
  const AccessKeyMetadata = items.map(({ userName, id, status, createdAt }) => ({
    UserName: userName,
    AccessKeyId: id,
    Status: status,
    CreateDate: createdAt,
  }))
  return { AccessKeyMetadata, ...rest }
})

const updateAccessKey = iamAction(
  'UpdateAccessKey',
  ['AccessKeyId', 'Status', 'UserName'],
  userTarget,
  (call) => {
    const status = requiredWord(call, 'Status', ['Active', 'Inactive'])
    const key = findKey(call)
    key.status = status
    key.changedAt = call.now
    return undefined
  },
)

const deleteAccessKey = iamAction('DeleteAccessKey', ['AccessKeyId', 'UserName'], userTarget, (call) => {
  call.state.accessKeys.delete(findKey(call).id)
  return undefined
})

const getAccessKeyLastUsed = iamAction('GetAccessKeyLastUsed', ['AccessKeyId'], keyOwnerTarget, (call) => {
  const id = required(call, 'AccessKeyId')
  const key = call.state.accessKeys.get(id)
  if (key?.account !== call.account.id) throw notFound(id)
  return {
    UserName: key.userName,
    AccessKeyLastUsed: {
      LastUsedDate: key.lastUsed?.at,
      ServiceName: key.lastUsed?.service ?? 'N/A',
      Region: key.lastUsed?.region ?? 'N/A',
    },
  }
})

export const accessKeyActions: readonly QueryAction[] = [
  createAccessKey,
  listAccessKeys,
  updateAccessKey,
  deleteAccessKey,
  getAccessKeyLastUsed,
]

function keyOwnerTarget(call: Call): Target {
  const key = call.state.accessKeys.get(required(call, 'AccessKeyId'))
  const owner =
    key?.account === call.account.id && key.userName !== undefined
      ? call.account.users.get(nameKey(key.userName))
      : undefined
  return owner ? { arn: owner.arn } : anyResource()
}

/** The name of the user whose keys the call is about, as the user spells it; `undefined` for the root user. */
function ownerOf(call: Call): string | undefined {
  const name = userNameOf(call)
  return name === undefined ? undefined : findUser(call.account, name).name
}

function keysOf(call: Call, userName: string | undefined): readonly AccessKey[] {
  return [...call.state.accessKeys.values()].filter(
    (key) => key.account === call.account.id && key.userName === userName,
  )
}

function findKey(call: Call): AccessKey {
  const userName = ownerOf(call)
  const id = required(call, 'AccessKeyId')
  const key = keysOf(call, userName).find((candidate) => candidate.id === id)
  if (!key) throw notFound(id)
  return key
}

function notFound(id: string) {
  return noSuchEntity(`The Access Key with id ${id} cannot be found.`)
}
