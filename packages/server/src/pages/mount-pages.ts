import type { Context, Hono } from 'hono'
import { HallpassError } from 'hallpass'
import { compressed } from '../compress/index.ts'
import { callbackPath, isOwnOrigin, sessionActor } from '../signin/index.ts'
import { texts } from '../texts/index.ts'
import { accountPage, remove, rename, signOutEverywhere, signOutOne } from './account/index.ts'
import { mayCompress } from './compressed-pages.ts'
import { field, loadAssets, type PageCall, type PagesTools, problemPage, seeOther } from './frame/index.ts'
import { checkNow, healthPage } from './health/index.ts'
import { beginAway, comeBack } from './openid-connect/index.ts'
import {
  devicePage,
  keysPage,
  keyTestPage,
  openConsole,
  passPage,
  passStateAnswer,
  testKeys,
} from './pass/index.ts'
import { rolePage } from './preview/index.ts'
import {
  beginAdding,
  beginSignIn,
  finishAdding,
  finishSignIn,
  offerPage,
  signInPage,
} from './passkey/index.ts'
import { frontPage, join, joinPage, linkPage, secretOf, signOut, useSecret } from './public/index.ts'
import {
  addRoster,
  cardsPage,
  endIt,
  liveRoom,
  moveTicked,
  peopleCsv,
  openIt,
  projectorPage,
  roomPage,
} from './room/index.ts'
import { serveAsset } from './serve-asset.ts'
import {
  addIt,
  disableIt,
  enableIt,
  linkIt,
  personPage,
  removePasskeyOf,
  saveStaff,
  staffPage,
} from './staff/index.ts'
import { timelinePage } from './timeline/index.ts'
import {
  archiveIt,
  changeIt,
  changePage,
  makeWorkshop,
  newWorkshopPage,
  workshopsPage,
} from './workshops/index.ts'

type Answer = Response | Promise<Response>
type Page = (call: PageCall) => Answer | Promise<Answer>

const mostBytes = 1_000_000

/** Puts the pages on an app: for people, beside the API for machines. */
export function mountPages(app: Hono, tools: PagesTools): void {
  // What is not built is told at the start, and not by the first page.
  loadAssets()
  const on = (method: 'GET' | 'POST', path: string, show: Page): void => {
    app.on(method, path, async (context) => {
      const answer = await serve(tools, context, show)
      const { raw } = context.req
      const whole = mayCompress(raw, path) ? await compressed(raw, answer) : answer
      if (raw.method !== 'HEAD') return whole
      // A room that is live would go on telling nobody.
      await whole.body?.cancel()
      return new Response(null, whole)
    })
  }

  app.get('/assets/:name', (context) => serveAsset(context, context.req.param('name')))
  on('GET', '/', frontPage)
  on('GET', '/join', (call) => {
    const code =
      call.context.req
        .query('code')
        ?.toLowerCase()
        .replaceAll(/[^0-9a-z]/g, '') ?? ''
    return seeOther(call.context, code === '' ? '/' : `/join/${code}`)
  })
  on('GET', '/join/:code', (call) => guessing(call, () => joinPage(call, param(call, 'code'))))
  on('POST', '/join/:code', (call) => guessing(call, () => join(call, param(call, 'code'))))
  on('GET', '/link', linkPage)
  on('POST', '/link', (call) =>
    guessing(call, async () =>
      useSecret(call, secretOf(field(await call.context.req.parseBody(), 'secret'))),
    ),
  )
  on('POST', '/device', (call) =>
    guessing(call, async () => useSecret(call, field(await call.context.req.parseBody(), 'code'))),
  )
  on('POST', '/sign-out', signOut)
  on('GET', '/sign-in', signInPage)
  on('POST', '/sign-in/passkey/options', (call) => guessed(call, () => beginSignIn(call)))
  on('POST', '/sign-in/passkey', (call) => guessed(call, () => finishSignIn(call)))

  on('GET', '/account', accountPage)
  on('GET', '/account/passkeys/new', offerPage)
  on('POST', '/account/passkeys/options', beginAdding)
  on('POST', '/account/passkeys', finishAdding)
  on('POST', '/account/passkeys/rename', rename)
  on('POST', '/account/passkeys/remove', remove)
  on('POST', '/account/browsers/sign-out', signOutOne)
  on('POST', '/account/browsers/sign-out-all', signOutEverywhere)
  on('POST', '/sign-in/openid-connect', (call) => guessed(call, () => beginAway(call)))
  on('GET', callbackPath, (call) => guessed(call, () => comeBack(call)))

  on('GET', '/pass', (call) => passPage(call))
  on('GET', '/pass/state', passStateAnswer)
  on('POST', '/pass/console', openConsole)
  on('POST', '/pass/keys', keysPage)
  on('POST', '/pass/device', devicePage)
  on('GET', '/pass/test', keyTestPage)
  on('POST', '/pass/test', (call) => guessed(call, () => testKeys(call)))

  on('GET', '/workshops', workshopsPage)
  on('GET', '/workshops/new', (call) => newWorkshopPage(call))
  on('POST', '/workshops/new', makeWorkshop)
  on('GET', '/health', healthPage)
  on('POST', '/health/check', checkNow)
  on('GET', '/staff', (call) => staffPage(call))
  on('POST', '/staff', addIt)
  const person = [
    ['GET', '', (call: PageCall, id: string) => personPage(call, id)],
    ['POST', '', saveStaff],
    ['POST', '/link', linkIt],
    ['POST', '/passkey', removePasskeyOf],
    ['POST', '/disable', disableIt],
    ['POST', '/enable', enableIt],
  ] as const
  for (const [method, rest, show] of person) {
    on(method, `/staff/:id${rest}`, (call) => show(call, param(call, 'id')))
  }
  const rooms = [
    ['GET', '', roomPage],
    ['GET', '/live', liveRoom],
    ['GET', '/projector', projectorPage],
    ['GET', '/role', rolePage],
    ['GET', '/cards', cardsPage],
    ['GET', '/timeline', timelinePage],
    ['POST', '/leases', moveTicked],
    ['POST', '/roster', addRoster],
    ['POST', '/open', openIt],
    ['POST', '/end', endIt],
    ['GET', '/change', changePage],
    ['POST', '/change', changeIt],
    ['POST', '/archive', archiveIt],
    ['GET', '/people.csv', peopleCsv],
  ] as const
  for (const [method, rest, show] of rooms) {
    on(method, `/workshops/:id${rest}`, (call) => show(call, param(call, 'id')))
  }
}

function param(call: PageCall, name: string): string {
  return call.context.req.param(name) ?? ''
}

async function serve(tools: PagesTools, context: Context, show: Page): Promise<Response> {
  const request = context.req.raw
  const address = tools.addressOf(request, context.env)
  const secret = tools.cookie.read(request)
  const actor = secret === undefined ? undefined : await sessionActor(tools.services, secret, address)
  try {
    if (request.method !== 'GET' && request.method !== 'HEAD') checkForm(request, tools.publicUrl)
    return await show({ tools, context, actor, address })
  } catch (error) {
    if (!(error instanceof HallpassError)) tools.onFault(error, context.req.routePath)
    return problemPage(context, actor, error)
  }
}

/** Every form is a page of ours: also the one for signing in, or somebody could be signed in as somebody else. */
function checkForm(request: Request, publicUrl: string): void {
  if (!isOwnOrigin(request, publicUrl)) {
    throw new HallpassError('Forbidden', texts.frame.otherSite, {
      hint: texts.frame.otherSiteHint(publicUrl),
    })
  }
  if (Number(request.headers.get('content-length') ?? mostBytes + 1) > mostBytes) {
    throw new HallpassError('InvalidInput', texts.frame.tooMuch, {
      hint: texts.frame.tooMuchHint,
    })
  }
}

/**
 * Codes and links, which somebody might guess: who guesses wrong too often is refused. A class shares one address, so
 * those who have a code that there is are not counted.
 */
async function guessing(call: PageCall, show: () => Answer | Promise<Answer>): Promise<Response> {
  const { attempts } = call.tools
  const who = call.address ?? 'unknown'
  await attempts.check(who)
  try {
    return await show()
  } catch (error) {
    const isWrong =
      error instanceof HallpassError && (error.code === 'NotFound' || error.code === 'NotSignedIn')
    if (isWrong) await attempts.take(who)
    throw error
  }
}

/** What anybody may ask for, and what costs something each time. */
async function guessed(call: PageCall, show: () => Answer | Promise<Answer>): Promise<Response> {
  await call.tools.attempts.take(call.address ?? 'unknown')
  return show()
}
