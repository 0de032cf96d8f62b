import {
  type Group,
  managedPolicyDocument,
  type PolicyDocument,
  type PolicyHolder,
  type Role,
  type State,
  type User,
} from '../model/index.ts'

/**
 * The policies that count for a user, group or role: inline ones, attached ones, and for a user those of its
 * groups.
 */
export function identityPolicies(state: State, holder: User | Role | Group): PolicyDocument[] {
  const policies: PolicyDocument[] = []
  const add = (from: PolicyHolder): void => {
    policies.push(...from.inlinePolicies.values())
    for (const arn of from.attachedPolicies) {
      const document = managedPolicyDocument(state, arn)
      if (document !== undefined) policies.push(document)
    }
  }
  add(holder)
  if ('groups' in holder) {
    const groups = state.accounts.get(holder.account)?.groups
    for (const name of holder.groups) {
      const group = groups?.get(name.toLowerCase())
      if (group !== undefined) add(group)
    }
  }
  return policies
}

/** A user's or role's permissions boundary. One whose policy was deleted allows nothing, as in AWS. */
export function boundaryPolicy(state: State, holder: User | Role): PolicyDocument | undefined {
  const arn = holder.permissionsBoundary
  if (arn === undefined) return undefined
  return (
    managedPolicyDocument(state, arn) ?? {
      name: arn,
      text: '',
      policy: { version: '2012-10-17', id: undefined, statements: [] },
    }
  )
}
