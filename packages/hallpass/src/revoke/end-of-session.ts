import type { IssuedSession } from '../issue/index.ts'
import { endOfConsole } from './denial.ts'

/**
 * When nothing of a session can be alive any more: the later of its keys' expiry and the end of any console session
 * that its holder can open with them, which is 12 h 15 min after the keys at the latest. What a revocation of it
 * takes as `aliveUntil`.
 *
 * Where the issuer's credentials were a role's own, a console session ends with the keys.
 *
 * Source: "Enabling custom identity broker access to the AWS console", IAM user guide.
 */
export function endOfSession(session: Pick<IssuedSession, 'credentials' | 'issuer'>): Date {
  const { expiration } = session.credentials
  return session.issuer.longTerm ? endOfConsole(expiration) : expiration
}
