import type { Administrator } from '../account/administrator.ts'
import { checkIssuerAccount } from '../model/create-model.ts'
import type { SetupModel } from '../model/model.ts'
import { compare } from './compare.ts'
import type { Difference } from './difference.ts'
import { keepExternalId } from './external-id.ts'
import { readAccount } from './read-account.ts'

export interface CheckedSetup {
  readonly account: string
  /** Empty when the account is as the model says and nobody hung anything else on it. */
  readonly differences: readonly Difference[]
}

/**
 * Compares an account with a model, and changes nothing. What others hung on the user or the roles is a
 * difference too: it may let people do what no one looking at the model would expect.
 *
 * @throws HallpassError what IAM refuses; `InvalidInput` for an issuer in another account without external id
 */
export async function checkSetup(model: SetupModel, administrator: Administrator): Promise<CheckedSetup> {
  const { account, iam } = administrator
  checkIssuerAccount(model, account)
  const state = await readAccount(iam, model, { account, others: true })
  return { account, differences: compare(keepExternalId(model, state), state, account) }
}
