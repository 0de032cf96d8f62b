import type { AbilitiesInWords } from '../abilities/index.ts'
import { AwsError, headerValues, type IncomingRequest, type RawRequest } from '../base/index.ts'
import type { State } from '../model/index.ts'
import type { Caller } from '../protocol/index.ts'
import { type AskS3, listBuckets, visitBucket } from './console-s3.ts'
import { chooserPage, consolePage, signedOutPage } from './console-page.ts'
import type { ConsoleSessions } from './console-sessions.ts'
import { consoleAddress } from './console-address.ts'
import { safetyHeaders } from './html.ts'
import type { SignInAnswer } from './sign-in-answer.ts'
import { type Visitor, type Visitors, visitorsOf } from './visitors.ts'

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
 * `/console…`, in place of the console's pages. Below `/console/s/HANDLE` everything is of that session, if its cookie
 * comes along; `/console` is of the only one, or lets choose.
 *
 * @param request without the body of an upload
 * @returns `undefined` for what is no page of the console's
 * @throws AwsError for a form that does not say which page it is from
 */
export async function answerConsole(
  incoming: IncomingRequest,
  request: RawRequest,
  options: ConsoleOptions,
): Promise<SignInAnswer | undefined> {
  const path = request.target.replace(/\?.*$/s, '')
  const method = request.method === 'HEAD' ? 'GET' : request.method
  const [, handle, rest = ''] = /^\/console\/s\/(\d{12}-[a-z0-9]{8})(\/.*)?$/.exec(path) ?? []
  const asked = `${method} ${handle === undefined ? path : `session${rest}`}`
  if (!/^(?:GET|POST) (?:\/console|session)(?:$|\/)/.test(asked)) return undefined
  // A browser says of every form which page it is from. Other forms are of a bucket that is called so.
  const isOurs = handle !== undefined || path === '/console/sign-out'
  if (method === 'POST' && isOurs && !headerValues(request.rawHeaders).has('origin')) {
    throw new AwsError('AccessDenied', 403, 'Access Denied', {
      reason: 'the console page changes nothing without the header Origin',
    })
  }
  const visitors = visitorsOf(request, options)
  if (asked === 'POST /console/sign-out') return signOut(visitors.all, visitors, options)
  if (handle === undefined) {
    if (asked === 'GET /console') return showWhoIsThere(request, visitors, options)
    return method === 'GET' ? showLater(request, visitors) : undefined
  }
  const visitor = visitors.all.find(({ session }) => session.handle === handle)
  if (visitor === undefined) return signedOut(visitors, handle)
  switch (asked) {
    case 'GET session':
      return showConsole(request, visitor, visitors, options)
    case 'POST session/sign-out':
      return signOut([visitor], visitors, options)
    default:
      return showBucket(incoming, visitor, options)
  }
}

async function showWhoIsThere(
  request: RawRequest,
  visitors: Visitors,
  options: ConsoleOptions,
): Promise<SignInAnswer> {
  const [visitor] = visitors.all
  if (visitor === undefined) return signedOut(visitors)
  if (visitors.all.length === 1) return showConsole(request, visitor, visitors, options)
  return {
    action: 'signin:Console',
    response: chooserPage({ visitors: visitors.all, now: options.now, headers: visitors.cleaning }),
  }
}

/** An address without a session, such as one that is kept: it is of the only session there is. */
function showLater(request: RawRequest, visitors: Visitors): SignInAnswer | undefined {
  const [, later] = /^\/console(\/s3\/.*)$/s.exec(request.target) ?? []
  if (later === undefined) return undefined
  const [visitor, another] = visitors.all
  if (visitor === undefined) return signedOut(visitors)
  const place = another === undefined ? `${consoleAddress(visitor.session)}${later}` : '/console'
  return { action: 'signin:Console', response: seeOther(place), who: visitor.who }
}

async function showConsole(
  request: RawRequest,
  visitor: Visitor,
  visitors: Visitors,
  options: ConsoleOptions,
): Promise<SignInAnswer> {
  const { caller, who } = visitor
  return {
    action: 'signin:Console',
    response: consolePage({
      visitor,
      visitors: visitors.all,
      now: options.now,
      abilities: options.tellAbilities(caller, request),
      maySeeEvents: options.refuse('local:ListEvents', caller, request) === undefined,
      buckets: await listBuckets({ caller, who, base: consoleAddress(visitor.session), ask: options.ask }),
      headers: visitors.cleaning,
    }),
    who,
  }
}

/** What is in a bucket, as far as that session may see and change it. */
async function showBucket(
  request: IncomingRequest,
  { caller, who, session }: Visitor,
  { ask }: ConsoleOptions,
): Promise<SignInAnswer | undefined> {
  const response = await visitBucket(request, { caller, who, base: consoleAddress(session), ask })
  return response === undefined ? undefined : { action: 'signin:Console', response, who }
}

/** Ends sessions of the browser, and takes their cookies away. Whoever else is signed in is shown. */
function signOut(
  leaving: readonly Visitor[],
  { cleaning, cookies }: Visitors,
  { consoleSessions }: ConsoleOptions,
): SignInAnswer {
  for (const { id } of leaving) consoleSessions.end(id)
  const headers = [...leaving.flatMap(({ session }) => cookies.taken(session)), ...cleaning]
  return { action: 'signin:SignOut', response: seeOther('/console', headers) }
}

function seeOther(
  place: string,
  headers: SignInAnswer['response']['headers'] = [],
): SignInAnswer['response'] {
  return { status: 303, headers: [['Location', place], ...headers, ...safetyHeaders], body: '' }
}

/** @param handle the session that was asked for */
function signedOut({ all, ended, cleaning }: Visitors, handle?: string): SignInAnswer {
  const isOf = handle === undefined || ended?.session.handle === handle
  const why = isOf && ended !== undefined ? ended.why : 'You are not signed in.'
  return {
    action: 'signin:Console',
    response: signedOutPage(why, isOf ? ended?.session.issuer : undefined, all.length, cleaning),
    reason: why,
  }
}
