import { uniqueId } from '../../base/index.ts'
import { awsManagedPolicies, type ManagedPolicy } from '../../model/index.ts'
import type { Call, QueryAction } from '../../protocol/index.ts'
import {
  alreadyExists,
  checkLength,
  constraintError,
  deleteConflict,
  findManagedPolicy,
  flag,
  iamAction,
  iamArn,
  limitExceeded,
  pageOf,
  pathOf,
  pathPrefixOf,
  policyArnOf,
  policyDocument,
  policySize,
  policyTarget,
  requestTags,
  required,
  requiredName,
  requiredWord,
  tagsXml,
  tagsXmlIfAny,
  withRequestTags,
  pageParameters,
  tagParameters,
} from '../request/index.ts'
import { ownPolicy } from './own-policy.ts'
import { attachmentsOf, boundariesOf } from './policy-entities.ts'
import { policyXml } from './policy-xml.ts'

const longestPolicy = 6144

const newPolicy = (call: Call) => ({
  arn: iamArn(call.account.id, `policy${policyPathOf(call)}${requiredName(call, 'PolicyName')}`),
})

/** A path of fewer characters than those of users and roles: nothing in it is a wildcard. */
function policyPathOf(call: Call): string {
  const path = pathOf(call)
  if (!/^(?:\/[A-Za-z0-9.,+@=_-]+)*\/$/.test(path)) {
    throw constraintError(
      path,
      'Path',
      String.raw`Member must satisfy regular expression pattern: ((/[A-Za-z0-9\.,\+@=_-]+)*)/`,
    )
  }
  return path
}

const createPolicy = iamAction(
  'CreatePolicy',
  ['PolicyName', 'PolicyDocument', 'Path', 'Description', ...tagParameters],
  withRequestTags(newPolicy),
  (call) => {
    const { managedPolicies } = call.account
    const name = requiredName(call, 'PolicyName')
    const description = call.params.get('Description')
    if (description !== undefined) checkLength(description, 'Description', 0, 1000)
    const document = managedPolicyText(name, required(call, 'PolicyDocument'))
    const same = (other: ManagedPolicy) => other.name.toLowerCase() === name.toLowerCase()
    if ([...managedPolicies.values()].some(same)) {
      throw alreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`)
    }
    const policy: ManagedPolicy = {
      name,
      path: pathOf(call),
      id: uniqueId('ANPA', call.randomBytes),
      arn: newPolicy(call).arn,
      createdAt: call.now,
      updatedAt: call.now,
      description,
      tags: requestTags(call),
      defaultVersionId: 'v1',
      versions: new Map([['v1', { createdAt: call.now, document }]]),
      nextVersion: 2,
    }
    managedPolicies.set(policy.arn, policy)
    return { Policy: { ...policyXml(call.account, policy), Tags: tagsXmlIfAny(policy.tags) } }
  },
)

const getPolicy = iamAction('GetPolicy', ['PolicyArn'], policyTarget, (call) => {
  const policy = findManagedPolicy(call.account, policyArnOf(call))
  const Policy = {
    ...policyXml(call.account, policy),
    Description: policy.description,
    Tags: tagsXml(policy.tags),
  }
  return { Policy }
})

const deletePolicy = iamAction('DeletePolicy', ['PolicyArn'], policyTarget, (call) => {
  const { account } = call
  const policy = ownPolicy(call)
  const inUse = attachmentsOf(account, policy.arn).length + boundariesOf(account, policy.arn).length
  if (inUse > 0) throw deleteConflict('Cannot delete a policy attached to entities.')
  if (policy.versions.size > 1) {
    throw deleteConflict(
      "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
    )
  }
  account.managedPolicies.delete(policy.arn)
  return undefined
})

const listPolicies = iamAction(
  'ListPolicies',
  ['Scope', 'OnlyAttached', 'PathPrefix', 'PolicyUsageFilter', ...pageParameters],
  // What AWS names as the resource of this action in its denials.
  (call) => ({ arn: `policy path ${pathPrefixOf(call)}` }),
  (call) => {
    const { account } = call
    const scope = call.params.has('Scope') ? requiredWord(call, 'Scope', ['All', 'AWS', 'Local']) : 'All'
    const usage = call.params.has('PolicyUsageFilter')
      ? requiredWord(call, 'PolicyUsageFilter', ['PermissionsPolicy', 'PermissionsBoundary'])
      : undefined
    const usersOf = usage === 'PermissionsBoundary' ? boundariesOf : attachmentsOf
    const onlyUsed = flag(call, 'OnlyAttached') || usage !== undefined
    const prefix = pathPrefixOf(call)
    const policies = [
      ...(scope === 'AWS' ? [] : account.managedPolicies.values()),
      ...(scope === 'Local' ? [] : awsManagedPolicies.values()),
    ].filter(({ path, arn }) => path.startsWith(prefix) && (!onlyUsed || usersOf(account, arn).length > 0))
    const { items, rest } = pageOf(call, policies, ({ arn }) => arn)
    return { Policies: items.map((policy) => policyXml(account, policy)), ...rest }
  },
)

export const managedPolicyActions: readonly QueryAction[] = [
  createPolicy,
  getPolicy,
  deletePolicy,
  listPolicies,
]

/** A managed policy's document: 6,144 characters at most, white space not counted. */
export function managedPolicyText(name: string, text: string) {
  const document = policyDocument(name, text, 'managed')
  if (policySize(text) > longestPolicy) {
    throw limitExceeded(`Cannot exceed quota for PolicySize: ${longestPolicy}`)
  }
  return document
}
