import { createHash } from 'node:crypto'
import { AwsError, uniqueId } from '../../base/index.ts'
import type { ServiceCredential } from '../../model/index.ts'
import type { Call, QueryAction, Xml } from '../../protocol/index.ts'
import {
  checkLength,
  findUser,
  flag,
  iamAction,
  iamArn,
  limitExceeded,
  noSuchEntity,
  pageOf,
  pageParameters,
  required,
  requiredName,
  requiredWord,
  type Target,
  userNameOf,
  users,
  userTarget,
  validationError,
} from '../request/index.ts'

/** Of each service. */
const mostCredentials = 2
const services = new Set(['codecommit.amazonaws.com', 'cassandra.amazonaws.com'])
/** Services whose credentials are API keys, of another form and with an end. */
const withApiKeys = new Set(['bedrock.amazonaws.com', 'logs.amazonaws.com'])

const newCredential = (call: Call): Target => {
  const { arn, context = [] } = users.target(call)
  const service = call.params.get('ServiceName')
  const more = service === undefined ? [] : [['iam:ServiceSpecificCredentialServiceName', [service]] as const]
  return { arn, context: [...context, ...more] }
}

const create = iamAction(
  'CreateServiceSpecificCredential',
  ['UserName', 'ServiceName'],
  newCredential,
  (call) => {
    const user = findUser(call.account, requiredName(call, 'UserName'))
    const service = checkedService(required(call, 'ServiceName'))
    const others = credentialsOf(call, user.name).filter((other) => other.service === service)
    if (others.length >= mostCredentials) {
      throw limitExceeded(`Cannot exceed quota for ServiceSpecificCredentialsPerUser: ${mostCredentials}`)
    }
    const names = new Set(others.map(({ serviceUserName }) => serviceUserName))
    const own = `${user.name}-at-${call.account.id}`
    const { password, secret } = newPassword(call)
    const credential: ServiceCredential = {
      id: uniqueId('ACCA', call.randomBytes),
      userName: user.name,
      service,
      serviceUserName: names.has(own) ? `${user.name}+1-at-${call.account.id}` : own,
      createdAt: call.now,
      ...secret,
      status: 'Active',
    }
    call.account.serviceCredentials.set(credential.id, credential)
    return { ServiceSpecificCredential: withPassword(credential, password) }
  },
)

const reset = iamAction(
  'ResetServiceSpecificCredential',
  ['UserName', 'ServiceSpecificCredentialId'],
  userTarget,
  (call) => {
    const credential = named(call)
    const { password, secret } = newPassword(call)
    Object.assign(credential, secret)
    return { ServiceSpecificCredential: withPassword(credential, password) }
  },
)

const update = iamAction(
  'UpdateServiceSpecificCredential',
  ['UserName', 'ServiceSpecificCredentialId', 'Status'],
  userTarget,
  (call) => {
    const status = requiredWord(call, 'Status', ['Active', 'Inactive'])
    named(call).status = status
    return undefined
  },
)

const remove = iamAction(
  'DeleteServiceSpecificCredential',
  ['UserName', 'ServiceSpecificCredentialId'],
  userTarget,
  (call) => {
    call.account.serviceCredentials.delete(named(call).id)
    return undefined
  },
)

const list = iamAction(
  'ListServiceSpecificCredentials',
  ['UserName', 'AllUsers', 'ServiceName', ...pageParameters],
  (call) => (flag(call, 'AllUsers') ? { arn: iamArn(call.account.id, 'user/*') } : userTarget(call)),
  (call) => {
    const wanted = call.params.get('ServiceName')
    if (wanted !== undefined && !withApiKeys.has(wanted)) checkedService(wanted)
    const { items, rest } = pageOf(
      call,
      listed(call).filter(({ service }) => wanted === undefined || service === wanted),
      ({ id }) => id,
    )
    return { ServiceSpecificCredentials: items.map(credentialXml), ...rest }
  },
)

/** Users' names and passwords for Git and Cassandra; nothing here takes them. */
export const serviceCredentialActions: readonly QueryAction[] = [create, reset, update, remove, list]

/** @throws AwsError `NotSupportedService`; `NotImplemented` for those whose credentials are API keys */
function checkedService(name: string): string {
  if (withApiKeys.has(name)) {
    throw new AwsError(
      'NotImplemented',
      501,
      `The local AWS does not have credentials of the service ${name}: they are API keys of that service.`,
    )
  }
  if (!services.has(name)) {
    throw new AwsError(
      'NotSupportedService',
      404,
      `No such service ${name} is supported for Service Specific Credentials`,
    )
  }
  return name
}

/** One user's, or those of all. */
function listed(call: Call): readonly ServiceCredential[] {
  if (flag(call, 'AllUsers')) {
    if (call.params.has('UserName')) throw validationError('AllUsers cannot be specified with UserName.')
    return [...call.account.serviceCredentials.values()]
  }
  const userName = userNameOf(call)
  return userName === undefined ? [] : credentialsOf(call, findUser(call.account, userName).name)
}

function credentialsOf({ account }: Call, userName: string): readonly ServiceCredential[] {
  return [...account.serviceCredentials.values()].filter((one) => one.userName === userName)
}

function named(call: Call): ServiceCredential {
  const userName = userNameOf(call)
  const owner = userName === undefined ? undefined : findUser(call.account, userName).name
  const id = required(call, 'ServiceSpecificCredentialId')
  checkLength(id, 'ServiceSpecificCredentialId', 20, 128)
  const credential = call.account.serviceCredentials.get(id)
  if (credential === undefined || credential.userName !== owner) {
    throw noSuchEntity(`No such credential ${id} exists`)
  }
  return credential
}

/** 33 bytes are 44 characters of base64, as AWS's are. */
function newPassword(call: Call): {
  readonly password: string
  readonly secret: Pick<ServiceCredential, 'salt' | 'passwordHash'>
} {
  const password = Buffer.from(call.randomBytes(33)).toString('base64')
  const salt = Uint8Array.from(call.randomBytes(16))
  return {
    password,
    secret: { salt, passwordHash: createHash('sha256').update(salt).update(password).digest() },
  }
}

function withPassword(credential: ServiceCredential, password: string): Xml {
  return { ...credentialXml(credential), ServicePassword: password }
}

function credentialXml(credential: ServiceCredential): Xml {
  return {
    CreateDate: credential.createdAt,
    ServiceName: credential.service,
    ServiceUserName: credential.serviceUserName,
    ServiceSpecificCredentialId: credential.id,
    UserName: credential.userName,
    Status: credential.status,
  }
}
