import type { AbilitiesInWords } from '../abilities/index.ts'
import { headerValues, type IncomingRequest, type RawRequest } from '../base/index.ts'
import type { State } from '../model/index.ts'
import { type Caller, parseForm } from '../protocol/index.ts'
import { createSeal, type Sessions } from '../sessions/index.ts'
import { createConsoleSessions } from './console-sessions.ts'
import { answerConsole } from './console.ts'
import type { AskS3 } from './console-s3.ts'
import { federation } from './federation.ts'
import type { SignInAnswer } from './sign-in-answer.ts'
import type { SigninTokenClaims } from './signin-token.ts'
import { visitorsOf } from './visitors.ts'

export { consoleAddress } from './console-address.ts'
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
  /** Whether a browser has one console session at a time, as without AWS's multi-session support. */
  readonly oneConsoleSession: boolean
  /** The sentence that refuses an action on everything to this caller; `undefined` when it is allowed. */
  readonly refuse: (action: string, caller: Caller, request: RawRequest) => string | undefined
  /** What a caller may do, in words. */
  readonly tellAbilities: (caller: Caller, request: RawRequest) => AbilitiesInWords | undefined
}

export interface SignIn {
  /** Answers the sign-in endpoint and the console page; `undefined` for whatever else is asked. */
  readonly answer: (request: IncomingRequest, ask: AskS3) => Promise<SignInAnswer | undefined>
  /**
   * Who is signed in to the console in the browser that sends it: by the session that the query's `console` names, or
   * whoever signed in last. `undefined`: nobody, or no longer.
   */
  readonly whoIs: (request: RawRequest) => Caller | undefined
}

/** The console's sign-in endpoint, and in place of the console one page that says who is signed in. */
export function createSignIn(options: SignInOptions): SignIn {
  const consoleSessions = createConsoleSessions(options.randomBytes)
  const seal = createSeal<SigninTokenClaims>(options.key, 'sign-in token', options.randomBytes)
  const answer: SignIn['answer'] = async (incoming, ask) => {
    const { body } = incoming
    const request: RawRequest = { ...incoming, body: body instanceof Uint8Array ? body : new Uint8Array() }
    const now = options.now()
    if (/^\/federation(?:\?|$)/.test(request.target) && /^(?:GET|HEAD|POST)$/.test(request.method)) {
      const host = headerValues(request.rawHeaders).get('host')
      return federation(request, host, { ...options, seal, consoleSessions, now })
    }
    return answerConsole(incoming, request, { ...options, ask, consoleSessions, now })
  }
  return {
    answer,
    whoIs: (request) => {
      const { all } = visitorsOf(request, { ...options, consoleSessions, now: options.now() })
      const question = request.target.indexOf('?')
      const handle =
        question === -1 ? undefined : parseForm(request.target.slice(question + 1)).get('console')
      const visitor = handle ? all.find(({ session }) => session.handle === handle) : all.at(-1)
      return visitor?.caller
    },
  }
}
