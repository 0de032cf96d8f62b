import { entityName, nameKey, type PolicyDocument, type State } from '../model/index.ts'
import type { Caller } from '../protocol/index.ts'

/**
 * The service control policies that limit a caller, a list for each level of the organisation. They limit the
 * users, the roles and the root user of an account; but never the management account, and no service's own role.
 *
 * @returns `undefined` where none do
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 */
export function serviceControl(
  { accounts, organization }: State,
  { account: id, principal }: Pick<Caller, 'account' | 'principal'>,
): ReadonlyArray<readonly PolicyDocument[]> | undefined {
  const account = accounts.get(id)
  const attached = account?.serviceControlPolicies
  if (account === undefined || attached === undefined || id === organization.managementAccountId)
    return undefined
  if (principal.type === 'assumed-role') {
    const role = account.roles.get(nameKey(entityName(principal.roleArn)))
    if (role?.linkedService !== undefined) return undefined
  }
  return [attached]
}
