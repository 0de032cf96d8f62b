import type { RawRequest } from '../base/index.ts'
import type { State } from '../model/index.ts'
import type { Caller } from '../protocol/index.ts'
import { callerOfSession } from '../sessions/index.ts'
import { consolePage, signedOutPage } from './console-page.ts'
import { type ConsoleSession, type ConsoleSessions, expiredCookies } from './console-sessions.ts'
import { safetyHeaders } from './html.ts'
import { sessionTitle, type SignInAnswer } from './sign-in-answer.ts'

export interface ConsoleOptions {
  readonly state: State
  readonly consoleSessions: ConsoleSessions
  readonly now: Date
  /** The sentence that refuses an action on everything to this caller; `undefined` when it is allowed. */
  readonly refuse: (action: string, caller: Caller, request: RawRequest) => string | undefined
}

/**
 * `/console`, in place of the console's pages. A console session may outlive the credentials it came from,
 * but not their role.
 */
export function showConsole(
  request: RawRequest,
  id: string | undefined,
  options: ConsoleOptions,
): SignInAnswer {
  const { state, now } = options
  const session = id === undefined ? undefined : options.consoleSessions.find(id)
  if (session === undefined) return signedOut('You are not signed in.', undefined)
  if (session.expiresAt <= now) return signedOut('Your session has ended.', session)
  const caller = callerOfSession(state, session.accessKeyId, session.session)
  if (caller === undefined) return signedOut('The role of your session does not exist any more.', session)

  const refusal = options.refuse('s3:ListAllMyBuckets', caller, request)
  const own = [...state.buckets.values()].filter((bucket) => bucket.account === caller.account)
  const who = sessionTitle(session.session)
  return {
    action: 'signin:Console',
    response: consolePage({
      who,
      account: caller.account,
      session,
      now,
      maySeeEvents: options.refuse('local:ListEvents', caller, request) === undefined,
      buckets: refusal === undefined ? own.map((bucket) => bucket.name).toSorted() : { refusal },
    }),
    who,
  }
}

/** `/console/sign-out`: ends the session and takes the cookie away. */
export function signOut(id: string | undefined, consoleSessions: ConsoleSessions): SignInAnswer {
  if (id !== undefined) consoleSessions.end(id)
  return {
    action: 'signin:SignOut',
    response: {
      status: 303,
      headers: [['Location', '/console'], ...expiredCookies, ...safetyHeaders],
      body: '',
    },
  }
}

function signedOut(why: string, session: ConsoleSession | undefined): SignInAnswer {
  return { action: 'signin:Console', response: signedOutPage(why, session?.issuer), reason: why }
}
