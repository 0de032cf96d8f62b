import type { RawRequest, RawResponse } from '../base/index.ts'
import type { State } from '../model/index.ts'
import type { Caller } from '../protocol/index.ts'
import { callerOfSession } from '../sessions/index.ts'
import { consoleCookies, type ConsoleCookies } from './console-cookies.ts'
import type { ConsoleSession, ConsoleSessions } from './console-sessions.ts'
import { sessionTitle } from './sign-in-answer.ts'

/** Somebody who is signed in, in the browser that asks. */
export interface Visitor {
  readonly id: string
  readonly session: ConsoleSession
  readonly caller: Caller
  /** E.g. `assumed-role/InstruqtS3Access/identified@domain.ext`. */
  readonly who: string
}

/** Everybody who is signed in, in one browser. */
export interface Visitors {
  /** The first to have signed in first. */
  readonly all: readonly Visitor[]
  /** Whose sessions have ended: why, the one that began last. */
  readonly ended: { readonly why: string; readonly session: ConsoleSession } | undefined
  /** Takes away the cookies of those whose sessions have ended, and of sessions that are not known. */
  readonly cleaning: RawResponse['headers']
  readonly cookies: ConsoleCookies
}

export interface VisitorOptions {
  readonly state: State
  readonly consoleSessions: ConsoleSessions
  readonly now: Date
}

/**
 * Who is signed in. A console session may outlive the credentials it came from, but not their role.
 *
 * @param request its cookies alone say who: what stands in its address only chooses among them
 */
export function visitorsOf(
  request: Pick<RawRequest, 'rawHeaders'>,
  { state, consoleSessions, now }: VisitorOptions,
): Visitors {
  const cookies = consoleCookies(request, consoleSessions)
  const all: Visitor[] = []
  const ended: { readonly why: string; readonly session: ConsoleSession }[] = []
  for (const { id, session } of cookies.sessions) {
    const caller = callerOfSession(state, session.accessKeyId, session.session)
    if (session.expiresAt <= now) ended.push({ why: 'Your session has ended.', session })
    else if (caller === undefined) {
      ended.push({ why: 'The role of your session does not exist any more.', session })
    } else all.push({ id, session, caller, who: sessionTitle(session.session) })
  }
  return {
    all,
    ended: ended.at(-1),
    cleaning: [...ended.flatMap(({ session }) => cookies.taken(session)), ...cookies.cleaned],
    cookies,
  }
}
