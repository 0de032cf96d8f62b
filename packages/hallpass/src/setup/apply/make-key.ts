import { HallpassError, type ErrorCode } from '../../base/index.ts'
import { hasAwsCode } from '../../iam/index.ts'
import { sleepFor } from '../../wire/index.ts'
import {
  createAccessKey,
  deleteAccessKey,
  listAccessKeys,
  type AccessKey,
  type NewAccessKey,
} from '../account/access-keys.ts'
import type { Administrator } from '../account/administrator.ts'
import { tagUser } from '../account/users.ts'
import { keyRecord, type KeyRecord } from '../check/key-record.ts'
import type { HandOver } from '../secret/secret-destination.ts'
import { settle, type Progress } from './settle.ts'

export interface KeyRequest {
  readonly userName: string
  /** What the user's tag says now; `undefined` for a user without the tag. */
  readonly record: KeyRecord | undefined
  /** Keys that stay. */
  readonly known: readonly AccessKey[]
  /** Keys that somebody else made: they stay, and are not noted. */
  readonly foreign: readonly AccessKey[]
  /** Keys whose secret nobody has: they go. */
  readonly lost: readonly AccessKey[]
  readonly handOver: HandOver
  readonly progress?: Progress | undefined
}

/**
 * Makes a key and hands it over. The user's tag says `pending` from before the key is made until after it was
 * handed over, so that whoever comes after a kill knows that a key which is not in the tag has no owner.
 */
export async function makeKey(administrator: Administrator, request: KeyRequest): Promise<NewAccessKey> {
  const { iam } = administrator
  const { userName, known, foreign, lost, handOver, progress } = request
  const kept = [...known, ...foreign].map(({ accessKeyId }) => accessKeyId)
  const handedOver = known.map(({ accessKeyId }) => accessKeyId)
  const record = request.record ?? { handedOver, pending: false }
  const tag = (words: string, next: KeyRecord): Promise<void> =>
    settle(administrator, { words, progress, make: () => tagUser(iam, userName, [keyRecord(next)]) })
  if (!record.pending) await tag(`tag user ${userName}`, { handedOver, pending: true })
  for (const { accessKeyId } of lost) await deleteAccessKey(iam, userName, accessKeyId)
  const key = await settle(administrator, {
    words: `make an access key for user ${userName}`,
    progress,
    make: () => createKeyOnce(administrator, userName, kept),
  })
  await handOver(key)
  await tag(`tag user ${userName}`, { handedOver: [...handedOver, key.accessKeyId], pending: false })
  return key
}

// After these nobody can tell whether the key was made.
const inDoubt: ReadonlySet<ErrorCode> = new Set([
  'NetworkUnreachable',
  'NetworkTimeout',
  'AwsUnavailable',
  'ResponseInvalid',
  'Throttled',
])

const mostAttempts = 4

/** Never asks again blindly: first every key that is not known is deleted, for nobody has its secret. */
async function createKeyOnce(
  { iam, wire, signal }: Administrator,
  userName: string,
  known: readonly string[],
): Promise<NewAccessKey> {
  const { sleep = sleepFor, random = Math.random } = wire
  for (let attempt = 1; ; attempt++) {
    try {
      const key = await createAccessKey(iam, userName)
      // A list may have been too old to show what an earlier attempt made.
      if (attempt > 1) await deleteUnknown([...known, key.accessKeyId])
      return key
    } catch (error) {
      if (hasAwsCode(error, 'LimitExceeded')) throw tooManyKeys(error, userName)
      if (!(error instanceof HallpassError) || !inDoubt.has(error.code) || attempt >= mostAttempts) {
        throw error
      }
      await sleep((1 + random()) * 500 * 2 ** attempt, signal)
      await deleteUnknown(known)
    }
  }

  async function deleteUnknown(kept: readonly string[]): Promise<void> {
    for (const { accessKeyId } of await listAccessKeys(iam, userName)) {
      if (!kept.includes(accessKeyId)) await deleteAccessKey(iam, userName, accessKeyId)
    }
  }
}

function tooManyKeys(error: HallpassError, userName: string): HallpassError {
  return new HallpassError('SetupConflict', `user ${userName} has two access keys, and AWS allows no third`, {
    hint: `delete one that nobody uses: aws iam list-access-keys --user-name ${userName}`,
    cause: error,
    facts: error.facts,
  })
}
