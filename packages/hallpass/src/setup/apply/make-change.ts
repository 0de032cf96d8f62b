import type { CallIam } from '../../iam/index.ts'
import { attachPolicy, putPolicy } from '../account/policies.ts'
import { addAudience, createProvider } from '../account/providers.ts'
import { createRole, putRoleBoundary, tagRole, updateRole, updateTrust } from '../account/roles.ts'
import { createUser, tagUser } from '../account/users.ts'
import type { Change } from '../check/change.ts'
import { keyRecord } from '../check/key-record.ts'

/** Makes one change: one call. The key is another matter (`makeKey`). */
export function makeChange(iam: CallIam, change: Exclude<Change, { kind: 'create-key' }>): Promise<void> {
  switch (change.kind) {
    case 'create-user': {
      const { user } = change
      // Its key comes last: until then the tag says that one is to come.
      const pending = keyRecord({ handedOver: [], pending: true })
      return createUser(iam, { ...user, tags: [...user.tags, pending] })
    }
    case 'create-provider':
      return createProvider(iam, change.provider)
    case 'add-audience':
      return addAudience(iam, change.providerArn, change.audience)
    case 'create-role':
      return createRole(iam, change.role)
    case 'tag': {
      const tag = change.holder.kind === 'User' ? tagUser : tagRole
      return tag(iam, change.holder.name, change.tags)
    }
    case 'update-trust':
      return updateTrust(iam, change.roleName, change.trust)
    case 'update-role':
      return updateRole(iam, change.role)
    case 'set-boundary':
      return putRoleBoundary(iam, change.roleName, change.boundaryArn)
    case 'put-policy':
      return putPolicy(iam, change.holder, change)
    default:
      return attachPolicy(iam, change.roleName, change.policyArn)
  }
}
