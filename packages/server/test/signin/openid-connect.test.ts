import { beforeEach, describe, expect, it } from 'vitest'
import { makeApiToken, apiTokenActor, groupFindings, type OpenIdSettings } from '../../src/signin/index.ts'
import { addStaff, disableStaff, enableStaff } from '../../src/staff/index.ts'
import { admin, type Desk, useDesks } from '../desk.ts'
import { deskApp, signedInAdmin } from '../pages/desk-app.ts'
import { Browser, type Shown } from './browser.ts'
import { useProvider } from './openid-provider.ts'

const url = 'https://desk.example'
const desks = useDesks()
const provider = useProvider()
const { behaviour } = provider
let desk: Desk
beforeEach(async () => {
  desk = await desks.make()
})

const groups = { adminGroups: ['desk-admins'], instructorGroups: ['teachers'] }

function server(settings: Partial<OpenIdSettings> = {}) {
  return deskApp(desk.services, url, undefined, {
    issuer: provider.issuer(),
    clientId: 'desk',
    clientSecret: 'a secret: with/odd+characters',
    name: 'Example SSO',
    ...settings,
  })
}
type Server = ReturnType<typeof server>

const atCallback = (next: string): boolean => next.startsWith(`${url}/sign-in/openid-connect/callback`)

async function signIn({ app }: Server, browser = new Browser(app, url), form = {}): Promise<Shown> {
  return browser.post('/sign-in/openid-connect', form)
}

/** Up to where the browser would come back to us. */
async function awayAndBack(browser: Browser, form = {}): Promise<string> {
  return (await browser.post('/sign-in/openid-connect', form, atCallback)).url
}

async function staff() {
  return desk.services.database.selectFrom('staff').selectAll().orderBy('name').execute()
}

async function entries(action: string): Promise<{ detail: Record<string, unknown> }[]> {
  const rows = await desk.services.database
    .selectFrom('audit')
    .select('entry')
    .where('action', '=', action)
    .execute()
  return rows.map(({ entry }) => JSON.parse(entry))
}

describe('a sign-in by OpenID Connect', () => {
  it.each<[string, () => void, string]>([
    ['a token that nobody signed', () => unsigned(), '"alg"'],
    ['a token that another signed', () => (behaviour.answer = tampered), 'signature verification failed'],
    ['another nonce', () => claim('nonce', 'of-another-sign-in'), '"nonce"'],
    ['no nonce', () => claim('nonce', undefined), '"nonce"'],
    ['another audience', () => claim('aud', 'another-client'), '"aud"'],
    ['several audiences, and not for us', () => claim('aud', ['another', 'third']), '"aud"'],
    ['another issuer in the token', () => claim('iss', 'https://evil.example'), 'JWT "iss"'],
    ['a token that is over', () => claim('exp', seconds(-120)), '"exp"'],
    ['a token of tomorrow', () => claim('nbf', seconds(86_400)), '"nbf"'],
    ['no subject', () => claim('sub', undefined), '"sub"'],
    [
      'no token at all',
      () => (behaviour.answer = ({ body }) => body !== '' && delete body['id_token']),
      '"id_token"',
    ],
    [
      'an answer from another issuer (RFC 9207)',
      () => (behaviour.redirect = (to) => to.searchParams.set('iss', 'https://evil.example')),
      '"iss" (issuer) response parameter',
    ],
    [
      'a code that was used',
      () =>
        (behaviour.answer = (answer) =>
          Object.assign(answer, { statusCode: 400, body: { error: 'invalid_grant' } })),
      'the provider answered invalid_grant (HTTP 400)',
    ],
  ])('refuses %s, lets nobody in, and tells the log why', async (_name, misbehave, why) => {
    misbehave()
    behaviour.claims['groups'] = ['desk-admins']
    const made = server(groups)
    const browser = new Browser(made.app, url)
    const shown = await signIn(made, browser)
    expect(shown.status).toBe(401)
    expect(shown.html).toContain('The answer of Example SSO does not hold')
    expect((await browser.get(`${url}/workshops`)).status).toBe(401)
    expect(await staff()).toEqual([])
    expect(made.faults.map(String)).toEqual([expect.stringContaining(why)])
    expect(String(made.faults)).not.toMatch(/eyJ|odd\+characters/)
  })

  it.each([
    ['access_denied', 'Example SSO did not sign you in: access_denied.'],
    ['<script>alert(1)</script>', 'Example SSO did not sign you in.'],
  ])('takes %s of the provider for a no', async (error, says) => {
    behaviour.redirect = (to) => {
      to.searchParams.delete('code')
      to.searchParams.set('error', error)
    }
    const shown = await signIn(server())
    expect(shown.status).toBe(401)
    expect(shown.html).toContain(says)
    expect(shown.html).not.toContain('<script>alert')
  })

  it('forgives a clock that is half a minute off', async () => {
    claim('exp', seconds(-30))
    behaviour.claims['groups'] = ['teachers']
    expect((await signIn(server(groups))).status).toBe(200)
  })

  it('is finished once, in the browser that began it, within ten minutes', async () => {
    behaviour.claims['groups'] = ['teachers']
    const made = server(groups)
    const [ann, mallory] = [new Browser(made.app, url), new Browser(made.app, url)]
    const over = /not begun in this browser/
    await awayAndBack(mallory)
    // What one browser brought back, in another that has begun one of its own.
    expect((await mallory.get(await awayAndBack(ann))).html).toMatch(over)
    const late = await awayAndBack(ann)
    desk.clock.forward(601)
    expect((await ann.get(late)).html).toMatch(over)
    const back = await awayAndBack(ann)
    const other = new URL(back)
    other.searchParams.set('state', 'x'.repeat(43))
    expect((await ann.get(other.href)).html).toMatch(over)
    other.searchParams.delete('state')
    expect((await ann.get(other.href)).html).toMatch(over)
    expect((await ann.get(`${back}&state=${'x'.repeat(43)}`)).html).toMatch(over)
    expect((await ann.get(back)).status).toBe(200)
    expect((await ann.get(back)).html).toMatch(over)
    expect(await staff()).toHaveLength(1)
  })

  it('is not begun by another site', async () => {
    const { app } = server()
    const body = 'to=%2Fworkshops'
    const response = await app.fetch(
      new Request(`${url}/sign-in/openid-connect`, {
        method: 'POST',
        body,
        headers: {
          origin: 'https://evil.example',
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': String(body.length),
        },
      }),
    )
    expect(response.status).toBe(403)
    expect(response.headers.get('location')).toBeNull()
  })

  it('of two tabs at once lets both finish', async () => {
    behaviour.claims['groups'] = ['teachers']
    const made = server(groups)
    const browser = new Browser(made.app, url)
    const tabs = [await awayAndBack(browser), await awayAndBack(browser)]
    for (const tab of tabs) expect((await browser.get(tab)).status).toBe(200)
  })

  it('asks with PKCE, and leaves nothing of it in the database', async () => {
    const made = server(groups)
    const browser = new Browser(made.app, url)
    const { url: at } = await browser.post('/sign-in/openid-connect', {}, (next) =>
      next.includes('/authorize'),
    )
    const asked = new URL(at).searchParams
    expect(asked.get('code_challenge_method')).toBe('S256')
    expect(asked.get('redirect_uri')).toBe(`${url}/sign-in/openid-connect/callback`)
    const rows = JSON.stringify(
      await desk.services.database.selectFrom('signin_attempt').selectAll().execute(),
    )
    for (const value of [asked.get('state'), asked.get('nonce'), ...browser.cookies.values()]) {
      expect(value?.length).toBeGreaterThan(20)
      expect(rows).not.toContain(value)
    }
    expect(at).not.toContain('odd')
  })

  it('shows its secret in the body or in the header, as the provider has it; or has none', async () => {
    behaviour.claims['groups'] = ['teachers']
    behaviour.discovery = (body) => (body['token_endpoint_auth_methods_supported'] = ['client_secret_post'])
    await signIn(server(groups))
    behaviour.discovery = (body) => (body['token_endpoint_auth_methods_supported'] = ['client_secret_basic'])
    await signIn(server(groups))
    await signIn(server({ ...groups, clientSecret: undefined }))
    const secrets = provider.requests.map(({ authorization, body }) => [
      authorization?.split(' ', 1)[0],
      body['client_secret'],
    ])
    expect(secrets).toEqual([
      [undefined, 'a secret: with/odd+characters'],
      ['Basic', undefined],
      [undefined, undefined],
    ])
  })

  it.each([
    ['//evil.example'],
    ['/\\evil.example'],
    ['https://evil.example/'],
    ['/..//evil.example'],
    ['javascript:alert(1)'],
    ['/\t/evil.example'],
    [`/${'x'.repeat(600)}`],
  ])('goes on at our own pages, and not at %j', async (to) => {
    behaviour.claims['groups'] = ['desk-admins']
    const shown = await signIn(server(groups), undefined, { to })
    expect(shown.url).toBe(`${url}/workshops`)
  })

  it('goes on where it was asked to', async () => {
    behaviour.claims['groups'] = ['desk-admins']
    expect((await signIn(server(groups), undefined, { to: '/health?a=1' })).url).toBe(`${url}/health?a=1`)
  })
})

describe('groups', () => {
  it.each([
    [{}, 'teachers or desk-admins', 'told of no group'],
    [{ groups: ['students', 'staff'] }, 'teachers or desk-admins', 'told of 2 of yours'],
    [{ groups: { teachers: true } }, 'teachers or desk-admins', 'told of no group'],
    [{ _claim_names: { groups: 'src1' } }, '--oidc-groups-claim roles', 'more groups than'],
  ])('with %j nobody gets in, and the page says what is missing', async (claims, group, why) => {
    Object.assign(behaviour.claims, claims)
    const shown = await signIn(server(groups))
    expect(shown.status).toBe(403)
    expect(shown.html).toContain(group)
    expect(shown.html).toContain(why)
    expect(await staff()).toEqual([])
    expect(await entries('staff.refused')).toMatchObject([{ detail: { subject: 'ann-1' } }])
  })

  it.each([
    [{ groups: ['teachers'] }, 'groups', 'instructor'],
    [{ groups: ['teachers', 'desk-admins'] }, 'groups', 'admin'],
    [{ groups: 'desk-admins' }, 'groups', 'admin'],
    [{ realm_access: { roles: ['teachers'] } }, 'realm_access.roles', 'instructor'],
    [{ 'https://school.example/groups': ['teachers'] }, 'https://school.example/groups', 'instructor'],
  ])('%j in %s make an %s', async (claims, groupsClaim, role) => {
    Object.assign(behaviour.claims, claims)
    await signIn(server({ ...groups, groupsClaim }))
    expect(await staff()).toMatchObject([
      { name: 'Ann', email: 'ann@example.com', role, oidc_subject: 'ann-1' },
    ])
  })

  it('that are nobody’s are told in health, until somebody comes in by one', async () => {
    const { app, services } = { ...server(groups), services: desk.services }
    expect(await groupFindings(services.database)).toEqual([])
    behaviour.claims['groups'] = ['students']
    await signIn(server(groups))
    await signIn(server(groups))
    expect(await groupFindings(services.database)).toMatchObject([
      {
        problem: expect.stringContaining('one was refused'),
        hint: expect.stringContaining('--oidc-groups-claim'),
      },
    ])
    const shown = await (await signedInAdmin(services, app, url)).get('/health')
    expect(shown.html).toContain('Nobody was let in by their groups yet')
    behaviour.claims['groups'] = ['teachers']
    await signIn(server(groups))
    expect(await groupFindings(services.database)).toEqual([])
  })

  it('are asked for at the userinfo endpoint where the token has none', async () => {
    behaviour.userinfo = { groups: ['desk-admins'] }
    expect((await signIn(server(groups))).status).toBe(200)
    behaviour.userinfo = { groups: ['desk-admins'], sub: 'another' }
    expect((await signIn(server(groups))).html).toContain('does not hold')
  })

  it('are looked at anew at each sign-in: a role changes, access goes and comes back', async () => {
    const made = server(groups)
    const { services } = desk
    await addStaff(services, admin, { name: 'Zoe', role: 'admin' })
    const browser = new Browser(made.app, url)
    behaviour.claims['groups'] = ['desk-admins']
    await signIn(made, browser)
    const [ann] = await staff()
    const actor = { kind: 'admin', id: ann?.id ?? '', name: 'Ann' } as const
    const token = await makeApiToken(services, actor, { name: 'Lab', scopes: ['leases'] })

    behaviour.claims['groups'] = ['teachers']
    await signIn(made, new Browser(made.app, url))
    expect((await staff())[0]).toMatchObject({ role: 'instructor', disabled_at: null })
    expect(await apiTokenActor(services, token.secret)).toBeUndefined()
    expect((await browser.get(`${url}/staff`)).status).toBe(403)

    behaviour.claims['groups'] = []
    expect((await signIn(made, new Browser(made.app, url))).status).toBe(403)
    expect((await browser.get(`${url}/workshops`)).status).toBe(401)
    expect((await staff())[0]).toMatchObject({ disabled_by: 'groups' })

    behaviour.claims['groups'] = ['teachers']
    expect((await signIn(made, browser)).status).toBe(200)
    expect((await staff())[0]).toMatchObject({ disabled_by: null })
  })

  it('let nobody in whom an admin has disabled', async () => {
    const made = server(groups)
    behaviour.claims['groups'] = ['teachers']
    await signIn(made)
    const [ann] = await staff()
    await disableStaff(desk.services, admin, { staffId: ann?.id ?? '' })
    const shown = await signIn(made)
    expect(shown.status).toBe(403)
    expect(shown.html).toContain('Your access was ended by an admin')
    await enableStaff(desk.services, admin, { staffId: ann?.id ?? '' })
    expect((await signIn(made)).status).toBe(200)
  })

  it('leave the entry of the last admin, and end what it is in with', async () => {
    const made = server(groups)
    const browser = new Browser(made.app, url)
    behaviour.claims['groups'] = ['desk-admins']
    await signIn(made, browser)
    for (const fewer of [['teachers'], []]) {
      behaviour.claims['groups'] = fewer
      expect((await signIn(made, new Browser(made.app, url))).status).toBe(403)
      expect(await staff()).toMatchObject([{ role: 'admin', disabled_at: null }])
      expect((await browser.get(`${url}/workshops`)).status).toBe(401)
    }
  })
})

describe('who it is', () => {
  it('is said by issuer and subject, whatever the address and the name', async () => {
    const made = server(groups)
    behaviour.claims['groups'] = ['teachers']
    await signIn(made)
    Object.assign(behaviour.claims, { email: 'other@example.com', name: 'Another' })
    await signIn(made)
    expect(await staff()).toMatchObject([{ name: 'Ann', email: 'ann@example.com' }])
  })

  it('without groups is somebody whom an admin added, by an address that is theirs', async () => {
    const made = server()
    const stranger = await signIn(made)
    expect(stranger.status).toBe(403)
    expect(stranger.html).toContain('Ask an admin to add ann@example.com')
    await addStaff(desk.services, admin, { name: 'Ann', role: 'instructor', email: 'ANN@example.com' })
    behaviour.claims['email_verified'] = false
    expect((await signIn(made)).status).toBe(403)
    behaviour.claims['email_verified'] = true
    expect((await signIn(made)).status).toBe(200)
    expect(await staff()).toMatchObject([{ role: 'instructor', oidc_subject: 'ann-1' }])
    // From now on the address says nothing: it may be somebody else's by now.
    behaviour.claims['sub'] = 'somebody-else'
    expect((await signIn(made)).status).toBe(409)
  })

  it('is not taken from somebody who signs in by another way already', async () => {
    const made = server(groups)
    behaviour.claims['groups'] = ['desk-admins']
    await signedInAdmin(desk.services, made.app, url)
    await desk.services.database.updateTable('staff').set({ email: 'ann@example.com' }).execute()
    const shown = await signIn(made)
    expect(shown.status).toBe(409)
    expect(shown.html).toContain('signs in here in another way')
    expect(await staff()).toMatchObject([{ name: 'Admin', oidc_subject: null }])
  })

  it('is connected by somebody who is signed in, for themselves alone', async () => {
    const made = server()
    const connect = { connect: 'yes', to: '/health' }
    expect((await signIn(made, undefined, connect)).status).toBe(401)
    const browser = new Browser(made.app, url)
    await linkIn(browser)
    expect((await signIn(made, browser, connect)).url).toBe(`${url}/health`)
    expect(await staff()).toMatchObject([{ name: 'Admin', oidc_subject: 'ann-1' }])
    expect((await signIn(made)).status).toBe(200)

    // The account belongs to Admin: nobody else connects it.
    const bea = await addStaff(desk.services, admin, { name: 'Bea', role: 'instructor' })
    const other = new Browser(made.app, url)
    await linkIn(other, bea.id)
    const shown = await signIn(made, other, connect)
    expect(shown.status).toBe(409)
    expect(shown.html).toContain('belongs to somebody else')
  })

  it('is not connected to whoever signs in here in between', async () => {
    const made = server()
    const browser = new Browser(made.app, url)
    await linkIn(browser)
    const back = await awayAndBack(browser, { connect: 'yes' })
    const bea = await addStaff(desk.services, admin, { name: 'Bea', role: 'instructor' })
    await linkIn(browser, bea.id)
    expect((await browser.get(back)).status).toBe(401)
    expect((await staff()).map((row) => row.oidc_subject)).toEqual([null, null])
  })
})

describe('the provider', () => {
  it('may be down when the server starts, and is found when it is back', async () => {
    behaviour.claims['groups'] = ['teachers']
    let down = true
    behaviour.discovery = (body) => {
      if (down) body['issuer'] = 'https://another.example'
    }
    const made = server(groups)
    expect((await new Browser(made.app, url).get(`${url}/sign-in`)).html).toContain(
      'Sign in with Example SSO',
    )
    const shown = await signIn(made)
    expect(shown.status).toBe(502)
    expect(shown.html).toContain('Example SSO cannot be reached')
    down = false
    // Not before a moment has passed: a class that reloads does not ask for each.
    expect((await signIn(made)).status).toBe(502)
    desk.clock.forward(3)
    expect((await signIn(made)).status).toBe(200)
  })

  it('does not offer what there is not', async () => {
    const { app } = deskApp(desk.services, url)
    const browser = new Browser(app, url)
    expect((await browser.get(`${url}/sign-in`)).html).not.toContain('action="/sign-in/openid-connect"')
    expect((await browser.post('/sign-in/openid-connect', {})).status).toBe(404)
    expect((await browser.get(`${url}/sign-in/openid-connect/callback?state=x`)).status).toBe(404)
  })

  it.each([
    ['http://login.example.com'],
    ['https://login.example.com/?tenant=1'],
    ['https://user:pass@login.example.com'],
    ['login.example.com'],
    ['http://127.0.0.1.example.com'],
  ])('is not at %s', (issuer) => {
    expect(() => server({ issuer })).toThrow(expect.objectContaining({ code: 'SettingInvalid' }))
  })

  it('asks again after half a day, and signs people out there where it is told to', async () => {
    behaviour.claims['groups'] = ['teachers']
    const made = server({ ...groups, signsOutThere: true })
    const browser = new Browser(made.app, url)
    await signIn(made, browser)
    const shown = await browser.post('/sign-out', {}, (next) => !next.startsWith(url))
    const there = new URL(shown.url)
    expect(there.origin).toBe(new URL(provider.issuer()).origin)
    expect(there.searchParams.get('post_logout_redirect_uri')).toBe(`${url}/`)
    await signIn(made, browser)
    for (let hours = 0; hours < 12; hours += 4) {
      expect((await browser.get(`${url}/workshops`)).status).toBe(200)
      desk.clock.forward(4 * 3600)
    }
    expect((await browser.get(`${url}/workshops`)).status).toBe(401)
    // Somebody who came by a link has no session there.
    await linkIn(browser, (await staff())[0]?.id)
    expect((await browser.post('/sign-out', {})).url).toBe(`${url}/`)
  })
})

/** Signs a browser in by a link: of the first admin, or of somebody. */
async function linkIn(browser: Browser, staffId?: string): Promise<void> {
  const { firstAdminLink, staffLink } = await import('../../src/signin/index.ts')
  const link =
    staffId === undefined
      ? await firstAdminLink(desk.services)
      : await staffLink(desk.services, admin, staffId)
  await browser.post('/link', { secret: link?.secret ?? '' })
}

function claim(name: string, value: unknown): void {
  behaviour.token = ({ payload }) => {
    payload[name] = value
  }
}

function seconds(fromNow: number): number {
  return Math.floor(Date.now() / 1000) + fromNow
}

/** The token with `alg: none` and without a signature. */
function unsigned(): void {
  behaviour.answer = ({ body }) => {
    if (body === '') return
    const [, payload = ''] = String(body['id_token']).split('.')
    const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url')
    body['id_token'] = `${header}.${payload}.`
  }
}

/** Another subject under the signature of the first. */
function tampered({ body }: { body: Record<string, unknown> | '' }): void {
  if (body === '') return
  const [header = '', payload = '', signature = ''] = String(body['id_token']).split('.')
  const claims: object = JSON.parse(Buffer.from(payload, 'base64url').toString())
  const other = Buffer.from(JSON.stringify({ ...claims, sub: 'somebody-else' })).toString('base64url')
  body['id_token'] = `${header}.${other}.${signature}`
}
