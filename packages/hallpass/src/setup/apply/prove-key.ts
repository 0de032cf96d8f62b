import { HallpassError, type ErrorCode } from '../../base/index.ts'
import { longestWaitSeconds, untilEffective, type Settling } from '../../iam/index.ts'
import type { NewAccessKey } from '../account/access-keys.ts'
import type { Administrator } from '../account/administrator.ts'
import type { SetupModel, SetupRole } from '../model/model.ts'
import { literalReferences } from '../model/references.ts'
import type { Progress } from './settle.ts'

/** AWS answers from many places: one success says that one of them knows. */
const successes = 2

const shortestSessionSeconds = 900

/**
 * Proves with a new key what it was made for: AWS knows it, and it may assume every role; without the external
 * id, where there is one, it may not. Waits while AWS is not that far.
 *
 * @throws HallpassError `NotYetEffective` for a key that AWS still does not know, `AccessDenied` for a role that
 * is still denied, `SetupConflict` for one that does not ask for its external id
 */
export async function proveKey(
  administrator: Administrator,
  model: SetupModel,
  key: NewAccessKey,
  progress?: Progress,
): Promise<void> {
  const { account, signal } = administrator
  const sts = administrator.stsOf(key)
  const wait = { ...administrator.wire, signal }
  await untilEffective(() => sts.getCallerIdentity({ signal }), unknownKey(key, progress), wait)
  const { roleArn } = literalReferences(model, account)
  for (const role of model.roles) {
    const assume = (externalId: string | undefined) =>
      sts.assumeRole(
        {
          roleArn: roleArn(role.name),
          roleSessionName: 'hallpass-setup',
          durationSeconds: shortestSessionSeconds,
          externalId,
        },
        { signal },
      )
    await untilEffective(() => assume(role.externalId?.value), deniedRole(model, role, progress), wait)
    if (role.externalId && !(await isDenied(assume(undefined)))) throw externalIdNotAsked(role)
  }
}

function unknownKey({ accessKeyId }: NewAccessKey, progress: Progress | undefined): Settling {
  return {
    successes,
    passes: (error) => hasCode(error, 'InvalidClientTokenId'),
    gaveUp: (error, seconds) =>
      new HallpassError(
        'NotYetEffective',
        `after ${seconds} seconds AWS still does not know the new access key ${accessKeyId}`,
        { hint: 'it was handed over; try it in a few minutes', cause: error, facts: error.facts },
      ),
    waiting: () =>
      progress?.(`waiting until AWS knows the new access key (up to ${longestWaitSeconds} seconds)`),
  }
}

function deniedRole(model: SetupModel, role: SetupRole, progress: Progress | undefined): Settling {
  const who = model.user?.name ?? 'the issuer'
  return {
    successes,
    passes: (error) => hasCode(error, 'AccessDenied'),
    gaveUp: (error, seconds) =>
      new HallpassError(
        'AccessDenied',
        `after ${seconds} seconds user ${who} may still not assume role ${role.name}: that is no delay any more`,
        {
          hint: 'see whether the account has a service control policy that denies it; what is different: hallpass setup check',
          cause: error,
          facts: error.facts,
        },
      ),
    waiting: () =>
      progress?.(
        `waiting until user ${who} may assume role ${role.name} (up to ${longestWaitSeconds} seconds)`,
      ),
  }
}

async function isDenied(call: Promise<unknown>): Promise<boolean> {
  try {
    await call
    return false
  } catch (error) {
    if (hasCode(error, 'AccessDenied')) return true
    throw error
  }
}

function externalIdNotAsked({ name }: SetupRole): HallpassError {
  return new HallpassError('SetupConflict', `role ${name} can be assumed without its external id`, {
    hint: 'what is different: hallpass setup check',
  })
}

function hasCode(error: unknown, code: ErrorCode): error is HallpassError {
  return error instanceof HallpassError && error.code === code
}
