import { entityName, type State } from '../model/index.ts'
import type { Caller } from '../protocol/index.ts'
import type { SessionContext, UserIdentity } from './cloud-trail-event.ts'

/** What a provider said of an identity. */
export interface Vouched {
  readonly subject: string
  readonly audience: string
}

/**
 * Who it was, as the events of their own account say it.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
 */
export function userIdentity(
  caller: Caller | undefined,
  accessKeyId: string | undefined,
  state: Pick<State, 'accounts'>,
  vouched?: Vouched,
): UserIdentity {
  const key = accessKeyId === undefined || accessKeyId === '' ? {} : { accessKeyId }
  if (caller === undefined) return { type: 'Unknown', ...key }
  const { principal } = caller
  const context = caller.session === undefined ? {} : { sessionContext: sessionContext(caller, state) }
  switch (principal.type) {
    case 'root':
      return {
        type: 'Root',
        principalId: principal.account,
        arn: principal.arn,
        accountId: principal.account,
        ...key,
        ...context,
      }
    case 'user':
      return {
        type: 'IAMUser',
        principalId: principal.userId,
        arn: principal.arn,
        accountId: principal.account,
        ...key,
        userName: entityName(principal.arn),
        ...context,
      }
    case 'assumed-role':
    case 'federated-user':
      return {
        type: principal.type === 'assumed-role' ? 'AssumedRole' : 'FederatedUser',
        principalId: principal.userId,
        arn: principal.arn,
        accountId: principal.account,
        ...key,
        ...context,
      }
    case 'web-identity': {
      const { subject = '', audience = '' } = vouched ?? {}
      return {
        type: 'WebIdentityUser',
        principalId: `${principal.arn}:${audience}:${subject}`,
        userName: subject,
        identityProvider: principal.arn,
      }
    }
    case 'service':
      return { type: 'AWSService', invokedBy: principal.service }
    default:
      return { type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL' }
  }
}

/** Who it was, as the events of another account say it: not more than which account, and the unique id. */
export function foreignIdentity(caller: Caller): UserIdentity {
  const { principal } = caller
  return {
    type: 'AWSAccount',
    principalId: 'userId' in principal ? principal.userId : caller.account,
    accountId: caller.account,
  }
}

function sessionContext(caller: Caller, state: Pick<State, 'accounts'>): SessionContext {
  const { session } = caller
  const issuer = sessionIssuer(caller, state)
  return {
    ...(issuer === undefined ? {} : { sessionIssuer: issuer }),
    ...(session?.webIdentity === undefined
      ? {}
      : {
          webIdFederationData: {
            federatedProvider: session.webIdentity.providerArn,
            attributes: Object.fromEntries(
              [...session.webIdentity.keys].map(([name, values]) => [name, values[0] ?? '']),
            ),
          },
        }),
    attributes: {
      creationDate: wholeSeconds(session?.issuedAt ?? new Date(0)),
      mfaAuthenticated: session?.mfaAuthenticatedAt === undefined ? 'false' : 'true',
    },
    ...(session?.sourceIdentity === undefined ? {} : { sourceIdentity: session.sourceIdentity }),
  }
}

function sessionIssuer(
  { principal, session }: Caller,
  { accounts }: Pick<State, 'accounts'>,
): SessionContext['sessionIssuer'] {
  if (principal.type === 'assumed-role') {
    const userName = entityName(principal.roleArn)
    const principalId = principal.userId.slice(0, principal.userId.indexOf(':'))
    return { type: 'Role', principalId, arn: principal.roleArn, accountId: principal.account, userName }
  }
  if (principal.type !== 'federated-user') return undefined
  const { account } = principal
  const userName = session?.userName
  if (userName === undefined) {
    return { type: 'Root', principalId: account, arn: `arn:aws:iam::${account}:root`, accountId: account }
  }
  const user = accounts.get(account)?.users.get(userName.toLowerCase())
  return {
    type: 'IAMUser',
    ...(user === undefined ? {} : { principalId: user.id, arn: user.arn }),
    accountId: account,
    userName,
  }
}

/** Without the milliseconds that AWS's moments do not have. */
export function wholeSeconds(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, 'Z')
}
