import { HallpassError } from 'hallpass'
import {
  awayCookie,
  beginOpenIdSignIn,
  finishOpenIdSignIn,
  newBrowserSecret,
  openIdAttemptMs,
  startSession,
} from '../../signin/index.ts'
import { texts } from '../../texts/index.ts'
import { field, type PageCall, seeOther } from '../frame/index.ts'

const words = texts.openIdConnect

/** Sends the browser to the provider; what comes back is good in this browser alone. */
export async function beginAway(call: PageCall): Promise<Response> {
  const { tools, context } = call
  const form = await context.req.parseBody()
  const connect = field(form, 'connect') === 'yes'
  const own = staffOf(call)
  if (connect && own === undefined) throw new HallpassError('NotSignedIn', words.notSignedIn)
  const cookie = awayCookie(tools.publicUrl)
  // One for all tabs: each has a sign-in of its own.
  const browser = cookie.read(context.req.raw) ?? newBrowserSecret(tools.services)
  const url = await beginOpenIdSignIn(openIdOf(call), {
    browser,
    returnTo: field(form, 'to') || undefined,
    ...(connect ? { staffId: own } : {}),
  })
  return seeOther(context, url.href, cookie.write(browser, openIdAttemptMs / 1000))
}

/** The browser is back: signs in whom the provider names. */
export async function comeBack(call: PageCall): Promise<Response> {
  const { tools, context, address } = call
  const { staffId, returnTo } = await finishOpenIdSignIn(openIdOf(call), {
    browser: awayCookie(tools.publicUrl).read(context.req.raw),
    query: new URL(context.req.url).searchParams,
    address,
    staffId: staffOf(call),
  })
  const who = { staffId, byProvider: true }
  const session = await startSession(tools.services, who, context.req.header('user-agent'))
  return seeOther(context, returnTo, tools.cookie.write(session.secret, session.maxAgeSeconds))
}

function openIdOf({ tools: { openId } }: PageCall) {
  if (openId !== undefined) return openId
  throw new HallpassError('NotFound', words.none, { hint: words.noneHint })
}

function staffOf({ actor }: PageCall): string | undefined {
  return actor?.kind === 'admin' || actor?.kind === 'instructor' ? actor.id : undefined
}
