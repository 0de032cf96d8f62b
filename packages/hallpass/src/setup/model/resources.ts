import {
  allRoles,
  type DocumentOf,
  type SetupModel,
  type SetupProvider,
  type SetupRole,
  type SetupUser,
} from './model.ts'

/** One thing to create. */
export type SetupResource =
  | { readonly kind: 'provider'; readonly provider: SetupProvider }
  | { readonly kind: 'user'; readonly user: SetupUser }
  | { readonly kind: 'role'; readonly role: SetupRole }
  | {
      readonly kind: 'role-policy'
      readonly roleName: string
      readonly policyName: string
      readonly document: DocumentOf
    }
  | { readonly kind: 'role-managed-policy'; readonly roleName: string; readonly policyArn: string }
  | {
      readonly kind: 'user-policy'
      readonly userName: string
      readonly policyName: string
      readonly document: DocumentOf
    }
  | { readonly kind: 'access-key'; readonly userName: string }

/**
 * What a set-up consists of, in the order of creation: the user before the roles that trust it, and its key
 * last, when it is good for something. The other way round is the order of deletion.
 */
export function resourcesOf(model: SetupModel): readonly SetupResource[] {
  const { user, provider } = model
  const resources: SetupResource[] = []
  if (provider) resources.push({ kind: 'provider', provider })
  if (user) resources.push({ kind: 'user', user })
  for (const role of allRoles(model)) {
    resources.push({ kind: 'role', role })
    for (const { name, document } of role.inlinePolicies) {
      resources.push({ kind: 'role-policy', roleName: role.name, policyName: name, document })
    }
    for (const policyArn of role.managedPolicyArns) {
      resources.push({ kind: 'role-managed-policy', roleName: role.name, policyArn })
    }
  }
  if (user) {
    const { name: policyName, document } = user.policy
    resources.push(
      { kind: 'user-policy', userName: user.name, policyName, document },
      { kind: 'access-key', userName: user.name },
    )
  }
  return resources
}
