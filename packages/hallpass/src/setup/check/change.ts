import type { PolicyDocument } from '../../iam/index.ts'
import type { Holder } from '../account/policies.ts'
import type { NewRole } from '../account/roles.ts'
import { providerName, type SetupProvider, type SetupTags, type SetupUser } from '../model/model.ts'

/** One call that brings the account nearer to the model. All but `create-key` may be made twice without harm. */
export type Change =
  | { readonly kind: 'create-provider'; readonly provider: SetupProvider }
  | { readonly kind: 'add-audience'; readonly providerArn: string; readonly audience: string }
  | { readonly kind: 'create-user'; readonly user: SetupUser }
  | { readonly kind: 'create-role'; readonly role: NewRole }
  | {
      readonly kind: 'tag'
      readonly holder: Holder
      readonly tags: SetupTags
      /** It was not the set-up's before. */
      readonly adopts: boolean
    }
  | { readonly kind: 'update-trust'; readonly roleName: string; readonly trust: PolicyDocument }
  | {
      readonly kind: 'update-role'
      readonly role: Pick<NewRole, 'name' | 'description' | 'maxSessionDurationSeconds'>
    }
  | { readonly kind: 'set-boundary'; readonly roleName: string; readonly boundaryArn: string }
  | {
      readonly kind: 'put-policy'
      readonly holder: Holder
      readonly name: string
      readonly document: PolicyDocument
    }
  | { readonly kind: 'attach-policy'; readonly roleName: string; readonly policyArn: string }
  | { readonly kind: 'create-key'; readonly userName: string }

/** What a change does, for people: `create user instruqt`. */
export function changeWords(change: Change): string {
  switch (change.kind) {
    case 'create-provider':
      return `create provider ${providerName(change.provider.url)}`
    case 'add-audience':
      return `add audience ${change.audience} to provider ${change.providerArn}`
    case 'create-user':
      return `create user ${change.user.name}`
    case 'create-role':
      return `create role ${change.role.name}`
    case 'tag':
      return `${change.adopts ? 'adopt' : 'tag'} ${holderWords(change.holder)}`
    case 'update-trust':
      return `change the trust policy of role ${change.roleName}`
    case 'update-role':
      return `change description and longest session of role ${change.role.name}`
    case 'set-boundary':
      return `put permissions boundary ${change.boundaryArn} on role ${change.roleName}`
    case 'put-policy':
      return `put policy ${change.name} on ${holderWords(change.holder)}`
    case 'attach-policy':
      return `attach ${change.policyArn} to role ${change.roleName}`
    default:
      return `make an access key for user ${change.userName}`
  }
}

/** What a change is made on; `undefined` for what is made anew, a key among it. */
export function holderOf(change: Change): Holder | undefined {
  switch (change.kind) {
    case 'tag':
    case 'put-policy':
      return change.holder
    case 'update-trust':
    case 'set-boundary':
    case 'attach-policy':
      return { kind: 'Role', name: change.roleName }
    case 'update-role':
      return { kind: 'Role', name: change.role.name }
    default:
      return undefined
  }
}

/** `user instruqt`, `role InstruqtS3Access`. */
export function holderWords({ kind, name }: Holder): string {
  return `${kind.toLowerCase()} ${name}`
}
