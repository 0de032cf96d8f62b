import { HallpassError } from '../../base/index.ts'
import { type CallIam, answerDate, answerText, deleteIfThere, listAll } from '../../iam/index.ts'
import { child, childText } from '../../query/index.ts'

/** An access key as IAM lists it: without its secret, which is told once only. */
export interface AccessKey {
  readonly accessKeyId: string
  readonly active: boolean
  readonly createdAt: Date
}

/** A key that was just made. */
export interface NewAccessKey {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** A user's keys, the oldest first. */
export async function listAccessKeys(iam: CallIam, userName: string): Promise<readonly AccessKey[]> {
  const keys = await listAll(iam, 'ListAccessKeys', { UserName: userName }, 'AccessKeyMetadata')
  return keys
    .map((key) => ({
      accessKeyId: answerText(key, 'AccessKeyId'),
      active: childText(key, 'Status') === 'Active',
      createdAt: answerDate(key, 'CreateDate') ?? new Date(0),
    }))
    .toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime())
}

/**
 * Makes a key, once: a second attempt after an answer that was lost would leave a key behind whose secret
 * nobody has.
 */
export async function createAccessKey(iam: CallIam, userName: string): Promise<NewAccessKey> {
  const answer = await iam('CreateAccessKey', { UserName: userName }, { maxAttempts: 1 })
  const key = child(answer, 'AccessKey')
  const accessKeyId = answerText(key, 'AccessKeyId')
  const secretAccessKey = answerText(key, 'SecretAccessKey')
  // What is not plain ASCII would end up in a file or a shell line.
  if (/^\w{16,128}$/.test(accessKeyId) && /^[!-~]{1,256}$/.test(secretAccessKey)) {
    return { accessKeyId, secretAccessKey }
  }
  throw new HallpassError('ResponseInvalid', 'the answer of IAM has no usable access key')
}

/** Tells whether there was one to delete. */
export function deleteAccessKey(iam: CallIam, userName: string, accessKeyId: string): Promise<boolean> {
  return deleteIfThere(iam('DeleteAccessKey', { UserName: userName, AccessKeyId: accessKeyId }))
}

export async function setAccessKeyActive(
  iam: CallIam,
  userName: string,
  accessKeyId: string,
  active: boolean,
): Promise<void> {
  await iam('UpdateAccessKey', {
    UserName: userName,
    AccessKeyId: accessKeyId,
    Status: active ? 'Active' : 'Inactive',
  })
}

/** A use of a key, as far as AWS has noted it. */
export interface LastUse {
  readonly at: Date
  /** e.g. `sts`. */
  readonly service: string
}

/** When a key was last used; `undefined` for never. */
export async function lastUseOf(iam: CallIam, accessKeyId: string): Promise<LastUse | undefined> {
  const answer = await iam('GetAccessKeyLastUsed', { AccessKeyId: accessKeyId })
  const use = child(answer, 'AccessKeyLastUsed')
  const at = answerDate(use, 'LastUsedDate')
  return at && { at, service: childText(use, 'ServiceName') ?? 'N/A' }
}
