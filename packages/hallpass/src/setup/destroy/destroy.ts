import { HallpassError, shownValue } from '../../base/index.ts'
import { type CallIam, policyDocument } from '../../iam/index.ts'
import type { Administrator } from '../account/administrator.ts'
import type { Progress } from '../apply/settle.ts'
import { getRole } from '../account/roles.ts'
import { readAccount } from '../check/read-account.ts'
import { ownershipTagKey, type SetupModel } from '../model/model.ts'
import { revokerName, revokerPolicyName } from '../model/revoker-role.ts'
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
 * roles, and the role of its revoker though nothing says that there is one. What `apply` adopted is not deleted: it gets back what it had (`givenBack`), and keeps its revocations. Looks at everything first: what the set-up did not make, and what others hung on what it made, is named
 * and nothing is deleted. Killed and run again it goes on.
 *
 * @throws HallpassError `InvalidInput` when `confirm` is not the set-up's name; `SetupConflict`; what IAM refuses
 */
export async function destroySetup(
  given: SetupModel,
  administrator: Administrator,
  { confirm, progress }: DestroyOptions,
): Promise<DestroyedSetup> {
  if (confirm !== given.name) {
    throw new HallpassError('InvalidInput', `this is set-up ${given.name}, not ${shownValue(confirm)}`, {
      hint: `to take it away, type its name: --confirm ${given.name}`,
      facts: { name: '--confirm' },
    })
  }
  const model = await withRevoker(given, administrator.iam)
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

const nothing = () => policyDocument([])

/** A set-up is also destroyed by those who do not say that it was made with a revoker. */
async function withRevoker(model: SetupModel, iam: CallIam): Promise<SetupModel> {
  const name = revokerName(model.name)
  // IAM's names are one whatever their case; a role of its own may be called so.
  const isOwn = model.roles.some((role) => role.name.toLowerCase() === name.toLowerCase())
  if (model.revoker || isOwn) return model
  const found = await roleIfReadable(iam, name)
  if (found?.tags.get(ownershipTagKey) !== model.name) return model
  const revoker = {
    name: found.name,
    path: found.path,
    description: '',
    maxSessionDurationSeconds: 3600,
    trust: nothing,
    externalId: undefined,
    inlinePolicies: [{ name: revokerPolicyName, document: nothing }],
    managedPolicyArns: [],
    permissionsBoundaryArn: undefined,
    tags: [],
  }
  return { ...model, revoker }
}

async function roleIfReadable(iam: CallIam, name: string) {
  try {
    return await getRole(iam, name)
  } catch (error) {
    // Administrators of this set-up alone may look at its roles alone.
    if (error instanceof HallpassError && error.code === 'AccessDenied') return undefined
    throw error
  }
}
