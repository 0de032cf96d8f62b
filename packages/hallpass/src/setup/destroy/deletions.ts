import type { Adoption } from '../adoption/adoption.ts'
import { HallpassError } from '../../base/index.ts'
import { deleteIfThere, hasAwsCode, untilEffective } from '../../iam/index.ts'
import { deleteAccessKey } from '../account/access-keys.ts'
import type { Administrator } from '../account/administrator.ts'
import { deleteProvider } from '../account/providers.ts'
import { deletePolicy, detachPolicy, type Holder } from '../account/policies.ts'
import { holderWords } from '../check/change.ts'
import type { AccountState, FoundRole, FoundUser } from '../check/read-account.ts'
import { ownershipTagKey, providerName } from '../model/model.ts'
import type { SetupResource } from '../model/resources.ts'
import type { Deletion } from './deletion.ts'
import { restorationsOf } from './restorations.ts'

/** What has to go for a resource of the model to be gone, in order; nothing for what is not there. */
export function deletionsOf(
  resource: SetupResource,
  state: AccountState,
  administrator: Administrator,
  setupName: string,
): readonly Deletion[] {
  const { iam } = administrator
  const { user } = state
  const policyOf = (holder: Holder, name: string): Deletion => ({
    words: `delete policy ${name} of ${holderWords(holder)}`,
    run: () => deletePolicy(iam, holder, name),
  })
  switch (resource.kind) {
    case 'provider': {
      const { provider } = state
      // Somebody else's is used, and stays.
      if (provider?.tags.get(ownershipTagKey) !== setupName) return []
      const words = `delete provider ${providerName(resource.provider.url)}`
      return [{ words, run: () => deleteProvider(iam, provider.arn) }]
    }
    case 'access-key':
      // A key that was there before the user was adopted stays.
      return [...(user?.keys.ours ?? []), ...(user?.keys.lost ?? [])].map(({ accessKeyId }) => ({
        words: `delete access key ${accessKeyId}`,
        run: () => deleteAccessKey(iam, resource.userName, accessKeyId),
      }))
    case 'user-policy':
      return user?.policy && !user.adoption
        ? [policyOf({ kind: 'User', name: resource.userName }, resource.policyName)]
        : []
    case 'role-managed-policy': {
      const { roleName, policyArn } = resource
      const role = state.roles.get(roleName)
      if (!role?.attached.includes(policyArn) || role.adoption) return []
      const words = `detach ${policyArn} from role ${roleName}`
      return [{ words, run: () => detachPolicy(iam, roleName, policyArn) }]
    }
    case 'role-policy': {
      const { roleName, policyName } = resource
      const role = state.roles.get(roleName)
      if (!role?.policies.has(policyName) || role.adoption) return []
      return [policyOf({ kind: 'Role', name: roleName }, policyName)]
    }
    case 'role': {
      const role = state.roles.get(resource.role.name)
      if (!role) return []
      const holder: Holder = { kind: 'Role', name: role.name }
      if (role.adoption) return givenBack(role, holder, role.adoption, administrator)
      return [
        ...role.revocations.map((name) => policyOf(holder, name)),
        entityOf(administrator, holder, 'DeleteRole', { RoleName: role.name }),
      ]
    }
    default: {
      if (!user) return []
      const holder: Holder = { kind: 'User', name: user.name }
      if (user.adoption) return givenBack(user, holder, user.adoption, administrator)
      return [entityOf(administrator, holder, 'DeleteUser', { UserName: user.name })]
    }
  }
}

function givenBack(
  found: FoundRole | FoundUser,
  holder: Holder,
  adoption: Adoption | 'damaged',
  administrator: Administrator,
): readonly Deletion[] {
  // A damaged record is refused before anything is deleted.
  return adoption === 'damaged' ? [] : restorationsOf(found, holder, adoption, administrator)
}

// What was deleted a moment ago may be seen for a while. Anything else on the list is not ours and stays.
const deletedJustNow = /must (?:delete (?:access keys|policies)|detach all policies) first/

function entityOf(
  { iam, wire, signal }: Administrator,
  holder: Holder,
  action: string,
  parameters: Readonly<Record<string, string>>,
): Deletion {
  const what = holderWords(holder)
  const conflict = (error: HallpassError): HallpassError =>
    new HallpassError('SetupConflict', `${what} cannot be deleted: ${error.facts.awsMessage}`, {
      hint: 'somebody added to it what the set-up did not: take that away, then run this again',
      cause: error,
      facts: error.facts,
    })
  return {
    words: `delete ${what}`,
    run: () =>
      untilEffective(
        async () => {
          try {
            return await deleteIfThere(iam(action, parameters))
          } catch (error) {
            throw hasAwsCode(error, 'DeleteConflict') && !deletedJustNow.test(error.facts.awsMessage ?? '')
              ? conflict(error)
              : error
          }
        },
        {
          passes: (error): error is HallpassError =>
            error instanceof HallpassError &&
            error.code !== 'SetupConflict' &&
            hasAwsCode(error, 'DeleteConflict', 'EntityTemporarilyUnmodifiable', 'ConcurrentModification'),
          gaveUp: conflict,
        },
        { ...wire, signal },
      ),
  }
}
