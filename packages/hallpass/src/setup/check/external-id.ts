import { isRecord } from '../../base/index.ts'
import type { PolicyDocument } from '../../iam/index.ts'
import { withExternalId } from '../model/create-model.ts'
import type { SetupModel } from '../model/model.ts'
import type { AccountState } from './read-account.ts'
import { isOwnedBy } from './tag-difference.ts'

/**
 * The model with the external id that the set-up's roles ask for already, where nobody named one: a generated
 * one is another each time, and whoever has the first must not be locked out.
 */
export function keepExternalId(model: SetupModel, state: AccountState): SetupModel {
  if (!model.roles.some(({ externalId }) => externalId?.generated)) return model
  for (const role of state.roles.values()) {
    const value = isOwnedBy(role, model.name) ? externalIdOf(role.trust) : undefined
    if (value !== undefined) return withExternalId(model, { value, generated: false })
  }
  return model
}

/** The external id that a trust policy asks for. */
export function externalIdOf({ Statement }: PolicyDocument): string | undefined {
  for (const statement of Array.isArray(Statement) ? Statement : [Statement]) {
    const condition = isRecord(statement) ? statement['Condition'] : undefined
    const equals = isRecord(condition) ? condition['StringEquals'] : undefined
    const value = isRecord(equals) ? equals['sts:ExternalId'] : undefined
    if (typeof value === 'string') return value
  }
  return undefined
}
