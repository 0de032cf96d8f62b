import { HallpassError } from '../../base/index.ts'
import { holderOf, holderWords, type Change } from '../check/change.ts'
import { keyRecordTag } from '../check/key-record.ts'
import type { AccountState, FoundRole, FoundUser } from '../check/read-account.ts'
import type { Holder } from '../account/policies.ts'
import { ownershipTagKey } from '../model/model.ts'
import { emptyAdoption, type Adoption } from '../adoption/adoption.ts'
import { adoptionTags, isAdoptionTag } from '../adoption/adoption-tags.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const mostTags = 50

/**
 * Puts in front of the changes of whatever is adopted, or was, the record of what they change: what is written
 * down once stays as it was found the first time. With the adoption itself it goes in one call.
 *
 * @throws HallpassError `SetupConflict` where the record has no room among the tags: nothing was changed then
 */
export function recordAdoptions(changes: readonly Change[], state: AccountState): readonly Change[] {
  const recorded: Change[] = []
  const seen = new Set<string>()
  for (const change of changes) {
    const holder = holderOf(change)
    const what = holder && holderWords(holder)
    const first = what !== undefined && !seen.has(what)
    if (what !== undefined) seen.add(what)
    const found = holder && foundOf(state, holder)
    if (!first || !holder || !found) {
      recorded.push(change)
      continue
    }
    const adopts = change.kind === 'tag' && change.adopts
    const before = found.adoption ?? (adopts ? { ...emptyAdoption, keys: keysOf(found) } : undefined)
    if (before === undefined || before === 'damaged') {
      recorded.push(change)
      continue
    }
    const own = changes.filter(
      (one) => holderOf(one)?.name === holder.name && holderOf(one)?.kind === holder.kind,
    )
    const tags = adoptionTags(own.reduce((adoption, one) => extended(adoption, one, found), before))
    const isNew = tags.some(({ key, value }) => found.tags.get(key) !== value)
    if (!isNew) recorded.push(change)
    else if (change.kind === 'tag')
      recorded.push(withRoom({ ...change, tags: [...change.tags, ...tags] }, found))
    else recorded.push(withRoom({ kind: 'tag', holder, tags, adopts: false }, found), change)
  }
  return recorded
}

type Found = FoundUser | FoundRole

function foundOf({ user, roles }: AccountState, { kind, name }: Holder): Found | undefined {
  return kind === 'Role' ? roles.get(name) : user?.name === name ? user : undefined
}

function keysOf(found: Found): readonly string[] {
  return 'keys' in found
    ? [...found.keys.before, ...found.keys.ours].map(({ accessKeyId }) => accessKeyId)
    : []
}

function extended(adoption: Adoption, change: Change, found: Found): Adoption {
  const role = 'trust' in found ? found : undefined
  switch (change.kind) {
    case 'tag': {
      const touched = change.tags
        .filter(({ key }) => key !== ownershipTagKey && key !== keyRecordTag && !isAdoptionTag(key))
        .map(({ key }) => [key, found.tags.get(key) ?? null] as const)
      return { ...adoption, tags: { ...Object.fromEntries(touched), ...adoption.tags } }
    }
    case 'update-trust':
      return role ? { trust: role.trust, ...adoption } : adoption
    case 'update-role':
      if (!role) return adoption
      return {
        description: role.description,
        maxSessionDurationSeconds: role.maxSessionDurationSeconds,
        ...adoption,
      }
    case 'set-boundary':
      return { permissionsBoundaryArn: found.permissionsBoundaryArn ?? null, ...adoption }
    case 'put-policy': {
      const before = role ? role.policies.get(change.name) : 'policy' in found ? found.policy : undefined
      return { ...adoption, policies: { [change.name]: before ?? null, ...adoption.policies } }
    }
    case 'attach-policy':
      return { ...adoption, attached: [...new Set([...adoption.attached, change.policyArn])] }
    default:
      return adoption
  }
}

function withRoom(change: Extract<Change, { kind: 'tag' }>, found: Found): Change {
  const keys = new Set([...found.tags.keys(), ...change.tags.map(({ key }) => key)])
  // A user's keys are noted in a tag too.
  if (change.holder.kind === 'User') keys.add(keyRecordTag)
  if (keys.size <= mostTags) return change
  const what = holderWords(change.holder)
  throw new HallpassError(
    'SetupConflict',
    `${what} has ${found.tags.size} tags, which leaves no room to write down what it is now: it could not be given back`,
    { hint: 'choose another name, or take tags off it; nothing was changed' },
  )
}
