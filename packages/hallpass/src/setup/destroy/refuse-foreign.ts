import { HallpassError } from '../../base/index.ts'
import type { IamEntity } from '../account/entity.ts'
import type { Holder } from '../account/policies.ts'
import { holderWords } from '../check/change.ts'
import { otherDifferences } from '../check/other-differences.ts'
import type { AccountState, Others } from '../check/read-account.ts'
import { isOwnedBy } from '../check/tag-difference.ts'
import { ownershipTagKey, type SetupModel } from '../model/model.ts'

/**
 * Refuses a destruction that would touch what is not the set-up's: all of it is named.
 *
 * @throws HallpassError `SetupConflict`
 */
export function refuseForeign(model: SetupModel, { user, roles }: AccountState): void {
  const inTheWay = [
    ...(user ? foreignOf(model, user, { kind: 'User', name: user.name }) : []),
    ...(user?.keys.foreign ?? []).map(
      ({ accessKeyId }) => `user ${user?.name} has an access key that is not the set-up's: ${accessKeyId}`,
    ),
    ...[...roles.values()].flatMap((role) => foreignOf(model, role, { kind: 'Role', name: role.name })),
  ]
  if (inTheWay.length === 0) return
  throw new HallpassError('SetupConflict', inTheWay.join('; '), {
    hint: 'nothing was deleted; take away or detach what is named here, then run this again',
  })
}

function foreignOf(
  model: SetupModel,
  entity: IamEntity & { readonly others: Others },
  holder: Holder,
): readonly string[] {
  if (!isOwnedBy(entity, model.name)) {
    const owner = entity.tags.get(ownershipTagKey)
    return [
      owner === undefined
        ? `${holderWords(holder)} was not made by a set-up (it has no tag ${ownershipTagKey})`
        : `${holderWords(holder)} belongs to another set-up: ${owner}`,
    ]
  }
  return otherDifferences(entity.others, holder).map(({ words }) => words)
}
