import type { Holder } from '../account/policies.ts'
import type { References, SetupUser } from '../model/model.ts'
import type { Difference } from './difference.ts'
import { workingKeys } from './key-record.ts'
import { otherDifferences } from './other-differences.ts'
import type { FoundUser } from './read-account.ts'
import { sameDocument } from './same-document.ts'
import { pathDifferences, tagDifferences } from './tag-difference.ts'

/** The user itself: there, ours, tagged. */
export function userDifferences(
  user: SetupUser,
  found: FoundUser | undefined,
  setupName: string,
): readonly Difference[] {
  if (!found) {
    return [{ words: `user ${user.name} does not exist`, repair: { kind: 'create-user', user } }]
  }
  const holder: Holder = { kind: 'User', name: user.name }
  return [
    ...tagDifferences(found, { holder, tags: user.tags, setupName }),
    ...pathDifferences(found, holder, user.path),
    ...otherDifferences(found.others, holder),
  ]
}

/** What the user may do. */
export function userPolicyDifferences(
  user: SetupUser,
  found: FoundUser | undefined,
  references: References,
): readonly Difference[] {
  const { name } = user.policy
  const document = user.policy.document(references)
  const holder: Holder = { kind: 'User', name: user.name }
  const repair = { kind: 'put-policy', holder, name, document } as const
  if (!found?.policy) return [{ words: `user ${user.name} has no policy ${name}`, repair }]
  if (sameDocument(found.policy, document)) return []
  return [{ words: `policy ${name} of user ${user.name} says something else`, repair }]
}

/** The user's keys. Which of them work is for AWS to say, and which of them have reached somebody for the record. */
export function keyDifferences(user: SetupUser, found: FoundUser | undefined): readonly Difference[] {
  const repair = { kind: 'create-key', userName: user.name } as const
  const ours = found ? workingKeys(found.keys) : []
  const { lost, foreign } = found?.keys ?? { lost: [], foreign: [] }
  const active = ours.filter(({ active: works }) => works)
  const differences: Difference[] = foreign.map(({ accessKeyId }) => ({
    words: `user ${user.name} has an access key that is not the set-up's: ${accessKeyId}`,
    repair: undefined,
    hint: `aws iam delete-access-key --user-name ${user.name} --access-key-id ${accessKeyId}`,
  }))
  if (lost.length > 0) {
    const ids = lost.map(({ accessKeyId }) => accessKeyId).join(', ')
    differences.push({
      words: `user ${user.name} has an access key that was never handed over: ${ids}`,
      repair: ours.length === 0 ? repair : undefined,
      hint: `for another in its place: hallpass setup rotate`,
    })
  } else if (ours.length === 0) {
    differences.push({ words: `user ${user.name} has no access key`, repair })
  }
  if (ours.length > 0 && active.length === 0) {
    // Whoever switched a key off had a reason: it is not for us to switch it on again.
    differences.push({
      words: `every access key of user ${user.name} is switched off`,
      repair: undefined,
      hint: `for a new one: hallpass setup rotate`,
    })
  }
  return differences
}
