import { entityName, managedPolicyDocument, type State } from '../model/index.ts'
import { type NamedPolicy, parsePolicy, type Policy, type Principal } from '../policy/index.ts'
import type { Caller, Session } from '../protocol/index.ts'
import type { Secret } from '../sigv4/index.ts'
import type { SessionClaims, Sessions } from './sessions.ts'

/** A key together with who it belongs to. */
export interface CallerKey extends Secret {
  readonly caller: Caller
}

/** Finds the caller for an access key id and the session token that came with it. */
export type Authenticate = (
  id: string,
  sessionToken: string | undefined,
) => CallerKey | 'InvalidToken' | undefined

const maxRememberedPolicies = 1000

/**
 * Long-term keys are looked up in the state, temporary ones in their own session token. A session whose role
 * or user is gone, or was made anew under the same name, is as invalid as one that never was.
 */
export function createAuthenticate(state: State, sessions: Sessions): Authenticate {
  const parsed = new Map<string, Policy>()
  const parseSessionPolicy = (text: string): Policy => {
    const known = parsed.get(text)
    if (known !== undefined) return known
    if (parsed.size >= maxRememberedPolicies) parsed.clear()
    const policy = parsePolicy(text, 'session')
    parsed.set(text, policy)
    return policy
  }
  return (id, sessionToken) => {
    if (sessionToken === undefined) return longTerm(state, id)
    if (!id.startsWith('ASIA')) return 'InvalidToken'
    const claims = sessions.open(id, sessionToken)
    const caller = claims && callerOfSession(state, id, claims, parseSessionPolicy)
    if (claims === undefined || caller === undefined) return 'InvalidToken'
    return {
      caller,
      secretAccessKey: sessions.secretFor(id),
      expiresAt: new Date(claims.expiresAtSeconds * 1000),
    }
  }
}

/** Why a key was not accepted, for the log: the caller is told no more than that it was not. */
export function keyProblem(state: State, id: string, found: 'InvalidToken' | undefined): string {
  const key = state.accessKeys.get(id)
  if (found === 'InvalidToken') {
    return key === undefined
      ? 'the session token is not of this local AWS, or its role or user is gone'
      : 'a session token came with a long-term key'
  }
  if (key === undefined) {
    return id.startsWith('ASIA')
      ? 'a temporary key came without its session token'
      : 'there is no such access key'
  }
  if (key.status !== 'Active') return 'the access key is inactive'
  return 'the access key was created a moment ago and is not known everywhere yet'
}

/** The caller a session stands for; `undefined` when its role or user is gone. */
export function callerOfSession(
  state: State,
  id: string,
  claims: SessionClaims,
  parseSessionPolicy: (text: string) => Policy = (text) => parsePolicy(text, 'session'),
): Caller | undefined {
  const principal = principalOf(state, claims)
  if (principal === undefined) return undefined
  const { subject } = claims
  const mfa = claims.mfaAuthenticatedAtSeconds
  const { webIdentity } = claims
  const session: Session = {
    kind: subject.kind,
    issuedAt: new Date(claims.issuedAtSeconds * 1000),
    expiresAt: new Date(claims.expiresAtSeconds * 1000),
    policies: sessionPolicies(state, claims, parseSessionPolicy),
    tags: new Map(claims.tags),
    transitiveTagKeys: new Set(claims.transitiveTagKeys),
    sourceIdentity: claims.sourceIdentity,
    mfaAuthenticatedAt: mfa === undefined ? undefined : new Date(mfa * 1000),
    chained: claims.chained,
    userName: subject.kind === 'federated-user' ? subject.user?.name : undefined,
    webIdentity: webIdentity && {
      providerArn: webIdentity.providerArn,
      keys: new Map(webIdentity.keys),
    },
  }
  return { principal, account: subject.account, accessKeyId: id, session }
}

function longTerm(state: State, id: string): CallerKey | undefined {
  const key = state.accessKeys.get(id)
  if (key === undefined || key.status !== 'Active' || !state.hasSpread(key.createdAt)) return undefined
  const principal = userPrincipal(state, key.account, key.userName)
  if (principal === undefined) return undefined
  return {
    secretAccessKey: key.secret,
    caller: { principal, account: key.account, accessKeyId: id, session: undefined },
  }
}

function principalOf(state: State, { subject }: SessionClaims): Principal | undefined {
  const { account } = subject
  if (subject.kind === 'assumed-role') {
    const name = entityName(subject.roleArn)
    const role = state.accounts.get(account)?.roles.get(name.toLowerCase())
    if (role === undefined || role.id !== subject.roleId) return undefined
    return {
      type: 'assumed-role',
      arn: `arn:aws:sts::${account}:assumed-role/${role.name}/${subject.sessionName}`,
      account,
      roleArn: role.arn,
      userId: `${role.id}:${subject.sessionName}`,
    }
  }
  const user = userPrincipal(state, account, subject.user?.name, subject.user?.id)
  if (user === undefined || subject.kind === 'session-token') return user
  return {
    type: 'federated-user',
    arn: `arn:aws:sts::${account}:federated-user/${subject.name}`,
    account,
    userId: `${account}:${subject.name}`,
    ...(user.type === 'user' ? { userArn: user.arn, userUniqueId: user.userId } : {}),
  }
}

function userPrincipal(
  state: State,
  account: string,
  name: string | undefined,
  id?: string,
): Principal | undefined {
  if (name === undefined) return { type: 'root', arn: `arn:aws:iam::${account}:root`, account }
  const users = state.accounts.get(account)?.users
  const named = users?.get(name.toLowerCase())
  // Under another name by now, the user is the same one.
  const user =
    id === undefined || named?.id === id ? named : [...(users?.values() ?? [])].find((one) => one.id === id)
  if (user === undefined) return undefined
  return { type: 'user', arn: user.arn, account, userId: user.id }
}

/** A managed policy that was deleted meanwhile allows nothing: it stays in the list, empty. */
function sessionPolicies(
  state: State,
  claims: SessionClaims,
  parseSessionPolicy: (text: string) => Policy,
): readonly NamedPolicy[] | undefined {
  if (claims.policy === undefined && claims.policyArns === undefined) return undefined
  const inline =
    claims.policy === undefined ? [] : [{ name: 'inline', policy: parseSessionPolicy(claims.policy) }]
  const managed = (claims.policyArns ?? []).map(
    (arn): NamedPolicy => managedPolicyDocument(state, arn) ?? { name: arn, policy: nothing },
  )
  return [...inline, ...managed]
}

const nothing: Policy = { version: '2012-10-17', id: undefined, statements: [] }
