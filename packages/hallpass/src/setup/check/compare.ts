import { allRoles, type SetupModel } from '../model/model.ts'
import { literalReferences } from '../model/references.ts'
import type { Difference } from './difference.ts'
import type { AccountState } from './read-account.ts'
import { providerDifferences } from './provider-differences.ts'
import { roleDifferences } from './role-differences.ts'
import { keyDifferences, userDifferences, userPolicyDifferences } from './user-differences.ts'

/**
 * In what an account is not as the model says, in the order in which it is put right: the user before the roles
 * that trust it, its key last, when it is good for something.
 */
export function compare(model: SetupModel, state: AccountState, account: string): readonly Difference[] {
  const { user, provider, name: setupName } = model
  const references = literalReferences(model, account)
  return [
    ...(provider ? providerDifferences(provider, state.provider, { references, setupName }) : []),
    ...(user ? userDifferences(user, state.user, setupName) : []),
    ...allRoles(model).flatMap((role) =>
      roleDifferences(role, state.roles.get(role.name), { references, setupName }),
    ),
    ...(user ? userPolicyDifferences(user, state.user, references) : []),
    ...(user ? keyDifferences(user, state.user) : []),
  ]
}
