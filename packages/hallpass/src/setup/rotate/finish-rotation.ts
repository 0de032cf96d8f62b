import { HallpassError } from '../../base/index.ts'
import { formatDuration } from '../../issue/index.ts'
import {
  deleteAccessKey,
  lastUseOf,
  setAccessKeyActive,
  type AccessKey,
  type LastUse,
} from '../account/access-keys.ts'
import type { Administrator } from '../account/administrator.ts'
import { tagUser } from '../account/users.ts'
import { keyRecord, workingKeys } from '../check/key-record.ts'
import { readAccount } from '../check/read-account.ts'
import type { SetupModel } from '../model/model.ts'
import { ownUser } from './rotate.ts'

export interface FinishOptions {
  /** The first key must not have been used, nor made, for this long. */
  readonly unusedForSeconds: number
}

export interface FinishedRotation {
  /** The key that is gone; `undefined` when there was no first key any more. */
  readonly deleted: string | undefined
  /** The key that goes on. */
  readonly kept: string
}

/**
 * Ends a rotation: the first key is disabled, then deleted, once nobody has used it for a while. Looks at its last
 * use again between the two, and switches it on again if somebody came in just then.
 *
 * @throws HallpassError `KeyStillInUse`, both keys as they were; `SetupConflict` when the user is not the set-up's
 * or the second key does not work
 */
export async function finishRotation(
  model: SetupModel,
  administrator: Administrator,
  { unusedForSeconds }: FinishOptions,
): Promise<FinishedRotation> {
  const { account, iam, now } = administrator
  const state = await readAccount(iam, model, { account, others: false })
  const user = ownUser(model, state.user)
  const [first, second] = workingKeys(user.keys)
  if (!first) {
    throw new HallpassError('SetupConflict', `user ${user.name} has no access key`, {
      hint: 'to make one: hallpass setup apply',
    })
  }
  if (!second) return { deleted: undefined, kept: first.accessKeyId }
  if (!second.active) {
    throw new HallpassError('SetupConflict', `the newer key ${second.accessKeyId} is switched off`, {
      hint: 'switch it on, or delete it, before the older one goes',
    })
  }
  const before = await lastUseOf(iam, first.accessKeyId)
  refuseUsed(first, before, { unusedForSeconds, now: now() })
  if (first.active) await setAccessKeyActive(iam, user.name, first.accessKeyId, false)
  const after = await lastUseOf(iam, first.accessKeyId)
  if (after && after.at.getTime() !== before?.at.getTime()) {
    await setAccessKeyActive(iam, user.name, first.accessKeyId, true)
    refuseUsed(first, after, { unusedForSeconds, now: now() })
  }
  await deleteAccessKey(iam, user.name, first.accessKeyId)
  if (user.record) {
    await tagUser(iam, user.name, [keyRecord({ handedOver: [second.accessKeyId], pending: false })])
  }
  return { deleted: first.accessKeyId, kept: second.accessKeyId }
}

function refuseUsed(
  { accessKeyId, createdAt }: AccessKey,
  use: LastUse | undefined,
  { unusedForSeconds, now }: { readonly unusedForSeconds: number; readonly now: Date },
): void {
  const since = use?.at ?? createdAt
  const quietSeconds = (now.getTime() - since.getTime()) / 1000
  if (quietSeconds >= unusedForSeconds) return
  const ago = formatDuration(quietSeconds)
  throw new HallpassError(
    'KeyStillInUse',
    use
      ? `access key ${accessKeyId} was used ${ago} ago (${use.service})`
      : `access key ${accessKeyId} was made ${ago} ago`,
    {
      hint: `give whoever uses it the new key, and run this again after ${formatDuration(unusedForSeconds)} without use (--unused-for)`,
      facts: { name: '--unused-for' },
    },
  )
}
