import { AwsError } from '../../base/index.ts'
import type { PolicyHolder, Tags } from '../../model/index.ts'
import type { Call } from '../../protocol/index.ts'
import { findGroup, findRole, findUser } from './find.ts'
import { requiredName } from './parameters.ts'
import { groupTarget, roleTarget, type Target, userTarget } from './target.ts'

/** Something policies are put on or attached to: how it is found, and what it may hold. */
export interface HolderKind {
  readonly kind: 'User' | 'Group' | 'Role'
  readonly parameter: 'UserName' | 'GroupName' | 'RoleName'
  readonly target: (call: Call) => Target
  /** @throws AwsError `NoSuchEntity` */
  readonly find: (call: Call) => Holder
  /** All of its inline policies together, in characters. */
  readonly inlineLimit: number
}

export type Holder = PolicyHolder & {
  readonly name: string
  readonly tags?: Tags
  readonly linkedService?: string
  permissionsBoundary?: string | undefined
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const users: HolderKind = {
  kind: 'User',
  parameter: 'UserName',
  target: (call) => {
    requiredName(call, 'UserName')
    return userTarget(call)
  },
  find: (call) => findUser(call.account, requiredName(call, 'UserName')),
  inlineLimit: 2048,
}

export const groups: HolderKind = {
  kind: 'Group',
  parameter: 'GroupName',
  target: groupTarget,
  find: (call) => findGroup(call.account, requiredName(call, 'GroupName')),
  inlineLimit: 5120,
}

export const roles: HolderKind = {
  kind: 'Role',
  parameter: 'RoleName',
  target: roleTarget,
  find: (call) => findRole(call.account, requiredName(call, 'RoleName')),
  inlineLimit: 10_240,
}

/** @throws AwsError `UnmodifiableEntity` for a service-linked role, which only its service may change */
export function checkModifiable({ name, linkedService }: Pick<Holder, 'name' | 'linkedService'>): void {
  if (linkedService === undefined) return
  throw new AwsError(
    'UnmodifiableEntity',
    400,
    `Cannot perform the operation on the protected role '${name}' - this role is only modifiable by AWS`,
  )
}
