import { entityName, organizationPath, type State, type Tags } from '../model/index.ts'
import { asciiLowerCase } from '../policy/index.ts'
import type { Caller } from '../protocol/index.ts'

export interface RequestFacts {
  readonly caller: Caller
  readonly state: State
  readonly region: string
  readonly now: Date
  readonly remoteAddress: string | undefined
  readonly userAgent: string | undefined
  readonly secureTransport: boolean
}

/**
 * The global condition keys of a request.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function requestContext(facts: RequestFacts): Map<string, readonly string[]> {
  const { caller, now } = facts
  const { principal, session } = caller
  const context = new Map<string, readonly string[]>()
  const put = (key: string, value: string | undefined): void => {
    if (value !== undefined) context.set(key, [value])
  }

  put('aws:CurrentTime', wholeSeconds(now))
  put('aws:EpochTime', String(Math.floor(now.getTime() / 1000)))
  put('aws:SecureTransport', String(facts.secureTransport))
  put('aws:RequestedRegion', facts.region)
  put('aws:SourceIp', (facts.remoteAddress ?? '127.0.0.1').replace(/^::ffff:(?=\d+\.)/i, ''))
  put('aws:UserAgent', facts.userAgent)
  put('aws:ViaAWSService', 'false')
  put('aws:PrincipalIsAWSService', 'false')

  switch (principal.type) {
    case 'root':
      put('aws:PrincipalType', 'Account')
      put('aws:userid', principal.account)
      break
    case 'user':
      put('aws:PrincipalType', 'User')
      put('aws:userid', principal.userId)
      put('aws:username', entityName(principal.arn))
      break
    case 'assumed-role':
      put('aws:PrincipalType', 'AssumedRole')
      put('aws:userid', principal.userId)
      break
    case 'federated-user':
      put('aws:PrincipalType', 'FederatedUser')
      put('aws:userid', principal.userId)
      break
    case 'anonymous':
      put('aws:PrincipalType', 'Anonymous')
      put('aws:userid', 'anonymous')
      return context
    case 'web-identity':
    case 'service':
      return context
  }
  put('aws:PrincipalArn', principal.type === 'assumed-role' ? principal.roleArn : principal.arn)
  put('aws:PrincipalAccount', principal.account)
  put('aws:PrincipalOrgID', facts.state.organization.id)
  put('aws:PrincipalOrgPaths', organizationPath(facts.state))
  for (const [key, value] of principalTags(facts.state, caller)) put(`aws:PrincipalTag/${key}`, value)

  if (session === undefined) return context
  put('aws:TokenIssueTime', wholeSeconds(session.issuedAt))
  put('aws:SourceIdentity', session.sourceIdentity)
  put('aws:FederatedProvider', session.webIdentity?.providerArn)
  for (const [key, values] of session.webIdentity?.keys ?? []) context.set(key, values)
  // Long-term keys never carry this key, temporary ones always do: `Bool` and `BoolIfExists` differ by it.
  put('aws:MultiFactorAuthPresent', String(session.mfaAuthenticatedAt !== undefined))
  if (session.mfaAuthenticatedAt !== undefined) {
    const age = (now.getTime() - session.mfaAuthenticatedAt.getTime()) / 1000
    put('aws:MultiFactorAuthAge', String(Math.max(0, Math.floor(age))))
  }
  return context
}

/**
 * The global condition keys that say whose the resource is.
 *
 * @param owner default: the caller's account
 */
export function resourceContext(
  { caller, state }: Pick<RequestFacts, 'caller' | 'state'>,
  owner: string = caller.account,
): ReadonlyArray<readonly [key: string, values: readonly string[]]> {
  const account = ['aws:ResourceAccount', [owner]] as const
  if (!state.accounts.has(owner)) return [account]
  return [
    account,
    ['aws:ResourceOrgID', [state.organization.id]],
    ['aws:ResourceOrgPaths', [organizationPath(state)]],
  ]
}

/** A user's or role's own tags; a session's tags count before a role's of the same key, in whatever case. */
export function principalTags(state: State, caller: Caller): Tags {
  const tags: Tags = new Map(entityTags(state, caller))
  for (const [key, value] of caller.session?.tags ?? []) {
    for (const own of tags.keys()) if (asciiLowerCase(own) === asciiLowerCase(key)) tags.delete(own)
    tags.set(key, value)
  }
  return tags
}

function entityTags(state: State, caller: Caller): Tags | undefined {
  const account = state.accounts.get(caller.account)
  const { principal } = caller
  if (principal.type === 'user') return account?.users.get(entityName(principal.arn).toLowerCase())?.tags
  if (principal.type !== 'assumed-role') return undefined
  return account?.roles.get(entityName(principal.roleArn).toLowerCase())?.tags
}

function wholeSeconds(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, 'Z')
}
