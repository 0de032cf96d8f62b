import type { ManagedPolicy } from '../../model/index.ts'
import type { Call, QueryAction, Xml } from '../../protocol/index.ts'
import {
  constraintError,
  deleteConflict,
  encodeDocument,
  findManagedPolicy,
  flag,
  iamAction,
  limitExceeded,
  noSuchEntity,
  pageOf,
  policyArnOf,
  policyTarget,
  required,
  pageParameters,
} from '../request/index.ts'
import { managedPolicyText } from './managed-policies.ts'
import { ownPolicy } from './own-policy.ts'

const mostVersions = 5

const createVersion = iamAction(
  'CreatePolicyVersion',
  ['PolicyArn', 'PolicyDocument', 'SetAsDefault'],
  policyTarget,
  (call) => {
    const policy = ownPolicy(call)
    const document = managedPolicyText(policy.name, required(call, 'PolicyDocument'))
    if (policy.versions.size >= mostVersions) {
      throw limitExceeded(
        `A managed policy can have up to ${mostVersions} versions. Before you create a new version, you must delete an existing version.`,
      )
    }
    const id = `v${policy.nextVersion}`
    policy.nextVersion += 1
    policy.versions.set(id, { createdAt: call.now, document })
    if (flag(call, 'SetAsDefault')) policy.defaultVersionId = id
    policy.updatedAt = call.now
    return { PolicyVersion: versionXml(policy, id) }
  },
)

const getVersion = iamAction('GetPolicyVersion', ['PolicyArn', 'VersionId'], policyTarget, (call) => {
  const policy = findManagedPolicy(call.account, policyArnOf(call))
  const id = versionIdOf(call, policy)
  const text = policy.versions.get(id)?.document.text ?? ''
  return { PolicyVersion: { Document: encodeDocument(text), ...versionXml(policy, id) } }
})

const listVersions = iamAction(
  'ListPolicyVersions',
  ['PolicyArn', ...pageParameters],
  policyTarget,
  (call) => {
    const policy = findManagedPolicy(call.account, policyArnOf(call))
    const { items, rest } = pageOf(call, policy.versions.keys(), newestFirst)
    return { Versions: items.map((id) => versionXml(policy, id)), ...rest }
  },
)

const deleteVersion = iamAction('DeletePolicyVersion', ['PolicyArn', 'VersionId'], policyTarget, (call) => {
  const policy = ownPolicy(call)
  const id = versionIdOf(call, policy)
  if (id === policy.defaultVersionId) throw deleteConflict('Cannot delete the default version of a policy.')
  policy.versions.delete(id)
  policy.updatedAt = call.now
  return undefined
})

const setDefaultVersion = iamAction(
  'SetDefaultPolicyVersion',
  ['PolicyArn', 'VersionId'],
  policyTarget,
  (call) => {
    const policy = ownPolicy(call)
    policy.defaultVersionId = versionIdOf(call, policy)
    policy.updatedAt = call.now
    return undefined
  },
)

export const policyVersionActions: readonly QueryAction[] = [
  createVersion,
  getVersion,
  listVersions,
  deleteVersion,
  setDefaultVersion,
]

function versionIdOf(call: Call, policy: ManagedPolicy): string {
  const id = required(call, 'VersionId')
  if (!/^v[1-9][0-9]*(\.[A-Za-z0-9-]*)?$/.test(id)) {
    throw constraintError(
      id,
      'VersionId',
      'Member must satisfy regular expression pattern: v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?',
    )
  }
  if (!policy.versions.has(id)) {
    throw noSuchEntity(`Policy ${policy.arn} version ${id} does not exist or is not attachable.`)
  }
  return id
}

/** Newest first, as AWS lists them; version numbers only grow. */
function newestFirst(id: string): string {
  return String(1_000_000 - Number(id.slice(1)))
}

/** A version of a policy, without its document. */
export function versionXml(policy: ManagedPolicy, id: string): Xml {
  return {
    VersionId: id,
    IsDefaultVersion: id === policy.defaultVersionId,
    CreateDate: policy.versions.get(id)?.createdAt,
  }
}
