import { awsManagedPolicies } from '../../model/index.ts'
import type { QueryAction } from '../../protocol/index.ts'
import {
  checkModifiable,
  groups,
  type HolderKind,
  iamAction,
  limitExceeded,
  noSuchEntity,
  pageOf,
  pathPrefixOf,
  policyArnOf,
  roles,
  users,
  withParameter,
  pageParameters,
} from '../request/index.ts'

const mostAttached = 10

/** Attach, Detach and ListAttached for users, groups and roles. */
export const attachedPolicyActions: readonly QueryAction[] = [users, groups, roles].flatMap(actionsFor)

function actionsFor({ kind, parameter, target, find }: HolderKind): readonly QueryAction[] {
  const withPolicy = withParameter(target, 'iam:PolicyARN', 'PolicyArn')
  return [
    iamAction(`Attach${kind}Policy`, [parameter, 'PolicyArn'], withPolicy, (call) => {
      const arn = policyArnOf(call)
      const holder = find(call)
      checkModifiable(holder)
      if (!call.account.managedPolicies.has(arn) && !awsManagedPolicies.has(arn)) {
        throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`)
      }
      if (!holder.attachedPolicies.has(arn) && holder.attachedPolicies.size >= mostAttached) {
        throw limitExceeded(`Cannot exceed quota for PoliciesPer${kind}: ${mostAttached}`)
      }
      holder.attachedPolicies.add(arn)
      return undefined
    }),
    iamAction(`Detach${kind}Policy`, [parameter, 'PolicyArn'], withPolicy, (call) => {
      const arn = policyArnOf(call)
      const holder = find(call)
      checkModifiable(holder)
      if (!holder.attachedPolicies.delete(arn)) throw noSuchEntity(`Policy ${arn} was not found.`)
      return undefined
    }),
    iamAction(`ListAttached${kind}Policies`, [parameter, 'PathPrefix', ...pageParameters], target, (call) => {
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
