import { HallpassError } from '../../base/index.ts'
import { hasAwsCode } from '../../iam/index.ts'
import type { NewAccessKey } from '../account/access-keys.ts'
import type { Administrator } from '../account/administrator.ts'
import { changeWords, type Change } from '../check/change.ts'
import { compare } from '../check/compare.ts'
import type { Difference } from '../check/difference.ts'
import { keepExternalId } from '../check/external-id.ts'
import { readAccount, type AccountState } from '../check/read-account.ts'
import { checkIssuerAccount } from '../model/create-model.ts'
import type { SetupModel } from '../model/model.ts'
import { literalReferences } from '../model/references.ts'
import type { HandedOverKey, HandOver } from '../secret/secret-destination.ts'
import { makeChange } from './make-change.ts'
import { makeKey } from './make-key.ts'
import { proveKey } from './prove-key.ts'
import { settle, type Progress } from './settle.ts'

export interface ApplyOptions {
  /** Also takes over a user or a role of the same name that belongs to no set-up. Default: refused. */
  readonly adopt?: boolean | undefined
  /** Gets ready to hand a key over. Called before anything is changed, and only where a key will be made. */
  readonly openDestination: () => Promise<HandOver>
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
  checkIssuerAccount(model, administrator.account)
  const done: string[] = []
  for (let round = 1; ; round++) {
    try {
      return await applyOnce(model, administrator, options, done)
    } catch (error) {
      // Made in the meantime: by a call of ours whose answer was lost, or by somebody else. Look again.
      if (!hasAwsCode(error, 'EntityAlreadyExists') || round >= 3) throw error
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
  const state = await readAccount(iam, given, { others: false })
  const model = keepExternalId(given, state)
  const differences = compare(model, state, account)
  refuseConflicts(differences, options.adopt ?? false)
  const changes = differences.flatMap(({ repair }) => (repair ? [repair] : []))
  const wantsKey = changes.some(({ kind }) => kind === 'create-key')
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
    accessKeyId: key?.accessKeyId ?? state.user?.keys.ours.findLast(({ active }) => active)?.accessKeyId,
    key: handed,
    left: differences.filter(({ repair }) => !repair),
  }
}

function keyStateOf({ user }: AccountState, changes: readonly Change[]) {
  if (user) return { record: user.record, known: user.keys.ours, lost: user.keys.lost }
  const made = changes.some(({ kind }) => kind === 'create-user')
  return { record: made ? { handedOver: [], pending: true } : undefined, known: [], lost: [] }
}

function refuseConflicts(differences: readonly Difference[], adopt: boolean): void {
  const inTheWay = differences.filter(
    ({ repair, blocks }) => blocks || (repair?.kind === 'tag' && repair.adopts && !adopt),
  )
  const [first] = inTheWay
  if (!first) return
  throw new HallpassError('SetupConflict', inTheWay.map(({ words }) => words).join('; '), {
    hint: `${first.hint ?? 'look at it first'}; nothing was changed`,
  })
}

function outputsOf(model: SetupModel, account: string): SetupOutputs {
  const { roleArn } = literalReferences(model, account)
  return {
    account,
    roleArns: model.roles.map(({ name }) => roleArn(name)),
    externalId: model.roles[0].externalId?.value,
  }
}

function trustsUser({ issuer }: SetupModel): boolean {
  return issuer.kind !== 'arn'
}
