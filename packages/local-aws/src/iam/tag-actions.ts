import type { Call, QueryAction } from '../action.ts'
import type { Tags } from '../state.ts'
import { invalidInput } from './errors.ts'
import { findManagedPolicy, findOidcProvider } from './find.ts'
import { roles, users } from './holder.ts'
import { pageOf } from './page.ts'
import { required } from './parameters.ts'
import { policyArnOf } from './policy-arn.ts'
import { addTags, removeTags, requestTags, tagsXml } from './tags.ts'
import { iamAction, oidcProviderTarget, policyTarget, type Target, withRequestTags } from './target.ts'

interface Tagged {
  readonly kind: string
  readonly target: (call: Call) => Target
  readonly tagsOf: (call: Call) => Tags
}

const tagged: readonly Tagged[] = [
  ...[users, roles].map(({ kind, target, find }) => ({
    kind,
    target,
    tagsOf: (call: Call): Tags => find(call).tags ?? new Map(),
  })),
  {
    kind: 'Policy',
    target: policyTarget,
    tagsOf: (call) => {
      const arn = policyArnOf(call)
      if (arn.includes('::aws:')) throw invalidInput('Cannot tag an AWS managed policy.')
      return findManagedPolicy(call.account, arn).tags
    },
  },
  {
    kind: 'OpenIDConnectProvider',
    target: oidcProviderTarget,
    tagsOf: (call) => findOidcProvider(call.account, required(call, 'OpenIDConnectProviderArn')).tags,
  },
]

/** Tag, Untag and List…Tags of users, roles, managed policies and OIDC providers. */
export const tagActions: readonly QueryAction[] = tagged.flatMap(({ kind, target, tagsOf }) => [
  iamAction(`Tag${kind}`, withRequestTags(target), (call) => {
    addTags(tagsOf(call), requestTags(call))
    return undefined
  }),
  iamAction(`Untag${kind}`, withRequestTags(target), (call) => {
    removeTags(tagsOf(call), call)
    return undefined
  }),
  iamAction(`List${kind}Tags`, target, (call) => {
    const { items, rest } = pageOf(call, tagsOf(call), ([key]) => key)
    return { Tags: tagsXml(new Map(items)), ...rest }
  }),
])
