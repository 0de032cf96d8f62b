import { HallpassError, shownValue } from '../../base/index.ts'
import type { Administrator } from '../account/administrator.ts'
import type { Progress } from '../apply/settle.ts'
import { readAccount } from '../check/read-account.ts'
import type { SetupModel } from '../model/model.ts'
import { resourcesOf } from '../model/resources.ts'
import { deletionsOf } from './deletions.ts'
import { ownedOf, refuseForeign, refuseSharedProvider } from './refuse-foreign.ts'

export interface DestroyOptions {
  /** The set-up's name, typed by whoever means it. */
  readonly confirm: string
  readonly progress?: Progress | undefined
}

export interface DestroyedSetup {
  readonly account: string
  /** What was deleted, in words; empty when there was nothing. */
  readonly deleted: readonly string[]
  /** What was there before the set-up and has what it had again, in words: `role Lab`. It was not deleted. */
  readonly givenBack: readonly string[]
}

/**
 * Deletes what belongs to a set-up, in the reverse of the order in which it was made, and what `revoke` put on its
 * roles. What `apply` adopted is not deleted: it gets back what it had (`givenBack`), and keeps its revocations. Looks at everything first: what the set-up did not make, and what others hung on what it made, is named
 * and nothing is deleted. Killed and run again it goes on.
 *
 * @throws HallpassError `InvalidInput` when `confirm` is not the set-up's name; `SetupConflict`; what IAM refuses
 */
export async function destroySetup(
  model: SetupModel,
  administrator: Administrator,
  { confirm, progress }: DestroyOptions,
): Promise<DestroyedSetup> {
  if (confirm !== model.name) {
    throw new HallpassError('InvalidInput', `this is set-up ${model.name}, not ${shownValue(confirm)}`, {
      hint: `to take it away, type its name: --confirm ${model.name}`,
      facts: { name: '--confirm' },
    })
  }
  const state = ownedOf(
    model,
    await readAccount(administrator.iam, model, { account: administrator.account, others: true }),
  )
  refuseForeign(model, state)
  await refuseSharedProvider(administrator.iam, model, state)
  const deleted: string[] = []
  const adopted = [state.user, ...state.roles.values()].filter((found) => found?.adoption !== undefined)
  for (const resource of resourcesOf(model).toReversed()) {
    for (const { words, run, restores } of deletionsOf(resource, state, administrator, model.name)) {
      progress?.(words)
      if ((await run()) && !restores) deleted.push(words)
    }
  }
  const givenBack = adopted.flatMap((found) =>
    found ? [`${'trust' in found ? 'role' : 'user'} ${found.name}`] : [],
  )
  return { account: administrator.account, deleted, givenBack }
}
