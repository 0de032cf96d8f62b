import type { QueryAction } from '../action.ts'
import { awsManagedPolicies } from './aws-managed-policies.ts'
import { limitExceeded, noSuchEntity } from './errors.ts'
import { groups, type HolderKind, roles, users } from './holder.ts'
import { pageOf } from './page.ts'
import { pathPrefixOf } from './parameters.ts'
import { policyArnOf } from './policy-arn.ts'
import { iamAction, withParameter } from './target.ts'

const mostAttached = 10

/** Attach, Detach and ListAttached for users, groups and roles. */
export const attachedPolicyActions: readonly QueryAction[] = [users, groups, roles].flatMap(actionsFor)

function actionsFor({ kind, target, find }: HolderKind): readonly QueryAction[] {
  const withPolicy = withParameter(target, 'iam:PolicyARN', 'PolicyArn')
  return [
    iamAction(`Attach${kind}Policy`, withPolicy, (call) => {
      const arn = policyArnOf(call)
      const holder = find(call)
      if (!call.account.managedPolicies.has(arn) && !awsManagedPolicies.has(arn)) {
        throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`)
      }
      if (!holder.attachedPolicies.has(arn) && holder.attachedPolicies.size >= mostAttached) {
        throw limitExceeded(`Cannot exceed quota for PoliciesPer${kind}: ${mostAttached}`)
      }
      holder.attachedPolicies.add(arn)
      return undefined
    }),
    iamAction(`Detach${kind}Policy`, withPolicy, (call) => {
      const arn = policyArnOf(call)
      if (!find(call).attachedPolicies.delete(arn)) throw noSuchEntity(`Policy ${arn} was not found.`)
      return undefined
    }),
    iamAction(`ListAttached${kind}Policies`, target, (call) => {
      const prefix = pathPrefixOf(call)
      const attached = [...find(call).attachedPolicies]
        .map((arn) => call.account.managedPolicies.get(arn) ?? awsManagedPolicies.get(arn))
        .filter((policy) => policy !== undefined)
        .filter((policy) => policy.path.startsWith(prefix))
      const { items, rest } = pageOf(call, attached, (policy) => policy.arn)
      return {
        AttachedPolicies: items.map(({ name, arn }) => ({ PolicyName: name, PolicyArn: arn })),
        ...rest,
      }
    }),
  ]
}
