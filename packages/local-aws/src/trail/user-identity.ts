import { entityName } from '../model/index.ts'
import type { SessionContext, UserIdentity } from './cloud-trail-event.ts'
import type { Vouched, Who, WhoseSession } from './who.ts'

/**
 * Who it was, as the events of their own account say it.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
 */
export function userIdentity(
  who: Who | undefined,
  accessKeyId: string | undefined,
  vouched?: Vouched,
): UserIdentity {
  const key = accessKeyId === undefined || accessKeyId === '' ? {} : { accessKeyId }
  if (who === undefined) return { type: 'Unknown', ...key }
  const { principal, session } = who
  const context = session === undefined ? {} : { sessionContext: sessionContext(who, session) }
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

/**
 * Who it was, as the events of another account say it: not more than which account, and the unique id.
 *
 * @param account theirs
 */
export function foreignIdentity({ principal }: Who, account: string): UserIdentity {
  const principalId = 'userId' in principal ? principal.userId : account
  return { type: 'AWSAccount', principalId, accountId: account }
}

function sessionContext(who: Who, session: WhoseSession): SessionContext {
  const { webIdentity, sourceIdentity } = session
  const issuer = sessionIssuer(who)
  return {
    ...(issuer === undefined ? {} : { sessionIssuer: issuer }),
    ...(webIdentity === undefined
      ? {}
      : {
          webIdFederationData: {
            federatedProvider: webIdentity.providerArn,
            attributes: Object.fromEntries(webIdentity.keys),
          },
        }),
    attributes: {
      creationDate: wholeSeconds(new Date(session.issuedAt)),
      mfaAuthenticated: session.mfaAuthenticated ? 'true' : 'false',
    },
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
  }
}

function sessionIssuer({ principal }: Who): SessionContext['sessionIssuer'] {
  if (principal.type === 'assumed-role') {
    const userName = entityName(principal.roleArn)
    const principalId = principal.userId.slice(0, principal.userId.indexOf(':'))
    return { type: 'Role', principalId, arn: principal.roleArn, accountId: principal.account, userName }
  }
  if (principal.type !== 'federated-user') return undefined
  const { account: accountId, userArn: arn, userUniqueId: principalId } = principal
  if (arn === undefined || principalId === undefined) {
    return { type: 'Root', principalId: accountId, arn: `arn:aws:iam::${accountId}:root`, accountId }
  }
  return { type: 'IAMUser', principalId, arn, accountId, userName: entityName(arn) }
}

/** Without the milliseconds that AWS's moments do not have. */
export function wholeSeconds(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, 'Z')
}
