import { accessKeyId, uniqueId } from '../base/index.ts'
import { parsePolicy } from '../policy/index.ts'
import type { Account, State } from './state.ts'

/** A long-term key pair. */
export interface KeyPair {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** A policy document that allows every action on everything. */
export const allowEverything = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
})

/** Makes the IAM user `admin`, who may do everything, with one access key. */
export function createAdmin(
  state: State,
  account: Account,
  options: {
    readonly now: Date
    readonly randomBytes: (size: number) => Uint8Array
    readonly key?: KeyPair | undefined
  },
): KeyPair {
  const { now, randomBytes } = options
  const name = 'AdministratorAccess'
  account.users.set('admin', {
    name: 'admin',
    path: '/',
    id: uniqueId('AIDA', randomBytes),
    arn: `arn:aws:iam::${account.id}:user/admin`,
    account: account.id,
    createdAt: now,
    tags: new Map(),
    groups: new Set(),
    permissionsBoundary: undefined,
    inlinePolicies: new Map([
      [name, { name, text: allowEverything, policy: parsePolicy(allowEverything, 'identity') }],
    ]),
    attachedPolicies: new Set(),
  })
  return addAccessKey(state, { account, userName: 'admin', ...options })
}

/**
 * Gives a user an access key.
 *
 * @param options `key`: default a random one
 * @throws TypeError when there is such a key already
 */
export function addAccessKey(
  state: State,
  options: {
    readonly account: Account
    readonly userName: string
    readonly now: Date
    readonly randomBytes: (size: number) => Uint8Array
    readonly key?: KeyPair | undefined
  },
): KeyPair {
  const { account, userName, now, randomBytes } = options
  const key = options.key ?? {
    accessKeyId: accessKeyId('AKIA', account.id, randomBytes),
    secretAccessKey: Buffer.from(randomBytes(30)).toString('base64'),
  }
  if (state.accessKeys.has(key.accessKeyId)) {
    throw new TypeError(`the access key of ${userName} is another user's too`)
  }
  state.accessKeys.set(key.accessKeyId, {
    id: key.accessKeyId,
    secret: key.secretAccessKey,
    account: account.id,
    userName,
    createdAt: now,
    status: 'Active',
    lastUsed: undefined,
  })
  return key
}
