import { type Account, nameKey } from '../../model/index.ts'
import type { QueryAction } from '../../protocol/index.ts'
import {
  findManagedPolicy,
  iamAction,
  pageOf,
  pathPrefixOf,
  policyArnOf,
  policyTarget,
  requiredWord,
  pageParameters,
} from '../request/index.ts'

/** A user, group or role that a managed policy is attached to, or is the boundary of. */
export interface PolicyEntity {
  readonly kind: 'User' | 'Group' | 'Role'
  readonly name: string
  readonly path: string
  readonly id: string
}

/** Whom a managed policy is attached to. */
export function attachmentsOf(account: Account, arn: string): readonly PolicyEntity[] {
  const attached = ({ attachedPolicies }: { readonly attachedPolicies: ReadonlySet<string> }) =>
    attachedPolicies.has(arn)
  return [
    ...[...account.users.values()].filter(attached).map(asEntity('User')),
    ...[...account.groups.values()].filter(attached).map(asEntity('Group')),
    ...[...account.roles.values()].filter(attached).map(asEntity('Role')),
  ]
}

/** Whose permissions boundary a managed policy is. */
export function boundariesOf(account: Account, arn: string): readonly PolicyEntity[] {
  const bounded = ({ permissionsBoundary }: { readonly permissionsBoundary: string | undefined }) =>
    permissionsBoundary === arn
  return [
    ...[...account.users.values()].filter(bounded).map(asEntity('User')),
    ...[...account.roles.values()].filter(bounded).map(asEntity('Role')),
  ]
}

const listEntitiesForPolicy = iamAction(
  'ListEntitiesForPolicy',
  ['PolicyArn', 'EntityFilter', 'PathPrefix', 'PolicyUsageFilter', ...pageParameters],
  policyTarget,
  (call) => {
    const { account, params } = call
    const { arn } = findManagedPolicy(account, policyArnOf(call))
    const prefix = pathPrefixOf(call)
    const filter = params.has('EntityFilter')
      ? requiredWord(call, 'EntityFilter', [
          'User',
          'Role',
          'Group',
          'LocalManagedPolicy',
          'AWSManagedPolicy',
        ])
      : undefined
    const usage = params.has('PolicyUsageFilter')
      ? requiredWord(call, 'PolicyUsageFilter', ['PermissionsPolicy', 'PermissionsBoundary'])
      : undefined
    const entities = [
      ...(usage === 'PermissionsBoundary' ? [] : attachmentsOf(account, arn)),
      ...(usage === 'PermissionsPolicy' ? [] : boundariesOf(account, arn)),
    ]
    const unique = new Map(entities.map((entity) => [`${entity.kind}/${nameKey(entity.name)}`, entity]))
    const wanted = [...unique].filter(
      ([, { kind, path }]) => path.startsWith(prefix) && (filter === undefined || kind === filter),
    )
    const { items, rest } = pageOf(call, wanted, ([key]) => key)
    const shown = (kind: PolicyEntity['kind']) =>
      items
        .filter(([, entity]) => entity.kind === kind)
        .map(([, { name, id }]) => ({ [`${kind}Name`]: name, [`${kind}Id`]: id }))
    return {
      PolicyGroups: shown('Group'),
      PolicyUsers: shown('User'),
      PolicyRoles: shown('Role'),
      ...rest,
    }
  },
)

export const policyEntityActions: readonly QueryAction[] = [listEntitiesForPolicy]

function asEntity(kind: PolicyEntity['kind']) {
  return ({ name, path, id }: Omit<PolicyEntity, 'kind'>): PolicyEntity => ({ kind, name, path, id })
}
