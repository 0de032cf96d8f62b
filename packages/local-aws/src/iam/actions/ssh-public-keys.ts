import { AwsError, uniqueId } from '../../base/index.ts'
import type { SshPublicKey } from '../../model/index.ts'
import type { Call, QueryAction, Xml } from '../../protocol/index.ts'
import {
  checkLength,
  constraintError,
  findUser,
  iamAction,
  limitExceeded,
  noSuchEntity,
  pageOf,
  pageParameters,
  required,
  requiredName,
  requiredWord,
  userNameOf,
  users,
  userTarget,
} from '../request/index.ts'
import { pemOf, readRsaKey, sshFingerprint, sshTextOf } from './rsa-public-key.ts'

const mostKeys = 5
const leastBits = 2048

const upload = iamAction('UploadSSHPublicKey', ['UserName', 'SSHPublicKeyBody'], users.target, (call) => {
  const user = findUser(call.account, requiredName(call, 'UserName'))
  const body = bodyOf(call)
  const read = readRsaKey(body)
  if (read === 'unrecognized') {
    throw new AwsError(
      'UnrecognizedPublicKeyEncoding',
      400,
      'The public key is not encoded as ssh-rsa or PEM, or is not an RSA key.',
    )
  }
  if (read === 'invalid') throw new AwsError('InvalidPublicKey', 400, 'The public key is malformed.')
  const { rsa, bits } = read
  if (bits < leastBits) {
    throw new AwsError('InvalidPublicKey', 400, `The public key is shorter than ${leastBits} bits.`)
  }
  const keys = keysOf(call, user.name)
  if (keys.some((other) => other.rsa.n === rsa.n && other.rsa.e === rsa.e)) {
    throw new AwsError(
      'DuplicateSSHPublicKey',
      400,
      'The SSH public key is already associated with the specified IAM user.',
    )
  }
  if (keys.length >= mostKeys) {
    throw limitExceeded(`Cannot exceed quota for SSHPublicKeysPerUser: ${mostKeys}`)
  }
  const key: SshPublicKey = {
    id: uniqueId('APKA', call.randomBytes),
    userName: user.name,
    uploadedAt: call.now,
    body,
    rsa,
    status: 'Active',
  }
  call.account.sshPublicKeys.set(key.id, key)
  return { SSHPublicKey: keyXml(key, body) }
})

const get = iamAction('GetSSHPublicKey', ['UserName', 'SSHPublicKeyId', 'Encoding'], users.target, (call) => {
  const encoding = requiredWord(call, 'Encoding', ['SSH', 'PEM'])
  const key = named(call)
  return { SSHPublicKey: keyXml(key, encoding === 'PEM' ? pemOf(key.rsa) : sshBody(key)) }
})

const list = iamAction('ListSSHPublicKeys', ['UserName', ...pageParameters], userTarget, (call) => {
  const userName = userNameOf(call)
  const keys = userName === undefined ? [] : keysOf(call, findUser(call.account, userName).name)
  const { items, rest } = pageOf(call, keys, ({ id }) => id)
  const SSHPublicKeys = items.map((key) => ({
    UserName: key.userName,
    SSHPublicKeyId: key.id,
    Status: key.status,
    UploadDate: key.uploadedAt,
  }))
  return { SSHPublicKeys, ...rest }
})

const update = iamAction(
  'UpdateSSHPublicKey',
  ['UserName', 'SSHPublicKeyId', 'Status'],
  users.target,
  (call) => {
    const status = requiredWord(call, 'Status', ['Active', 'Inactive'])
    named(call).status = status
    return undefined
  },
)

const remove = iamAction('DeleteSSHPublicKey', ['UserName', 'SSHPublicKeyId'], users.target, (call) => {
  call.account.sshPublicKeys.delete(named(call).id)
  return undefined
})

/** Keys that users push to CodeCommit with, which there is none of here. */
export const sshPublicKeyActions: readonly QueryAction[] = [upload, get, list, update, remove]

function bodyOf(call: Call): string {
  const body = required(call, 'SSHPublicKeyBody')
  // A key's text is long: it is not repeated in the message.
  if (body.length < 1 || body.length > 16_384 || !/^[\t\n\r\x20-\xff]+$/.test(body)) {
    throw constraintError(
      undefined,
      'SSHPublicKeyBody',
      'Member must have length between 1 and 16384, of characters of Latin-1',
    )
  }
  return body.trim()
}

function keysOf({ account }: Call, userName: string): readonly SshPublicKey[] {
  return [...account.sshPublicKeys.values()].filter((key) => key.userName === userName)
}

function named(call: Call): SshPublicKey {
  const user = findUser(call.account, requiredName(call, 'UserName'))
  const id = required(call, 'SSHPublicKeyId')
  checkLength(id, 'SSHPublicKeyId', 20, 128)
  const key = call.account.sshPublicKeys.get(id)
  if (key === undefined || key.userName !== user.name) {
    throw noSuchEntity(`The Public Key with id ${id} cannot be found.`)
  }
  return key
}

/** With its comment, where it was sent so. */
function sshBody({ body, rsa }: SshPublicKey): string {
  return body.startsWith('ssh-rsa ') ? body : sshTextOf(rsa)
}

function keyXml(key: SshPublicKey, body: string): Xml {
  return {
    UserName: key.userName,
    SSHPublicKeyId: key.id,
    Fingerprint: sshFingerprint(key.rsa),
    SSHPublicKeyBody: body,
    Status: key.status,
    UploadDate: key.uploadedAt,
  }
}
