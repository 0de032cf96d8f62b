import { AwsError, nearestName } from '../base/index.ts'
import {
  type Account,
  awsManagedPolicies,
  fullAwsAccess,
  type PolicyDocument,
  type State,
} from '../model/index.ts'
import { MalformedPolicyError, parsePolicy } from '../policy/index.ts'
import { callIam, type Place } from './call-action.ts'
import { SeedError, step } from './seed-error.ts'
import type {
  SeedDocument,
  SeedGroup,
  SeedHolder,
  SeedIdentity,
  SeedMember,
  SeedOidcProvider,
  SeedRole,
  SeedUser,
} from './seed.ts'

/** Customer managed policies. */
export function plantPolicy(place: Place, PolicyName: string, document: SeedDocument, path: string): void {
  at(path, () => callIam(place, 'CreatePolicy', { PolicyName, PolicyDocument: textOf(document) }))
}

export function plantGroup(place: Place, GroupName: string, group: SeedGroup, path: string): void {
  at(path, () => callIam(place, 'CreateGroup', { GroupName, ...pathOf(group) }))
  plantHolder(place, 'Group', GroupName, group, path)
}

/** An OIDC provider. */
export function plantProvider(place: Place, Url: string, provider: SeedOidcProvider, path: string): void {
  const { clientIds = [], thumbprints = [], tags } = provider
  at(path, () =>
    callIam(place, 'CreateOpenIDConnectProvider', {
      Url,
      ...members('ClientIDList', clientIds),
      ...members('ThumbprintList', thumbprints),
      ...tagMembers(tags),
    }),
  )
}

export function plantUser(place: Place, UserName: string, user: SeedUser, path: string): void {
  at(path, () => callIam(place, 'CreateUser', { UserName, ...pathOf(user), ...tagMembers(user.tags) }))
  plantHolder(place, 'User', UserName, user, path)
  plantBoundary(place, 'User', UserName, user, path)
  for (const [index, GroupName] of (user.groups ?? []).entries()) {
    const where = `${path}.groups${step(index)}`
    const { groups } = place.account
    if (!groups.has(GroupName.toLowerCase())) {
      const names = [...groups.values()].map(({ name }) => name)
      throw new SeedError(where, unknown(`the group ${GroupName}`, GroupName, names))
    }
    at(where, () => callIam(place, 'AddUserToGroup', { UserName, GroupName }))
  }
}

/** A role that only its own account may assume, until {@link trustRole} says who. */
export function plantRole(place: Place, RoleName: string, role: SeedRole, path: string): void {
  const { maxSessionDurationSeconds: seconds, description } = role
  const provisional = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: place.account.id } }],
  })
  at(path, () =>
    callIam(place, 'CreateRole', {
      RoleName,
      AssumeRolePolicyDocument: provisional,
      ...pathOf(role),
      ...(seconds === undefined ? {} : { MaxSessionDuration: String(seconds) }),
      ...(description === undefined ? {} : { Description: description }),
      ...tagMembers(role.tags),
    }),
  )
  plantHolder(place, 'Role', RoleName, role, path)
  plantBoundary(place, 'Role', RoleName, role, path)
}

/** Who may assume a role: everybody who could be named is there by now. */
export function trustRole(place: Place, RoleName: string, { trust }: SeedRole, path: string): void {
  const PolicyDocument = textOf(trust)
  at(
    `${path}.trust`,
    () => callIam(place, 'UpdateAssumeRolePolicy', { RoleName, PolicyDocument }),
    place.state,
  )
}

/** What the organisation attaches to an account. */
export function plantServiceControl(account: Account, member: SeedMember, path: string): void {
  const { serviceControlPolicies, fullAwsAccess: full = true } = member
  if (serviceControlPolicies === undefined && full) return
  const attached = Object.entries(serviceControlPolicies ?? {}).map(([name, document]): PolicyDocument => {
    const text = textOf(document)
    return at(`${path}.serviceControlPolicies${step(name)}`, () => ({
      name,
      text,
      policy: parsePolicy(text, 'serviceControl'),
    }))
  })
  account.serviceControlPolicies = full ? [fullAwsAccess, ...attached] : attached
}

type Kind = 'User' | 'Group' | 'Role'

function plantHolder(place: Place, kind: Kind, name: string, made: SeedHolder, path: string): void {
  const whose = { [`${kind}Name`]: name }
  for (const [PolicyName, document] of Object.entries(made.policies ?? {})) {
    at(`${path}.policies${step(PolicyName)}`, () =>
      callIam(place, `Put${kind}Policy`, { ...whose, PolicyName, PolicyDocument: textOf(document) }),
    )
  }
  for (const [index, named] of (made.attachedPolicies ?? []).entries()) {
    const where = `${path}.attachedPolicies${step(index)}`
    const PolicyArn = policyArn(place, named, where)
    at(where, () => callIam(place, `Attach${kind}Policy`, { ...whose, PolicyArn }))
  }
}

function plantBoundary(
  place: Place,
  kind: 'User' | 'Role',
  name: string,
  { permissionsBoundary }: SeedIdentity,
  path: string,
): void {
  if (permissionsBoundary === undefined) return
  const where = `${path}.permissionsBoundary`
  const PermissionsBoundary = policyArn(place, permissionsBoundary, where)
  at(where, () =>
    callIam(place, `Put${kind}PermissionsBoundary`, { [`${kind}Name`]: name, PermissionsBoundary }),
  )
}

/** The arn of a managed policy that is named, or given by its arn: the account's own before AWS's. */
function policyArn({ account }: Place, named: string, where: string): string {
  const policies = [...account.managedPolicies.values(), ...awsManagedPolicies.values()]
  const isArn = named.startsWith('arn:')
  const found = policies.find(({ arn, name }) => (isArn ? arn : name) === named)
  if (found !== undefined) return found.arn
  const names = policies.map(({ arn, name }) => (isArn ? arn : name))
  throw new SeedError(where, unknown(`the managed policy ${named}`, named, names))
}

function unknown(what: string, named: string, names: readonly string[]): string {
  const nearest = nearestName(named, names)
  return `there is not ${what}${nearest === undefined ? '' : `, did you mean ${nearest}?`}`
}

/**
 * Runs what makes something.
 *
 * @param state where principals are looked for that may have been meant
 * @throws SeedError with AWS's sentence
 */
export function at<Made>(place: string, make: () => Made, state?: State): Made {
  try {
    return make()
  } catch (error) {
    if (error instanceof AwsError || error instanceof MalformedPolicyError) {
      const reason = 'reason' in error && error.reason !== undefined ? ` (${error.reason})` : ''
      throw new SeedError(place, `${error.message}${reason}${meantPrincipal(error, state)}`, { cause: error })
    }
    if (error instanceof TypeError && !(error instanceof SeedError)) {
      throw new SeedError(place, error.message, { cause: error })
    }
    throw error
  }
}

/** Whom a policy may have meant that names nobody. */
function meantPrincipal(error: AwsError | MalformedPolicyError, state: State | undefined): string {
  const detail = 'details' in error ? error.details?.['Detail'] : undefined
  const named = /"AWS":"([^"]+)"/.exec(detail ?? error.message)?.[1]
  if (state === undefined || named === undefined) return ''
  const arns = [...state.accounts.values()].flatMap(({ users, roles }) =>
    [...users.values(), ...roles.values()].map(({ arn }) => arn),
  )
  const nearest = nearestName(named, arns)
  const who = detail === undefined ? '' : `: ${detail}`
  return nearest === undefined ? who : `${who}, did you mean ${nearest}?`
}

/** The text of a document that may be given as an object. */
export function textOf(document: SeedDocument): string {
  return typeof document === 'string' ? document : JSON.stringify(document)
}

function pathOf({ path }: SeedHolder): Record<string, string> {
  return path === undefined ? {} : { Path: path }
}

function members(name: string, values: readonly string[]): Record<string, string> {
  return Object.fromEntries(values.map((value, index) => [`${name}.member.${index + 1}`, value]))
}

/** Tags as the Query protocol has them. */
export function tagMembers(tags: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tags).flatMap(([key, value], index) => [
      [`Tags.member.${index + 1}.Key`, key],
      [`Tags.member.${index + 1}.Value`, value],
    ]),
  )
}
