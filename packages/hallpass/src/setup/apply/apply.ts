import { HallpassError } from '../../base/index.ts'
import { hasAwsCode } from '../../iam/index.ts'
import type { NewAccessKey } from '../account/access-keys.ts'
import type { Administrator } from '../account/administrator.ts'
import { changeWords, type Change } from '../check/change.ts'
import type { Difference } from '../check/difference.ts'
import { workingKeys } from '../check/key-record.ts'
import type { AccountState } from '../check/read-account.ts'
import type { SetupModel } from '../model/model.ts'
import { literalReferences } from '../model/references.ts'
import { prepareChanges, type SetupPlan } from '../plan/plan.ts'
import type { HandedOverKey, HandOver } from '../secret/secret-destination.ts'
import { makeChange } from './make-change.ts'
import { makeKey } from './make-key.ts'
import { proveKey } from './prove-key.ts'
import { settle, type Progress } from './settle.ts'

export interface ApplyOptions {
  /**
   * Also takes over a user or a role of the same name that belongs to no set-up. What it was is written down in
   * its tags, and `destroySetup` gives it back. Default: refused.
   */
  readonly adopt?: boolean | undefined
  /**
   * Is asked before anything is changed, where something that exists would be changed or adopted. Throws to call it
   * off. Default: nobody is asked.
   */
  readonly approve?: ((plan: SetupPlan) => Promise<void>) | undefined
  /** Gets ready to hand a key over. Called before anything is changed, and only where a key will be made. */
  readonly openDestination: () => Promise<HandOver>
  /** Is told the ids of the keys that somebody has, where none is made; before anything is changed. */
  readonly keepsKey?: ((accessKeyIds: readonly string[]) => Promise<void>) | undefined
  /** Is told of a key the moment that it was handed over, before the waiting begins. */
  readonly handedOver?: ((key: HandedOverKey, outputs: SetupOutputs) => void) | undefined
  readonly progress?: Progress | undefined
}

/** What a set-up is used with. */
export interface SetupOutputs {
  readonly account: string
  /** In the order of the model. */
  readonly roleArns: readonly string[]
  /** What the roles ask for, where they do. */
  readonly externalId: string | undefined
  /** The role of whoever ends sessions; `undefined` where none was asked for. */
  readonly revokerRoleArn: string | undefined
}

export interface AppliedSetup extends SetupOutputs {
  /** What was done, in words; empty when everything was there. */
  readonly changes: readonly string[]
  /** The key that works: the new one, or the one that was there. */
  readonly accessKeyId: string | undefined
  /** The new key; `undefined` where none was made. */
  readonly key: HandedOverKey | undefined
  /** What is different and was left to a person. */
  readonly left: readonly Difference[]
}

/**
 * Makes an account as the model says: reads what is there, and changes what differs, nothing else. Run again it
 * changes nothing; killed after any call and run again it comes to the same end. A new key is handed over and
 * then proved to work.
 *
 * @throws HallpassError `SetupConflict` when something is in the way (nothing was changed then),
 * `NotYetEffective`, and what IAM, STS and the destination refuse
 */
export async function applySetup(
  model: SetupModel,
  administrator: Administrator,
  options: ApplyOptions,
): Promise<AppliedSetup> {
  const done: string[] = []
  for (let round = 1; ; round++) {
    try {
      return await applyOnce(model, administrator, options, done)
    } catch (error) {
      // Made in the meantime: by a call of ours whose answer was lost, or by somebody else. Look again.
      if (!hasAwsCode(error, 'EntityAlreadyExists') || round >= 3) throw withWhatWasMade(error, done)
    }
  }
}

async function applyOnce(
  given: SetupModel,
  administrator: Administrator,
  options: ApplyOptions,
  done: string[],
): Promise<AppliedSetup> {
  const { account, iam } = administrator
  const { progress } = options
  const { plan, model, state, changes } = await prepareChanges(given, administrator, options)
  refuseConflicts(plan)
  if (plan.changes.some(({ effect }) => effect !== 'create')) await options.approve?.(plan)
  const wantsKey = changes.some(({ kind }) => kind === 'create-key')
  const working = state.user ? workingKeys(state.user.keys) : []
  if (model.user && !wantsKey && done.length === 0) {
    await options.keepsKey?.(working.map(({ accessKeyId }) => accessKeyId))
  }
  const handOver = wantsKey ? await options.openDestination() : undefined
  const outputs = outputsOf(model, account)

  let key: NewAccessKey | undefined
  let handed: HandedOverKey | undefined
  for (const change of changes) {
    const words = changeWords(change)
    progress?.(words)
    if (change.kind !== 'create-key') {
      await settle(administrator, { words, make: () => makeChange(iam, change), progress })
    } else if (handOver) {
      key = await makeKey(administrator, {
        ...keyStateOf(state, changes),
        userName: change.userName,
        handOver: async (made) => {
          handed = await handOver(made)
          options.handedOver?.(handed, outputs)
          return handed
        },
        progress,
      })
    }
    done.push(words)
  }
  if (key && trustsUser(model)) await proveKey(administrator, model, key, progress)
  return {
    ...outputs,
    changes: done,
    accessKeyId: key?.accessKeyId ?? working.findLast(({ active }) => active)?.accessKeyId,
    key: handed,
    left: plan.left,
  }
}

function keyStateOf({ user }: AccountState, changes: readonly Change[]) {
  if (user) {
    const { lost, foreign } = user.keys
    return { record: user.record, known: workingKeys(user.keys), lost, foreign }
  }
  const made = changes.some(({ kind }) => kind === 'create-user')
  return { record: made ? { handedOver: [], pending: true } : undefined, known: [], lost: [], foreign: [] }
}

function refuseConflicts({ conflicts }: SetupPlan): void {
  const [first] = conflicts
  if (!first) return
  throw new HallpassError('SetupConflict', conflicts.map(({ words }) => words).join('; '), {
    hint: `${first.hint ?? 'look at it first'}; nothing was changed`,
  })
}

/** What was made stays made, and is said beside what went wrong. */
function withWhatWasMade(error: unknown, done: readonly string[]): unknown {
  if (!(error instanceof HallpassError) || done.length === 0) return error
  const made = `done until then: ${done.join(', ')}\nrun it again and it goes on there; to take it away: hallpass setup destroy`
  return new HallpassError(error.code, error.message, {
    hint: error.hint === undefined ? made : `${error.hint}\n${made}`,
    cause: error.cause ?? error,
    facts: error.facts,
  })
}

function outputsOf(model: SetupModel, account: string): SetupOutputs {
  const { roleArn } = literalReferences(model, account)
  return {
    account,
    roleArns: model.roles.map(({ name }) => roleArn(name)),
    externalId: model.roles[0].externalId?.value,
    revokerRoleArn: model.revoker && roleArn(model.revoker.name),
  }
}

function trustsUser({ issuer }: SetupModel): boolean {
  return issuer.kind === 'user' || issuer.kind === 'account-root'
}
