import { posixWord } from '../../format/index.ts'
import type { Holder } from '../account/policies.ts'
import { holderWords } from './change.ts'
import type { Difference } from './difference.ts'
import type { Others } from './read-account.ts'

/** What others hung on a user or a role: named, never touched. */
export function otherDifferences(others: Others, holder: Holder): readonly Difference[] {
  const { kind, name } = holder
  const what = holderWords(holder)
  const flag = `--${kind.toLowerCase()}-name ${posixWord(name)}`
  const command = (verb: string, more: readonly string[]): string =>
    `aws iam ${verb} ${flag} ${more.map(posixWord).join(' ')}`
  return [
    ...others.policies.map((policy) => ({
      words: `${what} has an inline policy that is not the set-up's: ${policy}`,
      repair: undefined,
      hint: command(`delete-${kind.toLowerCase()}-policy`, ['--policy-name', policy]),
      isOtherPolicyOfRole: kind === 'Role',
    })),
    ...others.attached.map((arn) => ({
      words: `${what} has a managed policy that is not the set-up's: ${arn}`,
      repair: undefined,
      hint: command(`detach-${kind.toLowerCase()}-policy`, ['--policy-arn', arn]),
      isOtherPolicyOfRole: kind === 'Role',
    })),
    ...others.memberships.map((group) => ({
      words: `${what} is in ${kind === 'User' ? 'group' : 'instance profile'} ${group}`,
      repair: undefined,
      hint:
        kind === 'User'
          ? command('remove-user-from-group', ['--group-name', group])
          : command('remove-role-from-instance-profile', ['--instance-profile-name', group]),
    })),
  ]
}
