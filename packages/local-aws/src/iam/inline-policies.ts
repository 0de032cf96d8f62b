import type { QueryAction } from '../action.ts'
import { encodeDocument, policyDocument, policySize } from './document.ts'
import { limitExceeded, noSuchEntity } from './errors.ts'
import { groups, type HolderKind, roles, users } from './holder.ts'
import { pageOf } from './page.ts'
import { required, requiredName } from './parameters.ts'
import { iamAction } from './target.ts'

/** Put, Get, Delete and List of `…UserPolicy`, `…GroupPolicy` and `…RolePolicy`. */
export const inlinePolicyActions: readonly QueryAction[] = [users, groups, roles].flatMap(actionsFor)

function actionsFor(holders: HolderKind): readonly QueryAction[] {
  const { kind, parameter, target, find } = holders
  const missing = (name: string) =>
    noSuchEntity(`The ${kind.toLowerCase()} policy with name ${name} cannot be found.`)

  return [
    iamAction(`Put${kind}Policy`, target, (call) => {
      const holder = find(call)
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
    iamAction(`Get${kind}Policy`, target, (call) => {
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
    iamAction(`Delete${kind}Policy`, target, (call) => {
      const name = requiredName(call, 'PolicyName')
      if (!find(call).inlinePolicies.delete(name)) throw missing(name)
      return undefined
    }),
    iamAction(`List${kind}Policies`, target, (call) => {
      const { items, rest } = pageOf(call, find(call).inlinePolicies.keys(), (name) => name)
      return { PolicyNames: items, ...rest }
    }),
  ]
}
