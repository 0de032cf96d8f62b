import { beforeAll, describe, expect, it } from 'vitest'
import type { Services } from '../../src/change/index.ts'
import { staffLink } from '../../src/signin/index.ts'
import { addStaff } from '../../src/staff/index.ts'
import type { StaffRow } from '../../src/store/index.ts'
import { admin as adminActor, useDesks } from '../desk.ts'
import { deskApp, signedInAdmin, Visitor } from './desk-app.ts'

const url = 'https://desk.example'
const desks = useDesks()
let services: Services
let app: ReturnType<typeof deskApp>['app']
let admin: Visitor
let ina: StaffRow

beforeAll(async () => {
  ;({ services } = await desks.make())
  app = deskApp(services, url).app
  admin = await signedInAdmin(services, app, url)
  ina = await addStaff(services, adminActor, { name: 'Ina', role: 'instructor', email: 'ina@example.com' })
})

async function signedIn(person: StaffRow): Promise<Visitor> {
  const visitor = new Visitor(app, url)
  await visitor.post('/link', { secret: (await staffLink(services, adminActor, person.id)).secret })
  return visitor
}

/** Everything that the pages of staff do. */
const forms = ['', '/ID', '/ID/link', '/ID/passkey', '/ID/disable', '/ID/enable'] as const

describe('the pages of staff', () => {
  it.each(forms)('POST /staff%s is for admins alone, and for pages of ours', async (path) => {
    const at = `/staff${path.replace('ID', ina.id)}`
    const form = { name: 'Mallory', role: 'admin', version: '1' }
    expect((await new Visitor(app, url).post(at, form)).status).toBe(401)
    expect((await (await signedIn(ina)).post(at, form)).status).toBe(403)
    expect((await admin.post(at, form, 'https://evil.example')).status).toBe(403)
  })

  it('are shown to admins alone', async () => {
    const instructor = await signedIn(ina)
    for (const path of ['/staff', `/staff/${ina.id}`]) {
      expect((await new Visitor(app, url).get(path)).status).toBe(401)
      expect((await instructor.get(path)).status).toBe(403)
      expect((await admin.get(path)).html).toContain('Ina')
    }
    expect((await instructor.get('/workshops')).html).not.toContain('href="/staff"')
    expect((await admin.get('/staff/s-nobody0000')).status).toBe(404)
  })

  it('add somebody, who gets in by a link that is shown once', async () => {
    const person = await admin.post('/staff', { name: 'Bob', email: 'bob@example.com', role: 'instructor' })
    expect(person.html).toContain('Bob is added')
    const [, id = ''] = /action="\/staff\/(s-[a-z0-9]+)"/.exec(person.html) ?? []
    expect(person.html).not.toContain('hp_link_')
    const made = await admin.post(`/staff/${id}/link`, {})
    const [, secret = ''] = /https:\/\/desk\.example\/link#(hp_link_[\w-]{43})/.exec(made.html) ?? []
    expect(made.headers.get('cache-control')).toBe('no-store')
    expect((await admin.get(`/staff/${id}`)).html).not.toContain('hp_link_')
    const bob = new Visitor(app, url)
    expect((await bob.post('/link', { secret })).html).toContain('Sign out (Bob)')
  })

  it('say what is wrong, and keep what was typed', async () => {
    const wrong = await admin.post('/staff', { name: 'Iris', email: 'INA@example.com', role: 'admin' })
    expect(wrong.status).toBe(409)
    expect(wrong.html).toContain('Somebody of this e-mail address is there already')
    expect(wrong.html).toMatch(/value="Iris"/)
  })

  it('write a hostile name as text', async () => {
    const { html } = await admin.post('/staff', { name: '<img src=x>', email: '', role: 'instructor' })
    expect(html).toContain('&lt;img src=x&gt;')
    expect(html).not.toContain('<img src=x>')
  })

  it('change somebody from the version that was shown, and not from an older one', async () => {
    const cy = await addStaff(services, adminActor, { name: 'Cy', role: 'instructor' })
    const form = { name: 'Cyrus', email: '', role: 'admin', version: '1' }
    expect((await admin.post(`/staff/${cy.id}`, form)).html).toContain('Saved.')
    const late = await admin.post(`/staff/${cy.id}`, { ...form, name: 'Cyril' })
    expect(late.status).toBe(409)
    expect(late.html).toContain('Somebody changed it since version 1')
    expect(late.html).toContain('<h1>Cyrus</h1>')
  })

  it('disable somebody at once, and let them in again by a new link alone', async () => {
    const eve = await addStaff(services, adminActor, { name: 'Eve', role: 'instructor' })
    const browser = await signedIn(eve)
    expect((await browser.get('/workshops')).status).toBe(200)
    const disabled = await admin.post(`/staff/${eve.id}/disable`, { reason: 'has left' })
    expect(disabled.html).toContain('Eve has no access any more')
    expect((await browser.get('/workshops')).status).toBe(401)
    expect(disabled.html).not.toContain('Make a sign-in link')
    expect((await admin.post(`/staff/${eve.id}/enable`, {})).html).toContain('Eve has access again')
    expect((await browser.get('/workshops')).status).toBe(401)
    expect((await (await signedIn(eve)).get('/workshops')).status).toBe(200)
  })

  it('show an admin somebody’s passkeys, and remove the one of a device that was lost, that one alone', async () => {
    const { database, now } = services
    const lou = await addStaff(services, adminActor, { name: 'Lou', role: 'instructor' })
    const passkey = { public_key: Buffer.alloc(1), transports: [], created_at: now(), last_used_at: null }
    await database
      .insertInto('passkey')
      .values([
        { ...passkey, id: 'lost', staff_id: lou.id, name: 'Lost laptop' },
        { ...passkey, id: 'kept', staff_id: lou.id, name: 'Phone' },
        { ...passkey, id: 'inas', staff_id: ina.id, name: 'Ina’s' },
      ])
      .execute()
    const left = async () =>
      (await database.selectFrom('passkey').select('id').orderBy('id').execute()).map(({ id }) => id)
    expect((await admin.post(`/staff/${lou.id}/passkey`, { passkey: 'inas' })).status).toBe(404)
    expect(await left()).toEqual(['inas', 'kept', 'lost'])
    expect((await admin.get(`/staff/${lou.id}`)).html).toContain('Lost laptop')
    const removed = await admin.post(`/staff/${lou.id}/passkey`, { passkey: 'lost' })
    expect(removed.html).toContain('The passkey is removed')
    expect(removed.html).not.toContain('Lost laptop')
    expect((await admin.post(`/staff/${lou.id}/passkey`, { passkey: 'kept' })).html).toContain('None. A link')
    expect(await left()).toEqual(['inas'])
  })

  it('leave the last admin one', async () => {
    const { services: own } = await desks.make()
    const ownApp = deskApp(own, url).app
    const only = await signedInAdmin(own, ownApp, url)
    const { id } = await own.database.selectFrom('staff').select('id').executeTakeFirstOrThrow()
    for (const [path, form] of [
      [`/staff/${id}/disable`, {}],
      [`/staff/${id}`, { name: 'Admin', role: 'instructor', version: '1' }],
    ] as const) {
      const answer = await only.post(path, form)
      expect(answer.status).toBe(409)
      expect(answer.html).toContain('This is the last admin')
    }
    expect((await only.get('/staff')).status).toBe(200)
  })
})
