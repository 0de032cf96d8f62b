import type { PrincipalElement, Statement } from '../document/index.ts'
import { accountOfArn } from '../match/index.ts'
import type { Principal } from './decision.ts'

/**
 * How a statement names the one who asks. What it names decides what else must allow.
 *
 * - `exact`: the user, the session or the federated user itself
 * - `role`: the role behind a session (or the user behind a federated user)
 * - `account`: the whole account, which leaves it to that account's own policies
 * - `everyone`: `*`
 * - `provider`: an identity provider or a service
 */
export type PrincipalMatch = 'exact' | 'role' | 'account' | 'everyone' | 'provider'

/** Strongest first: of several, the one that leaves the least to other policies counts. */
const strength: readonly PrincipalMatch[] = ['exact', 'everyone', 'provider', 'role', 'account']

/** @returns how the Principal element names the principal, or `undefined` when it does not */
export function matchPrincipal(element: PrincipalElement, principal: Principal): PrincipalMatch | undefined {
  if (element === '*') return 'everyone'
  const matches = new Set<PrincipalMatch | undefined>(
    element.AWS?.map((name) => matchAwsName(name, principal)),
  )
  if (principal.type === 'service') matches.add(matchProvider(element.Service, principal.service))
  if (principal.type === 'web-identity') matches.add(matchProvider(element.Federated, principal.arn))
  return strength.find((match) => matches.has(match))
}

/**
 * Whether NotPrincipal leaves the principal out. An Allow leaves out whoever is named in any way. A Deny leaves
 * out only one who is named at every level that AWS checks: the account, the role, and the session; and nobody
 * who has a permissions boundary.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
export function isLeftOut(
  element: PrincipalElement,
  principal: Principal,
  statement: { effect: Statement['effect']; hasBoundary: boolean },
): boolean {
  if (element === '*') return true
  if (statement.effect === 'Allow') return matchPrincipal(element, principal) !== undefined
  if (statement.hasBoundary) return false
  const named = new Set(element.AWS?.map((name) => matchAwsName(name, principal)))
  if (named.has('everyone')) return true
  if (principal.type === 'root') return named.has('account')
  if (principal.type === 'user') return named.has('account') && named.has('exact')
  if (principal.type === 'assumed-role')
    return named.has('account') && named.has('role') && named.has('exact')
  if (principal.type === 'federated-user') {
    return (
      named.has('account') && named.has('exact') && (principal.userArn === undefined || named.has('role'))
    )
  }
  return matchPrincipal(element, principal) !== undefined
}

function matchProvider(names: readonly string[] | undefined, name: string): PrincipalMatch | undefined {
  return names?.some((candidate) => candidate === name || candidate === '*') === true ? 'provider' : undefined
}

function matchAwsName(name: string, principal: Principal): PrincipalMatch | undefined {
  if (principal.type === 'web-identity') return undefined
  if (name === '*') return 'everyone'
  if (!('account' in principal)) return undefined
  if (principal.type !== 'root') {
    if (name === principal.arn) return 'exact'
    if (principal.type === 'user' && name === principal.userId) return 'exact'
    if (namesOwner(name, principal)) return 'role'
  }
  return matchAccount(name, principal.account)
}

/** Whether the name is that of the role or the user whose permissions a session has. */
function namesOwner(name: string, principal: Principal): boolean {
  if (principal.type === 'assumed-role')
    return name === principal.roleArn || name === roleId(principal.userId)
  return (
    principal.type === 'federated-user' && (name === principal.userArn || name === principal.userUniqueId)
  )
}

function matchAccount(name: string, account: string): PrincipalMatch | undefined {
  if (name === account) return 'account'
  return name.startsWith('arn:') && name.endsWith(':root') && accountOfArn(name) === account
    ? 'account'
    : undefined
}

/** `AROA…` of `AROA…:session`. */
function roleId(userId: string): string {
  const colon = userId.indexOf(':')
  return colon < 0 ? userId : userId.slice(0, colon)
}

/** @returns how a statement with a Principal or NotPrincipal element applies to the one who asks, if it does */
export function principalOf(
  { principals, notPrincipals, effect }: Statement,
  { principal, hasBoundary }: { principal: Principal; hasBoundary: boolean },
): PrincipalMatch | undefined {
  if (principals !== undefined) return matchPrincipal(principals, principal)
  if (notPrincipals === undefined) return undefined
  return isLeftOut(notPrincipals, principal, { effect, hasBoundary }) ? undefined : 'everyone'
}

/** @returns the one of two that leaves less to other policies; the first when they are alike */
export function strongest(first: PrincipalMatch, second: PrincipalMatch): PrincipalMatch {
  return strength.indexOf(second) < strength.indexOf(first) ? second : first
}
