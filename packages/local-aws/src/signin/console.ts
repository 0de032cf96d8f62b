import type { AbilitiesInWords } from '../abilities/index.ts'
import { AwsError, headerValues, type IncomingRequest, type RawRequest } from '../base/index.ts'
import type { State } from '../model/index.ts'
import type { Caller } from '../protocol/index.ts'
import { callerOfSession } from '../sessions/index.ts'
import { type AskS3, listBuckets, visitBucket } from './console-s3.ts'
import { consolePage, signedOutPage } from './console-page.ts'
import { type ConsoleSession, type ConsoleSessions, expiredCookies } from './console-sessions.ts'
import { safetyHeaders } from './html.ts'
import { sessionTitle, type SignInAnswer } from './sign-in-answer.ts'

export interface ConsoleOptions {
  readonly state: State
  readonly consoleSessions: ConsoleSessions
  readonly now: Date
  readonly ask: AskS3
  /** The sentence that refuses an action on everything to this caller; `undefined` when it is allowed. */
  readonly refuse: (action: string, caller: Caller, request: RawRequest) => string | undefined
  /** What a caller may do, in words. */
  readonly tellAbilities: (caller: Caller, request: RawRequest) => AbilitiesInWords | undefined
}

/**
 * `/console`, in place of the console's pages. A console session may outlive the credentials it came from,
 * but not their role.
 */
export async function showConsole(
  request: RawRequest,
  id: string | undefined,
  options: ConsoleOptions,
): Promise<SignInAnswer> {
  const visitor = visitorOf(id, options)
  if ('response' in visitor) return visitor
  const { caller, session, who } = visitor
  return {
    action: 'signin:Console',
    response: consolePage({
      who,
      account: caller.account,
      session,
      now: options.now,
      abilities: options.tellAbilities(caller, request),
      maySeeEvents: options.refuse('local:ListEvents', caller, request) === undefined,
      buckets: await listBuckets({ caller, who, ask: options.ask }),
    }),
    who,
  }
}

/** `/console/s3/BUCKET…`: what is in a bucket, as far as whoever is signed in may see and change it. */
export async function showBucket(
  request: IncomingRequest,
  id: string | undefined,
  options: ConsoleOptions,
): Promise<SignInAnswer | undefined> {
  const visitor = visitorOf(id, options)
  if ('response' in visitor) return visitor
  const { caller, who } = visitor
  // A browser says of every form which page it is from.
  if (request.method === 'POST' && !headerValues(request.rawHeaders).has('origin')) {
    throw new AwsError('AccessDenied', 403, 'Access Denied', {
      reason: 'the console page changes nothing without the header Origin',
    })
  }
  const response = await visitBucket(request, { caller, who, ask: options.ask })
  return response === undefined ? undefined : { action: 'signin:Console', response, who }
}

function visitorOf(
  id: string | undefined,
  { state, now, consoleSessions }: ConsoleOptions,
): { readonly caller: Caller; readonly session: ConsoleSession; readonly who: string } | SignInAnswer {
  const session = id === undefined ? undefined : consoleSessions.find(id)
  if (session === undefined) return signedOut('You are not signed in.', undefined)
  if (session.expiresAt <= now) return signedOut('Your session has ended.', session)
  const caller = callerOfSession(state, session.accessKeyId, session.session)
  if (caller === undefined) return signedOut('The role of your session does not exist any more.', session)
  return { caller, session, who: sessionTitle(session.session) }
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
