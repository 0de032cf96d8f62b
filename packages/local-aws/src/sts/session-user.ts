import { AwsError } from '../base/index.ts'
import { entityName } from '../model/index.ts'
import type { Call } from '../protocol/index.ts'

/**
 * The user whose long-term key signed a call: who a session of its own is made for.
 *
 * @returns `undefined` for the root user
 * @throws AwsError `AccessDenied` in AWS's words, for whoever calls with a session's credentials
 */
export function sessionUser(
  call: Call,
  action: 'GetSessionToken' | 'GetFederationToken',
): { readonly name: string; readonly id: string } | undefined {
  const { principal, session } = call.caller
  if (session === undefined && principal.type === 'root') return undefined
  if (session === undefined && principal.type === 'user') {
    return { name: entityName(principal.arn), id: principal.userId }
  }
  throw new AwsError('AccessDenied', 403, `Cannot call ${action} with session credentials`, {
    reason: `ImplicitlyDenied: ${action} wants a long-term key`,
  })
}

/**
 * How long such a session lasts: 12 hours unless asked otherwise. The root user's lasts an hour at most,
 * however long was asked for.
 */
export function userSessionSeconds(
  askedSeconds: number | undefined,
  user: { readonly name: string } | undefined,
): number {
  return Math.min(askedSeconds ?? 43_200, user === undefined ? 3600 : 129_600)
}
