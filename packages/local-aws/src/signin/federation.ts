import type { RawRequest } from '../base/index.ts'
import { parseForm } from '../protocol/index.ts'
import type { State } from '../model/index.ts'
import { callerOfSession, type Seal, type Sessions } from '../sessions/index.ts'
import { consoleAddress } from './console-address.ts'
import { badRequestPage, mustLogOutPage, tooManySessionsPage } from './console-page.ts'
import { type ConsoleSession, type ConsoleSessions, identityOf } from './console-sessions.ts'
import { isConsoleDestination } from './destination.ts'
import { safetyHeaders } from './html.ts'
import { sessionTitle, type SignInAnswer } from './sign-in-answer.ts'
import { issueSigninToken, openSigninToken, type SigninTokenClaims } from './signin-token.ts'
import { visitorsOf } from './visitors.ts'

export interface FederationOptions {
  readonly seal: Seal<SigninTokenClaims>
  readonly sessions: Sessions
  readonly state: State
  readonly consoleSessions: ConsoleSessions
  readonly now: Date
  /** Whether a browser has one console session at a time. */
  readonly oneConsoleSession: boolean
}

/** As many as AWS's multi-session support lets a browser have. */
const mostSessions = 5

/**
 * `/federation`: `Action=getSigninToken` and `Action=login`, by GET or POST. Every refusal is status 400 with
 * a page, as on AWS.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html
 */
export function federation(
  request: RawRequest,
  host: string | undefined,
  options: FederationOptions,
): SignInAnswer {
  const question = request.target.indexOf('?')
  const query = parseForm(question === -1 ? '' : request.target.slice(question + 1))
  const posted = request.method === 'POST' ? parseForm(Buffer.from(request.body).toString('latin1')) : []
  const form = new Map([...query, ...posted])
  if (form.get('Action') === 'getSigninToken') return getSigninToken(form, options)
  if (form.get('Action') === 'login') return login(request, form, host, options)
  return refused('signin:Unknown', 'Action must be getSigninToken or login')
}

function getSigninToken(form: ReadonlyMap<string, string>, options: FederationOptions): SignInAnswer {
  const action = 'signin:GetSigninToken'
  const result = issueSigninToken(form, options)
  if ('problem' in result) return refused(action, result.problem)
  return {
    action,
    caller: callerOfSession(options.state, result.accessKeyId, result.session),
    response: {
      status: 200,
      headers: [['Content-Type', 'application/json'], ...safetyHeaders],
      body: JSON.stringify({ SigninToken: result.token }),
    },
    who: sessionTitle(result.session),
  }
}

function login(
  request: RawRequest,
  form: ReadonlyMap<string, string>,
  host: string | undefined,
  options: FederationOptions,
): SignInAnswer {
  const action = 'signin:Login'
  const { now, consoleSessions } = options
  const destination = form.get('Destination') ?? ''
  if (!isConsoleDestination(destination, host)) {
    return refused(action, 'Destination must be the address of a page in the AWS console')
  }
  const claims = openSigninToken(form.get('SigninToken') ?? '', options.seal, now)
  if (claims === undefined) {
    return refused(action, 'the sign-in token is not valid, or older than 15 minutes: ask for a new link')
  }
  const { all, cleaning, cookies } = visitorsOf(request, options)
  const same = all.find(({ session }) => identityOf(session) === identityOf(claims))
  const others = all.filter((visitor) => visitor !== same)
  if (options.oneConsoleSession && others.length > 0) {
    return {
      action,
      response: mustLogOutPage(),
      reason: 'somebody else is signed in to the console in this browser',
    }
  }
  if (others.length >= mostSessions) {
    const response = tooManySessionsPage({ visitors: all, now, headers: cleaning })
    return { action, response, reason: `this browser has ${mostSessions} console sessions already` }
  }
  // Nobody keeps a cookie that was there before: whoever put it there would be signed in too.
  if (same !== undefined) consoleSessions.end(same.id)
  const session: ConsoleSession = {
    handle: same?.session.handle ?? consoleSessions.newHandle(claims.session.subject.account),
    accessKeyId: claims.accessKeyId,
    session: claims.session,
    startedAt: same?.session.startedAt ?? now,
    expiresAt: expiryOf(claims, now),
    issuer: form.get('Issuer'),
    destination,
  }
  const given = cookies.given(consoleSessions.start(session), session, now)
  return {
    action,
    response: {
      status: 302,
      headers: [['Location', consoleAddress(session)], ...given, ...cleaning, ...safetyHeaders],
      body: '',
    },
    who: sessionTitle(claims.session),
    caller: callerOfSession(options.state, claims.accessKeyId, claims.session),
    parameters: { LoginTo: destination },
  }
}

function expiryOf({ session, durationSeconds }: SigninTokenClaims, now: Date): Date {
  return durationSeconds === undefined
    ? new Date(session.expiresAtSeconds * 1000)
    : new Date(now.getTime() + durationSeconds * 1000)
}

function refused(action: string, problem: string): SignInAnswer {
  return { action, response: badRequestPage(problem), reason: problem }
}
