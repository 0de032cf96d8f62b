import { nameKey, type Tags } from '../../model/index.ts'
import type { AuthorizationNeed, Call, QueryAction, Xml } from '../../protocol/index.ts'
import { userNameOf } from './find.ts'
import { optionalName, pathOf, required, requiredName } from './parameters.ts'
import { requestTagKeys, requestTags } from './tags.ts'

/** What an action is authorised on: a resource's arn, and condition keys beyond the global ones. */
export interface Target {
  readonly arn: string
  readonly context?: Iterable<readonly [key: string, values: readonly string[]]>
}

/**
 * An IAM action that needs `iam:<name>` on one target.
 *
 * @param parameters what it reads, see {@link QueryAction}
 * @param target may throw: a parameter that is missing or wrong is refused before anything is decided
 */
export function iamAction(
  name: string,
  parameters: readonly string[],
  target: (call: Call) => Target,
  run: (call: Call) => Xml | undefined | Promise<Xml | undefined>,
): QueryAction {
  const needs = (call: Call): readonly AuthorizationNeed[] => {
    const { arn, context } = target(call)
    return [{ action: `iam:${name}`, resource: arn, context: new Map(context) }]
  }
  return { name, parameters, needs, run }
}

/** Something that can be given another name or path. */
export interface Movable {
  readonly type: 'user' | 'group' | 'server-certificate'
  readonly nameParameter: 'NewUserName' | 'NewGroupName' | 'NewServerCertificateName'
  readonly find: (call: Call) => { readonly name: string; readonly path: string } | undefined
}

/**
 * An action that renames or moves something: it has to be allowed on what that is now and on what it will be, or
 * whoever may rename a student could make an administrator of them.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateUser.html
 */
export function movingAction(action: QueryAction, { type, nameParameter, find }: Movable): QueryAction {
  const needs = (call: Call): readonly AuthorizationNeed[] =>
    action.needs(call).flatMap((need) => {
      const before = find(call)
      if (before === undefined) return [need]
      const path = call.params.has('NewPath') ? pathOf(call, 'NewPath') : before.path
      const name = optionalName(call, nameParameter) ?? before.name
      const resource = iamArn(call.account.id, `${type}${path}${name}`)
      return resource === need.resource ? [need] : [need, { ...need, resource }]
    })
  return { ...action, needs }
}

/** For actions without a resource type of their own. */
export function anyResource(): Target {
  return { arn: '*' }
}

/** The arn of something in the caller's account, e.g. `role/workshops/Student`. */
export function iamArn(account: string, path: string): string {
  return `arn:aws:iam::${account}:${path}`
}

/** The user named by `UserName`, or the caller. A user that does not exist is looked for under `/`. */
export function userTarget(call: Call): Target {
  const name = userNameOf(call)
  if (name === undefined) return { arn: iamArn(call.account.id, 'root') }
  return entityTarget(call, 'user', call.account.users.get(nameKey(name)), name)
}

/** The group named by `GroupName`. */
export function groupTarget(call: Call): Target {
  const name = requiredName(call, 'GroupName')
  return entityTarget(call, 'group', call.account.groups.get(nameKey(name)), name)
}

/** The role named by `RoleName`. */
export function roleTarget(call: Call): Target {
  const name = requiredName(call, 'RoleName')
  return entityTarget(call, 'role', call.account.roles.get(nameKey(name)), name)
}

/** The instance profile named by `InstanceProfileName`. */
export function instanceProfileTarget(call: Call): Target {
  const name = requiredName(call, 'InstanceProfileName')
  const profile = call.account.instanceProfiles.get(nameKey(name))
  return entityTarget(call, 'instance-profile', profile, name)
}

/** The certificate named by `ServerCertificateName`. */
export function serverCertificateTarget(call: Call): Target {
  const name = requiredName(call, 'ServerCertificateName')
  const certificate = call.account.serverCertificates.get(nameKey(name))
  return entityTarget(call, 'server-certificate', certificate, name)
}

/** The device named by `SerialNumber`. */
export function mfaDeviceTarget(call: Call): Target {
  const arn = required(call, 'SerialNumber')
  return { arn, context: tagContext('aws:ResourceTag', call.account.mfaDevices.get(arn)?.tags) }
}

/** The policy named by `PolicyArn`. */
export function policyTarget(call: Call): Target {
  const arn = required(call, 'PolicyArn')
  return { arn, context: tagContext('aws:ResourceTag', call.account.managedPolicies.get(arn)?.tags) }
}

/** The provider named by `OpenIDConnectProviderArn`. */
export function oidcProviderTarget(call: Call): Target {
  const arn = required(call, 'OpenIDConnectProviderArn')
  return { arn, context: tagContext('aws:ResourceTag', call.account.oidcProviders.get(arn)?.tags) }
}

/** The provider named by `SAMLProviderArn`. */
export function samlProviderTarget(call: Call): Target {
  const arn = required(call, 'SAMLProviderArn')
  return { arn, context: tagContext('aws:ResourceTag', call.account.samlProviders.get(arn)?.tags) }
}

/** `target` with the request's tags: `aws:RequestTag/…` and `aws:TagKeys`. */
export function withRequestTags(target: (call: Call) => Target): (call: Call) => Target {
  return (call) => {
    const { arn, context = [] } = target(call)
    const tags = requestTags(call)
    const keys = [...tags.keys(), ...requestTagKeys(call)]
    const more = keys.length === 0 ? [] : [['aws:TagKeys', keys] as const]
    return { arn, context: [...context, ...tagContext('aws:RequestTag', tags), ...more] }
  }
}

/** `target` with a condition key from a parameter of the request, where that was sent. */
export function withParameter(
  target: (call: Call) => Target,
  key: 'iam:PermissionsBoundary' | 'iam:PolicyARN',
  parameter: 'PermissionsBoundary' | 'PolicyArn',
): (call: Call) => Target {
  return (call) => {
    const { arn, context = [] } = target(call)
    const value = call.params.get(parameter)
    const others = [...context].filter(([name]) => name !== key)
    return { arn, context: value === undefined ? context : [...others, [key, [value]]] }
  }
}

interface Entity {
  readonly arn: string
  readonly tags?: Tags
  readonly permissionsBoundary?: string | undefined
}

function entityTarget(call: Call, type: string, entity: Entity | undefined, name: string): Target {
  if (!entity) return { arn: iamArn(call.account.id, `${type}/${name}`) }
  const boundary = entity.permissionsBoundary
  return {
    arn: entity.arn,
    context: [
      ...tagContext('aws:ResourceTag', entity.tags),
      ...tagContext('iam:ResourceTag', entity.tags),
      ...(boundary === undefined ? [] : [['iam:PermissionsBoundary', [boundary]] as const]),
    ],
  }
}

function tagContext(
  prefix: string,
  tags: Tags | undefined,
): ReadonlyArray<readonly [string, readonly string[]]> {
  return [...(tags ?? [])].map(([key, value]) => [`${prefix}/${key}`, [value]] as const)
}
