import type { Adoption } from '../adoption/adoption.ts'
import { adoptionTag } from '../adoption/adoption-tags.ts'
import { HallpassError } from '../../base/index.ts'
import type { IamEntity } from '../account/entity.ts'
import type { Holder } from '../account/policies.ts'
import { rolesTrusting } from '../account/roles.ts'
import type { CallIam } from '../../iam/index.ts'
import { holderWords } from '../check/change.ts'
import { otherDifferences } from '../check/other-differences.ts'
import type { AccountState, Others } from '../check/read-account.ts'
import { isOwnedBy } from '../check/tag-difference.ts'
import { allRoles, ownershipTagKey, type SetupModel } from '../model/model.ts'

/**
 * What of an account belongs to the set-up. What belongs to none is left alone where something else is the
 * set-up's: it may be what an earlier run gave back.
 */
export function ownedOf(model: SetupModel, state: AccountState): AccountState {
  const { user, provider, roles } = state
  const isOwned = (found: IamEntity): boolean => isOwnedBy(found, model.name)
  const found = [...(user ? [user] : []), ...roles.values()]
  if (!found.some(isOwned)) return state
  return {
    provider,
    user: user && isNobodys(user) ? undefined : user,
    roles: new Map([...roles].filter(([, role]) => !isNobodys(role))),
  }
}

function isNobodys({ tags }: IamEntity): boolean {
  return !tags.has(ownershipTagKey)
}

/**
 * Refuses a destruction that would touch what is not the set-up's: all of it is named.
 *
 * @throws HallpassError `SetupConflict`
 */
export function refuseForeign(model: SetupModel, { user, roles }: AccountState): void {
  const inTheWay = [
    ...(user ? foreignOf(model, user, { kind: 'User', name: user.name }) : []),
    ...(user && !user.adoption ? user.keys.foreign : []).map(
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
  entity: IamEntity & { readonly others: Others; readonly adoption: Adoption | 'damaged' | undefined },
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
  // What others hung on it was theirs before, and stays.
  if (entity.adoption === 'damaged') {
    return [
      `${holderWords(holder)} was there before, and what it was cannot be read any more: its tags ${adoptionTag} were changed`,
    ]
  }
  if (entity.adoption) return []
  return otherDifferences(entity.others, holder).map(({ words }) => words)
}

/**
 * Refuses to delete the set-up's OpenID Connect provider while roles of others trust it.
 *
 * @throws HallpassError `SetupConflict`
 */
export async function refuseSharedProvider(
  iam: CallIam,
  model: SetupModel,
  { provider }: AccountState,
): Promise<void> {
  if (!provider || !isOwnedBy(provider, model.name)) return
  const own = new Set(allRoles(model).map(({ name }) => name))
  const others = (await rolesTrusting(iam, provider.arn)).filter((name) => !own.has(name))
  if (others.length === 0) return
  throw new HallpassError('SetupConflict', `other roles trust ${provider.arn}: ${others.join(', ')}`, {
    hint: [
      'nothing was deleted; to leave them the provider, take it out of the set-up, then run this again:',
      `aws iam untag-open-id-connect-provider --open-id-connect-provider-arn ${provider.arn} --tag-keys ${ownershipTagKey}`,
    ].join('\n'),
  })
}
