import type { Policy, PrincipalElement, Statement } from '../policy/index.ts'
import { nameKey } from './entity-name.ts'
import type { Role, User } from './identities.ts'
import type { State } from './state.ts'

/**
 * A policy with the users and roles that it names replaced by their unique ids, as AWS stores them: a
 * user who is deleted and made again is somebody else.
 *
 * Users and roles of accounts that the local AWS does not have are left as they are; nothing could be
 * known of them.
 *
 * @param refuse makes the error for a principal that does not exist
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function withUniqueIds(state: State, policy: Policy, refuse: (message: string) => Error): Policy {
  const stored = (principal: string): string => {
    const known = storedPrincipal(state, principal)
    if (known === undefined) throw refuse(`Invalid principal in policy: "AWS":"${principal}"`)
    return known
  }
  return { ...policy, statements: policy.statements.map((statement) => mapPrincipals(statement, stored)) }
}

/**
 * The text of a document as AWS shows it: where a principal is stored as a unique id, its arn of today, or
 * the bare id when the user or role is gone. The text is the one that was put when nothing differs.
 *
 * @param policy the same document after {@link withUniqueIds}
 */
export function textWithArns(state: State, text: string, policy: Policy): string {
  const document: unknown = JSON.parse(text)
  if (!isObject(document)) return text
  const { Statement } = document
  const written: readonly unknown[] = Array.isArray(Statement) ? Statement : [Statement]
  const changes = policy.statements.map((statement, index) =>
    showPrincipals(state, statement, written[index]),
  )
  return changes.includes(true) ? JSON.stringify(document) : text
}

/** @returns whether anything in the statement as written was changed */
function showPrincipals(state: State, statement: Statement, written: unknown): boolean {
  const stored = statement.principals ?? statement.notPrincipals
  if (typeof stored !== 'object' || !stored.AWS || !isObject(written)) return false
  const element = written[statement.principals ? 'Principal' : 'NotPrincipal']
  if (!isObject(element)) return false
  const shown = stored.AWS.map((principal) => shownPrincipal(state, principal))
  const before: readonly unknown[] = Array.isArray(element.AWS) ? element.AWS : [element.AWS]
  if (shown.every((principal, index) => principal === before[index])) return false
  element.AWS = Array.isArray(element.AWS) ? shown : shown[0]
  return true
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function mapPrincipals(statement: Statement, map: (principal: string) => string): Statement {
  const mapped = (element: PrincipalElement | undefined): PrincipalElement | undefined =>
    typeof element === 'object' && element.AWS ? { ...element, AWS: element.AWS.map(map) } : element
  return {
    ...statement,
    principals: mapped(statement.principals),
    notPrincipals: mapped(statement.notPrincipals),
  }
}

/** What is stored for a principal as written; `undefined` when there is no such principal. */
function storedPrincipal(state: State, principal: string): string | undefined {
  if (principal === '*' || /^\d{12}$/.test(principal)) return principal
  if (/^A[A-Z]{3}[A-Z0-9]{12,}$/.test(principal)) {
    return entityWithId(state, principal) ? principal : undefined
  }
  const [, service, accountId = '', resource = ''] =
    /^arn:aws[a-z-]*:(iam|sts)::(\d{12}):(.+)$/.exec(principal) ?? []
  if (service === undefined || /[*?]/.test(resource)) return undefined
  const account = state.accounts.get(accountId)
  if (service === 'sts') {
    const [kind, role = ''] = resource.split('/')
    if (kind === 'federated-user') return principal
    if (kind !== 'assumed-role') return undefined
    return !account || account.roles.has(nameKey(role)) ? principal : undefined
  }
  if (resource === 'root') return principal
  const name = nameKey(resource.slice(resource.lastIndexOf('/') + 1))
  const users = resource.startsWith('user/')
  if (!users && !resource.startsWith('role/')) return undefined
  if (!account) return principal
  const entity = users ? account.users.get(name) : account.roles.get(name)
  // One that was made a moment ago is as unknown as one that never was.
  return entity?.arn === principal && state.hasSpread(entity.createdAt) ? entity.id : undefined
}

function shownPrincipal(state: State, principal: string): string {
  if (/^\d{12}$/.test(principal)) return `arn:aws:iam::${principal}:root`
  return entityWithId(state, principal)?.arn ?? principal
}

function entityWithId(state: State, id: string): User | Role | undefined {
  for (const account of state.accounts.values()) {
    for (const entities of [account.users, account.roles]) {
      for (const entity of entities.values()) if (entity.id === id) return entity
    }
  }
  return undefined
}
