import { AwsError } from '../base/index.ts'
import type { Service, Session } from '../protocol/index.ts'

/** What a session may call of STS, whatever its policies say; a role's session may call all of it. */
const stsActions: Readonly<Record<'session-token' | 'federated-user', ReadonlySet<string>>> = {
  'session-token': new Set(['AssumeRole', 'GetCallerIdentity']),
  'federated-user': new Set(['GetCallerIdentity']),
}

/** Whether sessions of this kind can never do an action, whatever their policies say. */
export function isOutOfSession(action: string, session: Session | undefined): boolean {
  if (session === undefined || session.kind === 'assumed-role') return false
  const [service = '', name = ''] = action.split(':')
  if (service === 'iam') return session.kind === 'federated-user' || session.mfaAuthenticatedAt === undefined
  return service === 'sts' && !stsActions[session.kind].has(name)
}

/**
 * Refuses what sessions of GetSessionToken and GetFederationToken can never do: IAM, unless the former came
 * with a one-time code, and most of STS.
 *
 * @throws AwsError
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html
 */
export function checkSessionLimits(service: Service, action: string, session: Session | undefined): void {
  if (session === undefined || session.kind === 'assumed-role') return
  if (service !== 'iam' && service !== 'sts') return
  if (!isOutOfSession(`${service}:${action}`, session)) return
  if (service === 'iam') {
    throw new AwsError(
      'InvalidClientTokenId',
      403,
      'The security token included in the request is invalid.',
      { reason: `ImplicitlyDenied: ${origin(session.kind)} cannot call IAM` },
    )
  }
  throw new AwsError('AccessDenied', 403, `Cannot call ${action} with session credentials`, {
    reason: `ImplicitlyDenied: ${origin(session.kind)} cannot call sts:${action}`,
  })
}

function origin(kind: 'session-token' | 'federated-user'): string {
  return kind === 'session-token'
    ? 'credentials of GetSessionToken without a one-time code'
    : 'credentials of GetFederationToken'
}
