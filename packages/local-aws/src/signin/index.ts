import type { AbilitiesInWords } from '../abilities/index.ts'
import { headerValues, type IncomingRequest, type RawRequest } from '../base/index.ts'
import type { State } from '../model/index.ts'
import type { Caller } from '../protocol/index.ts'
import { callerOfSession, createSeal, type Sessions } from '../sessions/index.ts'
import { consoleCookieValue, createConsoleSessions } from './console-sessions.ts'
import { showBucket, showConsole, signOut } from './console.ts'
import type { AskS3 } from './console-s3.ts'
import { federation } from './federation.ts'
import type { SignInAnswer } from './sign-in-answer.ts'
import type { SigninTokenClaims } from './signin-token.ts'

export { html, type Html, page } from './html.ts'
export type { AskS3 } from './console-s3.ts'
export type { SignInAnswer } from './sign-in-answer.ts'

export interface SignInOptions {
  readonly state: State
  readonly sessions: Sessions
  /** 32 random bytes, the instance's own. */
  readonly key: Uint8Array
  readonly now: () => Date
  readonly randomBytes: (size: number) => Uint8Array
  /** The sentence that refuses an action on everything to this caller; `undefined` when it is allowed. */
  readonly refuse: (action: string, caller: Caller, request: RawRequest) => string | undefined
  /** What a caller may do, in words. */
  readonly tellAbilities: (caller: Caller, request: RawRequest) => AbilitiesInWords | undefined
}

export interface SignIn {
  /** Answers the sign-in endpoint and the console page; `undefined` for whatever else is asked. */
  readonly answer: (request: IncomingRequest, ask: AskS3) => Promise<SignInAnswer | undefined>
  /** Who is signed in to the console in the browser that sends it; `undefined`: nobody, or no longer. */
  readonly whoIs: (request: RawRequest) => Caller | undefined
}

/** The console's sign-in endpoint, and in place of the console one page that says who is signed in. */
export function createSignIn(options: SignInOptions): SignIn {
  const consoleSessions = createConsoleSessions(options.randomBytes)
  const seal = createSeal<SigninTokenClaims>(options.key, 'sign-in token', options.randomBytes)
  const answer: SignIn['answer'] = async (incoming, ask) => {
    const { body } = incoming
    const request: RawRequest = { ...incoming, body: body instanceof Uint8Array ? body : new Uint8Array() }
    const path = request.target.replace(/\?.*$/s, '')
    const method = request.method === 'HEAD' ? 'GET' : request.method
    const headers = headerValues(request.rawHeaders)
    const now = options.now()
    switch (`${method} ${path}`) {
      case 'GET /federation':
      case 'POST /federation':
        return federation(request, headers.get('host'), { ...options, seal, consoleSessions, now })
      case 'GET /console':
        return showConsole(request, consoleCookieValue(headers.get('cookie')), {
          ...options,
          ask,
          consoleSessions,
          now,
        })
      case 'POST /console/sign-out':
        return signOut(consoleCookieValue(headers.get('cookie')), consoleSessions)
      default:
        if (!path.startsWith('/console/s3/')) return undefined
        return showBucket(incoming, consoleCookieValue(headers.get('cookie')), {
          ...options,
          ask,
          consoleSessions,
          now,
        })
    }
  }
  return {
    answer,
    whoIs: (request) => {
      const id = consoleCookieValue(headerValues(request.rawHeaders).get('cookie'))
      const session = id === undefined ? undefined : consoleSessions.find(id)
      if (session === undefined || session.expiresAt <= options.now()) return undefined
      return callerOfSession(options.state, session.accessKeyId, session.session)
    },
  }
}
