import type { QueryAction } from '../../protocol/index.ts'
import {
  checkModifiable,
  encodeDocument,
  groups,
  type HolderKind,
  iamAction,
  limitExceeded,
  noSuchEntity,
  pageOf,
  policyDocument,
  policySize,
  required,
  requiredName,
  roles,
  users,
  pageParameters,
} from '../request/index.ts'

/** Put, Get, Delete and List of `…UserPolicy`, `…GroupPolicy` and `…RolePolicy`. */
export const inlinePolicyActions: readonly QueryAction[] = [users, groups, roles].flatMap(actionsFor)

function actionsFor(holders: HolderKind): readonly QueryAction[] {
  const { kind, parameter, target, find } = holders
  const missing = (name: string) =>
    noSuchEntity(`The ${kind.toLowerCase()} policy with name ${name} cannot be found.`)

  return [
    iamAction(`Put${kind}Policy`, [parameter, 'PolicyName', 'PolicyDocument'], target, (call) => {
      const holder = find(call)
      checkModifiable(holder)
      const name = requiredName(call, 'PolicyName')
      const document = policyDocument(name, required(call, 'PolicyDocument'), 'identity')
      const others = [...holder.inlinePolicies.values()].filter((policy) => policy.name !== name)
      const size = [...others, document].reduce((sum, { text }) => sum + policySize(text), 0)
      if (size > holders.inlineLimit) {
        throw limitExceeded(
          `Maximum policy size of ${holders.inlineLimit} bytes exceeded for ${kind.toLowerCase()} ${holder.name}`,
        )
      }
      holder.inlinePolicies.set(name, document)
      return undefined
    }),
    iamAction(`Get${kind}Policy`, [parameter, 'PolicyName'], target, (call) => {
      const holder = find(call)
      const name = requiredName(call, 'PolicyName')
      const policy = holder.inlinePolicies.get(name)
      if (!policy) throw missing(name)
      return {
        [parameter]: holder.name,
        PolicyName: name,
        PolicyDocument: encodeDocument(policy.text),
      }
    }),
    iamAction(`Delete${kind}Policy`, [parameter, 'PolicyName'], target, (call) => {
      const name = requiredName(call, 'PolicyName')
      const holder = find(call)
      checkModifiable(holder)
      if (!holder.inlinePolicies.delete(name)) throw missing(name)
      return undefined
    }),
    iamAction(`List${kind}Policies`, [parameter, ...pageParameters], target, (call) => {
      const { items, rest } = pageOf(call, find(call).inlinePolicies.keys(), (name) => name)
      return { PolicyNames: items, ...rest }
    }),
  ]
}
