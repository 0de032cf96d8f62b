import { awsManagedPolicies } from '../../model/index.ts'
import type { Call, QueryAction, Xml } from '../../protocol/index.ts'
import {
  checkModifiable,
  type HolderKind,
  iamAction,
  noSuchEntity,
  policyArnOf,
  roles,
  users,
  withParameter,
} from '../request/index.ts'

/** Put and Delete of `…UserPermissionsBoundary` and `…RolePermissionsBoundary`. */
export const permissionsBoundaryActions: readonly QueryAction[] = [users, roles].flatMap(actionsFor)

/** The request's `PermissionsBoundary`, if it has one. @throws AwsError `NoSuchEntity` */
export function checkedBoundary(call: Call): string | undefined {
  if (!call.params.has('PermissionsBoundary')) return undefined
  const arn = policyArnOf(call, 'PermissionsBoundary')
  if (!call.account.managedPolicies.has(arn) && !awsManagedPolicies.has(arn)) {
    throw noSuchEntity(`Scope ARN: ${arn} does not exist or is not attachable.`)
  }
  return arn
}

/** A boundary as Get… shows it: AWS sends `Policy`, though its model names `PermissionsBoundaryPolicy`. */
export function boundaryXml(arn: string | undefined): Xml | undefined {
  return arn === undefined ? undefined : { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: arn }
}

function actionsFor({ kind, parameter, target, find }: HolderKind): readonly QueryAction[] {
  const withBoundary = withParameter(target, 'iam:PermissionsBoundary', 'PermissionsBoundary')
  return [
    iamAction(`Put${kind}PermissionsBoundary`, [parameter, 'PermissionsBoundary'], withBoundary, (call) => {
      const holder = find(call)
      checkModifiable(holder)
      policyArnOf(call, 'PermissionsBoundary')
      holder.permissionsBoundary = checkedBoundary(call)
      return undefined
    }),
    iamAction(`Delete${kind}PermissionsBoundary`, [parameter], target, (call) => {
      const holder = find(call)
      checkModifiable(holder)
      if (holder.permissionsBoundary === undefined) {
        throw noSuchEntity(`${kind} ${holder.name} does not have a permissions boundary.`)
      }
      holder.permissionsBoundary = undefined
      return undefined
    }),
  ]
}
