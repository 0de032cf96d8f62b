import { sameText } from '../base/index.ts'
import type { Seal, SessionClaims, Sessions } from '../sessions/index.ts'

/** What a sign-in token holds. */
export interface SigninTokenClaims {
  readonly accessKeyId: string
  readonly session: SessionClaims
  readonly issuedAtSeconds: number
  /** How long the console session lasts; left out, as long as the credentials. */
  readonly durationSeconds?: number | undefined
}

/**
 * How long a sign-in token opens the console.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html
 */
export const signinTokenSeconds = 900

const context = 'sign-in token'

/** A sign-in token, or in words why there is none. Remembers nothing: the token itself holds the session. */
export function issueSigninToken(
  form: ReadonlyMap<string, string>,
  {
    seal,
    sessions,
    now,
  }: { readonly seal: Seal<SigninTokenClaims>; readonly sessions: Sessions; readonly now: Date },
):
  | { readonly token: string; readonly accessKeyId: string; readonly session: SessionClaims }
  | { readonly problem: string } {
  const credentials = parseSession(form.get('Session'))
  if (credentials === undefined) {
    return { problem: 'Session must be a JSON object with sessionId, sessionKey and sessionToken' }
  }
  const session = sessions.open(credentials.sessionId, credentials.sessionToken)
  if (session === undefined || !sameText(sessions.secretFor(credentials.sessionId), credentials.sessionKey)) {
    return { problem: 'the credentials in Session are not valid temporary credentials' }
  }
  if (session.expiresAtSeconds * 1000 <= now.getTime())
    return { problem: 'the credentials in Session have expired' }
  if (session.subject.kind === 'session-token') {
    return { problem: 'credentials from GetSessionToken cannot sign in to the console' }
  }
  const text = form.get('SessionDuration')
  const durationSeconds = text === undefined ? undefined : Number(text)
  if (text !== undefined && !(/^\d{1,6}$/.test(text) && Number(text) >= 900 && Number(text) <= 43_200)) {
    return { problem: 'SessionDuration must be 900 to 43200 seconds' }
  }
  if (durationSeconds !== undefined && session.subject.kind === 'federated-user') {
    return { problem: 'SessionDuration does not go with credentials from GetFederationToken' }
  }
  if (durationSeconds !== undefined && session.chained) {
    return { problem: 'SessionDuration does not go with a role that was assumed by role chaining' }
  }
  const claims: SigninTokenClaims = {
    accessKeyId: credentials.sessionId,
    session,
    issuedAtSeconds: Math.floor(now.getTime() / 1000),
    durationSeconds,
  }
  const token = Buffer.from(seal.seal(claims, context), 'base64').toString('base64url')
  return { token, accessKeyId: credentials.sessionId, session }
}

/** What a sign-in token holds, while it is good. */
export function openSigninToken(
  token: string,
  seal: Seal<SigninTokenClaims>,
  now: Date,
): SigninTokenClaims | undefined {
  if (!/^[\w-]+$/.test(token)) return undefined
  const claims = seal.open(Buffer.from(token, 'base64url').toString('base64'), context)
  if (claims === undefined) return undefined
  return now.getTime() < (claims.issuedAtSeconds + signinTokenSeconds) * 1000 ? claims : undefined
}

function parseSession(
  text: string | undefined,
): { sessionId: string; sessionKey: string; sessionToken: string } | undefined {
  let value: unknown
  try {
    value = JSON.parse(text ?? '')
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  if (!('sessionId' in value && 'sessionKey' in value && 'sessionToken' in value)) return undefined
  const { sessionId, sessionKey, sessionToken } = value
  if (typeof sessionId !== 'string' || typeof sessionKey !== 'string') return undefined
  return typeof sessionToken === 'string' ? { sessionId, sessionKey, sessionToken } : undefined
}
