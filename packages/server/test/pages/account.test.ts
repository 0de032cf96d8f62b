import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Services } from '../../src/change/index.ts'
import { createLease } from '../../src/lease/index.ts'
import { linkUrl, participantLink, staffLink } from '../../src/signin/index.ts'
import { admin as adminActor, openWorkshopOf, useDesks } from '../desk.ts'
import { Authenticator } from '../signin/passkey/authenticator.ts'
import { deskApp, signedInAdmin, Visitor } from './desk-app.ts'

const url = 'https://desk.example'
const desks = useDesks()
let services: Services
let app: ReturnType<typeof deskApp>['app']
let faults: unknown[]
let admin: Visitor
beforeAll(async () => {
  services = (await desks.make()).services
  const made = deskApp(services, url)
  app = made.app
  faults = made.faults
  admin = await signedInAdmin(services, app, url)
})
beforeEach(() => {
  faults.length = 0
})

/** A script of ours, in a browser with these cookies. */
async function send(path: string, body: object, headers: Readonly<Record<string, string>> = {}) {
  const text = JSON.stringify(body)
  const response = await app.fetch(
    new Request(`${url}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-length': String(text.length),
        origin: url,
        ...headers,
      },
      body: text,
    }),
  )
  const cookie = response.headers.get('set-cookie')
  const answer: Record<string, string> = response.headers.get('content-type')?.includes('json')
    ? JSON.parse(await response.text())
    : {}
  return { status: response.status, headers: response.headers, cookie, answer }
}

const pairOf = (cookie: string | null): string => cookie?.split(';', 1)[0] ?? ''

describe('the account page', () => {
  it.each(['/account', '/account/passkeys/new'])('%s is for those who run workshops alone', async (path) => {
    const workshop = await openWorkshopOf(services, adminActor)
    const lease = await createLease(services, adminActor, {
      workshopId: workshop.id,
      participant: { name: 'Ada' },
    })
    const ada = new Visitor(app, url)
    await ada.post('/link', {
      secret: (await participantLink(services, adminActor, lease.participant.id)).secret,
    })
    for (const visitor of [ada, new Visitor(app, url)]) expect((await visitor.get(path)).status).toBe(401)
  })

  it.each([
    '/account/passkeys/options',
    '/account/passkeys',
    '/account/passkeys/rename',
    '/account/passkeys/remove',
    '/account/browsers/sign-out',
    '/account/browsers/sign-out-all',
  ])('%s does nothing for a stranger, and nothing from another site', async (path) => {
    expect((await new Visitor(app, url).post(path, {})).status).toBe(401)
    expect((await admin.post(path, {}, 'https://evil.example')).status).toBe(403)
    expect((await admin.get('/account')).status).toBe(200)
  })

  it('says who I am, marks the browser that I am in, and ends another one’s session', async () => {
    const staff = await services.database.selectFrom('staff').select('id').executeTakeFirstOrThrow()
    const other = new Visitor(app, url)
    await other.post('/link', {
      secret: linkUrl(url, await staffLink(services, adminActor, staff.id)),
    })
    const { html } = await admin.get('/account')
    expect(html).toContain('Admin: every workshop')
    expect(html).toContain('You have none.')
    expect(html.match(/>this one</g)).toHaveLength(1)
    expect(html).not.toMatch(/hp_session_|hp_browser_/)
    const form = html.split('<form').find((part) => part.includes('last seen') && !part.includes('this one'))
    const [, browser = ''] = /name="browser" value="([0-9a-f]{24})"/.exec(form ?? '') ?? []
    await admin.post('/account/browsers/sign-out', { browser })
    expect((await other.get('/account')).status).toBe(401)
    expect((await admin.post('/account/browsers/sign-out', { browser })).status).toBe(404)
  })
})

describe('the ceremony over HTTP', () => {
  it('binds what it begins to a cookie that scripts and other sites never have', async () => {
    const { status, cookie, answer, headers } = await send('/sign-in/passkey/options', {})
    expect(status).toBe(200)
    expect(answer).toMatchObject({ rpId: 'desk.example', userVerification: 'required' })
    expect(cookie).toMatch(
      /^__Host-hallpass-browser=hp_browser_[\w-]{43}; Max-Age=300; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
    )
    expect(headers.get('cache-control')).toBe('no-store')
    // A second tab of the same browser: what the first one began goes on.
    const again = await send('/sign-in/passkey/options', {}, { cookie: pairOf(cookie) })
    expect(pairOf(again.cookie)).toBe(pairOf(cookie))
  })

  it.each([
    ['from another site', {}, { origin: 'https://evil.example' }, 403],
    ['as a form', {}, { 'content-type': 'text/plain' }, 400],
    ['without an answer', {}, {}, 400],
    ['with more than an answer can be', { credential: 'x'.repeat(70_000) }, {}, 400],
  ])('takes nothing %s', async (_how, body, headers, status) => {
    const refused = await send('/sign-in/passkey', body, headers)
    expect(refused.status).toBe(status)
    expect(refused.cookie).toBeNull()
    expect(faults).toEqual([])
  })

  it('takes a passkey, and signs in with it, in the browser that it was begun in alone', async () => {
    const staff = await services.database.selectFrom('staff').select('id').executeTakeFirstOrThrow()
    const { secret } = await staffLink(services, adminActor, staff.id)
    const came = await app.fetch(
      new Request(`${url}/link`, {
        method: 'POST',
        headers: {
          origin: url,
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': String(7 + secret.length),
        },
        body: `secret=${secret}`,
      }),
    )
    expect(came.headers.get('location')).toBe('/account/passkeys/new')
    const session = pairOf(came.headers.get('set-cookie'))
    const device = new Authenticator(url)
    const begun = await send('/account/passkeys/options', {}, { cookie: session })
    const made = {
      credential: device.create({
        challenge: begun.answer['challenge'] ?? '',
        user: { id: userOf(begun.answer) },
      }),
      name: 'Laptop',
    }
    expect((await send('/account/passkeys', made, { cookie: session })).status).toBe(401)
    const cookie = `${session}; ${pairOf(begun.cookie)}`
    expect((await send('/account/passkeys', made, { cookie })).answer).toEqual({ to: '/account' })

    const options = await send('/sign-in/passkey/options', {})
    const used = { credential: device.get({ challenge: options.answer['challenge'] ?? '' }) }
    expect((await send('/sign-in/passkey', used)).status).toBe(401)
    const signedIn = await send('/sign-in/passkey', used, { cookie: pairOf(options.cookie) })
    expect(signedIn.answer).toEqual({ to: '/workshops' })
    expect(signedIn.cookie).toMatch(/^__Host-hallpass=hp_session_/)
    expect(faults).toEqual([])
  })

  function userOf(answer: Readonly<Record<string, unknown>>): string {
    const { user } = answer
    return typeof user === 'object' && user !== null && 'id' in user ? String(user.id) : ''
  }
})

describe('a server that cannot have passkeys', () => {
  it.each([
    ['http://desk.example', 'Passkeys need https'],
    ['https://192.0.2.1', 'Passkeys belong to a name'],
  ])('%s says why, and offers none after a link', async (address, says) => {
    const made = deskApp(services, address)
    const visitor = new Visitor(made.app, address)
    expect((await visitor.get('/sign-in')).html).toContain(says)
    const staff = await services.database.selectFrom('staff').select('id').executeTakeFirstOrThrow()
    const { secret } = await staffLink(services, adminActor, staff.id)
    expect((await visitor.post('/link', { secret })).html).not.toContain('Add a passkey')
    const { html } = await visitor.get('/account')
    expect(html).toContain(says)
    expect(html).not.toContain('data-passkey')
  })
})
