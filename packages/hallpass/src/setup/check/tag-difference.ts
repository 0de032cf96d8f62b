import type { IamEntity } from '../account/entity.ts'
import type { Holder } from '../account/policies.ts'
import { ownershipTagKey, type SetupTags } from '../model/model.ts'
import { holderWords } from './change.ts'
import type { Difference } from './difference.ts'

/** Whether something carries the tag of the set-up that this name belongs to. */
export function isOwnedBy(entity: Pick<IamEntity, 'tags'>, setupName: string): boolean {
  return entity.tags.get(ownershipTagKey) === setupName
}

/** Whether it is the set-up's at all, then the rest of its tags. Tags that are not in the model are left alone. */
export function tagDifferences(
  found: IamEntity,
  wanted: { readonly holder: Holder; readonly tags: SetupTags; readonly setupName: string },
): readonly Difference[] {
  const { holder, tags, setupName } = wanted
  const owner = found.tags.get(ownershipTagKey)
  const what = holderWords(holder)
  if (owner === undefined) {
    return [
      {
        words: `${what} exists and does not belong to this set-up: it has no tag ${ownershipTagKey}`,
        repair: { kind: 'tag', holder, tags, adopts: true },
        hint: `take it over with --adopt, or choose another name`,
      },
    ]
  }
  if (owner !== setupName) {
    return [
      {
        words: `${what} belongs to another set-up: ${owner}`,
        repair: undefined,
        hint: `choose another name, or take that set-up away first`,
        blocks: true,
      },
    ]
  }
  const different = tags.filter(({ key, value }) => found.tags.get(key) !== value)
  if (different.length === 0) return []
  return [
    {
      words: `${what} has other tags: ${different.map(({ key }) => key).join(', ')}`,
      repair: { kind: 'tag', holder, tags: different, adopts: false },
    },
  ]
}

/** IAM cannot move a role, and moving the user would change the ARN that others may have written down. */
export function pathDifferences(found: IamEntity, holder: Holder, path: string): readonly Difference[] {
  if (found.path === path) return []
  return [
    {
      words: `${holderWords(holder)} is at path ${found.path}, and the set-up says ${path}`,
      repair: undefined,
      hint: `leave the path as it is (--path ${found.path}), or choose another name`,
      blocks: true,
    },
  ]
}
