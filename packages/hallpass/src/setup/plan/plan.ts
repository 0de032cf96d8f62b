import { recordAdoptions } from './record-adoptions.ts'
import { isAdoptionTag } from '../adoption/adoption-tags.ts'
import { changeWords, holderOf, type Change } from '../check/change.ts'
import { compare } from '../check/compare.ts'
import type { Difference } from '../check/difference.ts'
import { keepExternalId } from '../check/external-id.ts'
import { readAccount, type AccountState } from '../check/read-account.ts'
import type { Administrator } from '../account/administrator.ts'
import { checkIssuerAccount } from '../model/create-model.ts'
import type { SetupModel } from '../model/model.ts'
import { changeLines } from './describe-change.ts'
import type { DiffLine } from './line-diff.ts'

/** One thing that `apply` would do. */
export interface PlannedChange {
  /** `change the trust policy of role Lab`. */
  readonly words: string
  /**
   * What it does to what is there: `create` makes something, `change` changes something of the set-up's, `adopt`
   * takes over something that belongs to no set-up, or changes it with that.
   */
  readonly effect: 'create' | 'change' | 'adopt'
  /** Old and new line by line: `- ` goes, `+ ` comes, two blanks stay. */
  readonly lines: readonly DiffLine[]
}

/** What `apply` would do to an account, and what it would leave. */
export interface SetupPlan {
  readonly account: string
  /** In the order in which they are made; empty when the account is as the model says. */
  readonly changes: readonly PlannedChange[]
  /** What is in the way: while there is one, `apply` begins nothing. */
  readonly conflicts: readonly Difference[]
  /** What is different and left to a person. */
  readonly left: readonly Difference[]
}

export interface PlanOptions {
  /** Takes over what exists and belongs to no set-up; without it that is a conflict. Default `false`. */
  readonly adopt?: boolean | undefined
}

/**
 * Compares an account with a model and says what `applySetup` would do, each change with old and new. Changes
 * nothing.
 *
 * @throws HallpassError what IAM refuses; `InvalidInput` for an issuer in another account without external id
 */
export async function planSetup(
  model: SetupModel,
  administrator: Administrator,
  options: PlanOptions = {},
): Promise<SetupPlan> {
  return (await prepareChanges(model, administrator, { ...options, others: true })).plan
}

/** The plan, with what `apply` needs to carry it out. */
export interface PreparedChanges {
  readonly plan: SetupPlan
  readonly model: SetupModel
  readonly state: AccountState
  readonly changes: readonly Change[]
}

/** Reads the account and works out the changes. */
export async function prepareChanges(
  given: SetupModel,
  administrator: Administrator,
  { adopt = false, others = adopt }: PlanOptions & { readonly others?: boolean },
): Promise<PreparedChanges> {
  const { account, iam } = administrator
  checkIssuerAccount(given, account)
  const state = await readAccount(iam, given, { account, others })
  const model = keepExternalId(given, state)
  const differences = compare(model, state, account)
  const conflicts = differences.filter(
    ({ repair, blocks }) => blocks || (repair?.kind === 'tag' && repair.adopts && !adopt),
  )
  const repairs = differences.flatMap(({ repair }) => (repair ? [repair] : []))
  const changes = conflicts.length === 0 ? recordAdoptions(repairs, state) : repairs
  const plan: SetupPlan = {
    account,
    changes: changes.map((change) => ({
      words: changeWords(change),
      effect: effectOf(change, state, changes),
      lines: changeLines(withoutRecord(change), state),
    })),
    conflicts,
    left: differences.filter(({ repair, blocks }) => !repair && !blocks),
  }
  return { plan, model, state, changes }
}

/** The record of an adoption says what the other lines say. */
function withoutRecord(change: Change): Change {
  return change.kind === 'tag'
    ? { ...change, tags: change.tags.filter(({ key }) => !isAdoptionTag(key)) }
    : change
}

function effectOf(
  change: Change,
  { user, roles }: AccountState,
  all: readonly Change[],
): PlannedChange['effect'] {
  const holder = holderOf(change)
  if (!holder) return 'create'
  const exists = holder.kind === 'Role' ? roles.has(holder.name) : user?.name === holder.name
  if (!exists) return 'create'
  const adopts = all.some(
    (one) =>
      one.kind === 'tag' && one.adopts && one.holder.kind === holder.kind && one.holder.name === holder.name,
  )
  return adopts ? 'adopt' : 'change'
}
