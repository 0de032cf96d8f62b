import { HallpassError } from '../../base/index.ts'
import type { Administrator } from '../account/administrator.ts'
import { makeKey } from '../apply/make-key.ts'
import { proveKey } from '../apply/prove-key.ts'
import type { Progress } from '../apply/settle.ts'
import { keepExternalId } from '../check/external-id.ts'
import { workingKeys } from '../check/key-record.ts'
import { readAccount, type FoundUser } from '../check/read-account.ts'
import { isOwnedBy } from '../check/tag-difference.ts'
import type { SetupModel } from '../model/model.ts'
import type { HandedOverKey, HandOver } from '../secret/secret-destination.ts'

export interface RotateOptions {
  /** Gets ready to hand a key over. Called before anything is changed. */
  readonly openDestination: () => Promise<HandOver>
  /** Is told of the key the moment that it was handed over, before the waiting begins. */
  readonly handedOver?: ((key: HandedOverKey) => void) | undefined
  readonly progress?: Progress | undefined
}

export interface RotatedKey {
  readonly key: HandedOverKey
  /** The keys that go on working until the rotation is finished. */
  readonly before: readonly string[]
}

/**
 * Gives the set-up's user a second key, hands it over and proves that it works. The first goes on working until
 * {@link finishRotation}.
 *
 * @throws HallpassError `SetupConflict` when the user is not there or not the set-up's, or has two keys already;
 * what the destination refuses; `NotYetEffective`
 */
export async function rotateKey(
  given: SetupModel,
  administrator: Administrator,
  options: RotateOptions,
): Promise<RotatedKey> {
  const { progress } = options
  const state = await readAccount(administrator.iam, given, { account: administrator.account, others: false })
  const model = keepExternalId(given, state)
  const user = ownUser(model, state.user)
  const { lost, foreign } = user.keys
  const ours = workingKeys(user.keys)
  if (ours.length + foreign.length >= 2) {
    const ids = [...ours, ...foreign].map(({ accessKeyId }) => accessKeyId).join(' and ')
    throw new HallpassError('SetupConflict', `user ${user.name} has two keys already: ${ids}`, {
      hint:
        foreign.length === 0
          ? 'finish the rotation that is under way: hallpass setup rotate --finish'
          : "AWS allows no third: delete the one that is not the set-up's, if nobody uses it",
    })
  }
  const handOver = await options.openDestination()
  progress?.(`make an access key for user ${user.name}`)
  let handed: HandedOverKey | undefined
  const key = await makeKey(administrator, {
    userName: user.name,
    record: user.record,
    known: ours,
    foreign,
    lost,
    handOver: async (made) => {
      handed = await handOver(made)
      options.handedOver?.(handed)
      return handed
    },
    progress,
  })
  await proveKey(administrator, model, key, progress)
  return {
    key: handed ?? {
      accessKeyId: key.accessKeyId,
      secretKey: undefined,
      profile: undefined,
      file: undefined,
    },
    before: ours.map(({ accessKeyId }) => accessKeyId),
  }
}

/**
 * The set-up's user, as it is in the account.
 *
 * @throws HallpassError `InvalidInput` for a set-up without a user of its own, `SetupConflict`
 */
export function ownUser(model: SetupModel, found: FoundUser | undefined): FoundUser {
  if (!model.user) {
    throw new HallpassError('InvalidInput', 'this set-up has no user of its own, so there is no key of its', {
      hint: 'rotate the keys of the issuer where it was made',
    })
  }
  if (found && isOwnedBy(found, model.name)) return found
  throw new HallpassError(
    'SetupConflict',
    found
      ? `user ${found.name} does not belong to set-up ${model.name}`
      : `user ${model.user.name} does not exist`,
    { hint: 'how the account differs: hallpass setup check' },
  )
}
