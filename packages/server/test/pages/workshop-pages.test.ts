import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Lab, openLab } from '../../../hallpass/test/lab.ts'
import type { Services } from '../../src/change/index.ts'
import { roomLeft } from '../../src/pages/health/role-room.ts'
import { csvText } from '../../src/pages/room/csv-text.ts'
import { zonedText } from '../../src/pages/workshops/zoned-moment.ts'
import { countOverTime } from '../../src/pages/timeline/count-over-time.ts'
import {
  createWorkshop,
  requireWorkshop,
  type Workshop,
  type WorkshopInput,
} from '../../src/workshop/index.ts'
import { awsServices, hourMs } from '../aws-desk.ts'
import { admin as adminActor, useDesks } from '../desk.ts'
import { deskApp, signedInAdmin, Visitor } from './desk-app.ts'

const url = 'https://desk.example'
const desks = useDesks()
let lab: Lab
let services: Services
let app: ReturnType<typeof deskApp>['app']
let admin: Visitor
let roleArn = ''

beforeAll(async () => {
  lab = await openLab()
  roleArn = await lab.role('Handed')
  services = awsServices(await desks.make(), lab)
  app = deskApp(services, url).app
  admin = await signedInAdmin(services, app, url)
})
afterAll(() => lab.close())

function workshop(input: Partial<WorkshopInput> = {}): Promise<Workshop> {
  return createWorkshop(
    services,
    adminActor,
    {
      name: 'Storage for beginners',
      roles: [{ roleArn, accountId: lab.account }],
      startsAt: new Date(Date.now() - hourMs),
      endsAt: new Date(Date.now() + 6 * hourMs),
      seats: 30,
      joinMode: 'code',
      ...input,
    },
    'open',
  )
}

async function joined(made: Workshop, name: string): Promise<Visitor> {
  const visitor = new Visitor(app, url)
  await visitor.post(`/join/${made.join_code}`, { name, as: 'name' })
  return visitor
}

const getKeys = (visitor: Visitor) => visitor.post('/pass/keys', { format: 'env' })

/** What a browser would send of the form on a page. */
function formOf(html: string): Record<string, string> {
  return Object.fromEntries(
    [...html.matchAll(/<input [^>]*name="(\w+)"[^>]*>/g)].flatMap(([tag, name = '']) => {
      const value = /value="([^"]*)"/.exec(tag)?.[1] ?? ''
      return name === 'console' && !tag.includes('checked') ? [] : [[name, value]]
    }),
  )
}

describe('the time zone of a new workshop', () => {
  it('is that of the last one also where there are more than a page shows', async () => {
    const made = await workshop({ timeZone: 'America/Lima' })
    // Older ones, before it by id.
    await sql`insert into workshop (id, name, starts_at, ends_at, time_zone, seats, issuer, duration_seconds, created_at, updated_at)
      select 'w-' || lpad(n::text, 10, '0'), 'Old', now(), now() + interval '1 hour', 'UTC', 1, 'default', 3600,
        now() - interval '1 year', now() from generate_series(1, 201) n`.execute(services.database)
    await sql`insert into workshop_owner (workshop_id, owner)
      select id, (select owner from workshop_owner limit 1) from workshop where name = 'Old'`.execute(
      services.database,
    )
    expect(formOf((await admin.get('/workshops/new')).html)).toMatchObject({ zone: 'America/Lima' })
    await sql`delete from workshop where name = 'Old'`.execute(services.database)
    await sql`update workshop set created_at = now() - interval '1 minute' where id = ${made.id}`.execute(
      services.database,
    )
  })

  it('without a script is that of the last workshop of whoever makes it, with its clocks', async () => {
    await workshop({ timeZone: 'Asia/Kolkata' })
    const { html } = await admin.get('/workshops/new')
    const form = formOf(html)
    expect(form).toMatchObject({ zone: 'Asia/Kolkata' })
    const [, at = ''] = /id="starts"[^>]* data-at="([^"]+)"/.exec(html) ?? []
    expect(form['starts']).toBe(zonedText(new Date(at), 'Asia/Kolkata'))
    expect(Date.now() - Date.parse(at)).toBeLessThan(900_000 + 60_000)
  })

  it('stays as it was typed, and a copy has that of its original', async () => {
    const typed = { name: 'x', roleArn, starts: '2026-11-23T09:00', zone: 'Europe/Lisbon', state: 'preview' }
    const { html } = await admin.post('/workshops/new', typed)
    expect(formOf(html)).toMatchObject({ zone: 'Europe/Lisbon', starts: '2026-11-23T09:00' })
    expect(html).not.toContain('data-fresh')
    const { id } = await workshop({ timeZone: 'America/Lima' })
    const copy = await admin.get(`/workshops/new?from=${id}`)
    expect(formOf(copy.html)).toMatchObject({ zone: 'America/Lima' })
    expect(copy.html).not.toContain('data-fresh')
  })
})

describe('a workshop that there is', () => {
  it('is nobody else’s to change, copy, put away or take out', async () => {
    const made = await workshop()
    const ada = await joined(made, 'Ada')
    for (const path of ['/change', '/people.csv']) {
      expect((await ada.get(`/workshops/${made.id}${path}`)).status).toBe(401)
    }
    expect((await ada.get(`/workshops/new?from=${made.id}`)).status).toBe(401)
    for (const path of ['/change', '/archive']) {
      expect((await ada.post(`/workshops/${made.id}${path}`, {})).status).toBe(401)
    }
    expect((await admin.get('/workshops/new?from=w-nothing00')).status).toBe(404)
  })

  it('is changed while it is open, and what is not on the form stays', async () => {
    const sessionPolicy =
      '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'
    const made = await workshop({ sessionPolicy, timeZone: 'Europe/Berlin' })
    const ada = await joined(made, 'Ada')
    const form = formOf((await admin.get(`/workshops/${made.id}/change`)).html)
    const wrong = await admin.post(`/workshops/${made.id}/change`, { ...form, join: 'code', seats: 'many' })
    expect(wrong.status).toBe(400)
    const longer = { ...form, name: 'Storage, longer', join: 'code', seats: '7' }
    const right = await admin.post(`/workshops/${made.id}/change`, longer)
    expect(right.html).toContain('<h1>Storage, longer</h1>')
    const after = await requireWorkshop(services.database, adminActor, 'workshop.read', made.id)
    expect(after).toMatchObject({ seats: 7, session_policy: sessionPolicy, state: 'open' })
    // A form has minutes, and no seconds.
    expect(Math.abs(after.ends_at.getTime() - made.ends_at.getTime())).toBeLessThan(60_000)
    expect((await ada.get('/pass')).html).toContain('Open the AWS console')
  })

  it('is not changed over what somebody else changed meanwhile', async () => {
    const made = await workshop()
    const form = formOf((await admin.get(`/workshops/${made.id}/change`)).html)
    await admin.post(`/workshops/${made.id}/change`, { ...form, join: 'code', name: 'First' })
    const late = await admin.post(`/workshops/${made.id}/change`, { ...form, join: 'code', name: 'Second' })
    expect(late.status).toBe(400)
    expect(late.html).toMatch(/value="Second"/)
    expect((await admin.get(`/workshops/${made.id}`)).html).toContain('<h1>First</h1>')
  })

  it('is made again, from now on, with all of its limits', async () => {
    const sessionTags = { course: 'storage' }
    const made = await workshop({
      sessionTags,
      startsAt: new Date('2026-01-05T08:00:00Z'),
      endsAt: new Date('2026-01-05T16:00:00Z'),
      timeZone: 'Europe/Berlin',
    })
    const form = formOf((await admin.get(`/workshops/new?from=${made.id}`)).html)
    expect(form).toMatchObject({ name: 'Storage for beginners, again', roleArn })
    expect(form['starts']).toMatch(/T\d\d:00$/)
    await admin.post('/workshops/new', { ...form, join: 'code', state: 'draft', name: 'Made again' })
    const copy = await services.database
      .selectFrom('workshop')
      .selectAll()
      .where('name', '=', 'Made again')
      .executeTakeFirstOrThrow()
    expect(copy).toMatchObject({ session_tags: sessionTags, state: 'draft' })
    expect(copy.starts_at.getTime()).toBeGreaterThanOrEqual(Date.now())
    expect(copy.ends_at.getTime() - copy.starts_at.getTime()).toBe(8 * hourMs)
  })

  it('is put away when it is over, and not before', async () => {
    const made = await workshop({ name: 'To be put away' })
    expect((await admin.post(`/workshops/${made.id}/archive`, {})).status).toBe(409)
    await admin.post(`/workshops/${made.id}/end`, { confirm: made.name })
    expect((await admin.post(`/workshops/${made.id}/archive`, {})).html).not.toContain('To be put away')
    expect((await admin.get('/workshops?state=archived')).html).toContain('To be put away')
  })
})

describe('the people of a room', () => {
  const names = (html: string): string[] =>
    [...html.matchAll(/aria-label="[^"]*"\/><\/td><td>([^<]+)</g)].map(([, name = '']) => name)

  it('are found, put in order and narrowed by the address alone', async () => {
    const made = await workshop()
    for (const name of ['Grace', 'Ada', 'Alan']) await joined(made, name)
    await getKeys(await joined(made, 'Zoe'))
    const at = async (query: string) => names((await admin.get(`/workshops/${made.id}?${query}`)).html)
    expect(await at('')).toEqual(['Ada', 'Alan', 'Grace', 'Zoe'])
    expect(await at('down=yes')).toEqual(['Zoe', 'Grace', 'Alan', 'Ada'])
    expect(await at('order=keys')).toEqual(['Zoe', 'Ada', 'Alan', 'Grace'])
    expect(await at('find=AL')).toEqual(['Alan'])
    expect(await at('state=suspended')).toEqual([])
    expect(await at('state=nonsense&order=nonsense')).toHaveLength(4)
    expect((await admin.get(`/workshops/${made.id}?order=keys`)).html).toMatch(
      /<th aria-sort="ascending"><a[^>]*>Last keys/,
    )
  })

  it('are all of those who are shown, when that is ticked, and nobody else', async () => {
    const made = await workshop()
    const [ada, grace] = [await joined(made, 'Ada'), await joined(made, 'Grace')]
    const form = { everybody: 'yes', move: 'suspend' }
    const answer = await admin.post(`/workshops/${made.id}/leases?find=ada`, form)
    expect(answer.html).toContain('One person paused')
    expect(names(answer.html)).toEqual(['Ada'])
    expect((await ada.get('/pass')).html).toContain('Your access is paused')
    expect((await grace.get('/pass')).html).toContain('Open the AWS console')
  })

  it('are a table, in which no name is a formula', async () => {
    const made = await workshop()
    await joined(made, '=HYPERLINK("https://evil.example","free")')
    await joined(made, 'Lovelace, Ada')
    const file = await admin.get(`/workshops/${made.id}/people.csv`)
    expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(file.headers.get('content-disposition')).toBe(`attachment; filename="${made.id}.csv"`)
    expect(file.headers.get('cache-control')).toBe('no-store')
    expect(file.html).toContain('"Lovelace, Ada",')
    expect(file.html).toContain(`"'=HYPERLINK(""https://evil.example"",""free"")",`)
  })

  it.each([
    ['=1+1', `"'=1+1"`],
    ['+41 44', `"'+41 44"`],
    ['-1', `"'-1"`],
    ['@SUM(A1)', `"'@SUM(A1)"`],
    ['  =1', `"'  =1"`],
    ['\t=1', `"'\t=1"`],
    ['\uFF1D1', `"'\uFF1D1"`],
    ['a=b', 'a=b'],
    ['say "hi"', '"say ""hi"""'],
  ])('%j is written %j', (text, cell) => {
    expect(csvText([[text, 'x']])).toBe(`\uFEFF${cell},x\r\n`)
  })
})

describe('the story of a workshop', () => {
  it('is of one person, of one key, or of a word', async () => {
    const made = await workshop()
    const [ada, grace] = [await joined(made, 'Ada'), await joined(made, 'Grace')]
    await getKeys(ada)
    await grace.post('/pass/console', {})
    const at = async (query: string) => (await admin.get(`/workshops/${made.id}/timeline?${query}`)).html
    const story = (html: string): string => html.slice(html.indexOf('<ol'))
    const got = story(await at('word=got+keys'))
    expect(got).not.toContain('opened the console')
    const key = /ASIA\w{12,}/.exec(got)?.[0] ?? 'none'
    expect(story(await at(`key=${key.toLowerCase()}`))).toMatch(/Ada.*got keys/s)
    expect(story(await at(`key=${key}`))).not.toContain('Grace')
    const who = /<option value="(p-\w+)">Grace/.exec(await at(''))?.[1] ?? ''
    expect(story(await at(`who=${who}`))).toContain('opened the console')
    expect(story(await at(`who=${who}`))).not.toContain('Ada')
    expect(await at('word=%25')).toContain('Nothing like that happened')
    expect(await at('word=%27%3B--')).toContain('Nothing like that happened')
  })

  it('has a picture, which is a table too', async () => {
    const made = await workshop()
    await getKeys(await joined(made, 'Ada'))
    const { html } = await admin.get(`/workshops/${made.id}/timeline`)
    expect(html).toContain('<svg viewBox')
    expect(html).toMatch(/<desc id="picture-about">1 people at most at once; keys 1 times/)
    expect(html).toContain('The same as a table')
    const empty = await workshop()
    expect((await admin.get(`/workshops/${empty.id}/timeline`)).html).not.toContain('<svg')
  })

  it('is told to a participant of themselves alone', async () => {
    const made = await workshop()
    const [ada, grace] = [await joined(made, 'Ada'), await joined(made, 'Grace')]
    await getKeys(ada)
    expect((await ada.get('/pass')).html).toContain('you got keys')
    expect((await grace.get('/pass')).html).not.toContain('you got keys')
  })

  it('is counted over time, however long it went on', () => {
    const now = new Date('2026-11-23T17:00:00Z')
    const at = (time: string, participantId: string, what: 'keys' | 'console' = 'keys') => ({
      at: new Date(time),
      participantId,
      what,
    })
    const ada = at('2026-11-23T09:00:00Z', 'ada')
    const total = (all: ReturnType<typeof countOverTime>, of: 'keys' | 'consoles') =>
      all.reduce((sum, one) => sum + one[of], 0)
    expect(countOverTime([], hourMs, now)).toEqual([])
    const day = countOverTime(
      [ada, at('2026-11-23T09:30:00Z', 'grace'), at('2026-11-23T09:31:00Z', 'grace', 'console')],
      hourMs,
      now,
    )
    expect(Math.max(...day.map(({ people }) => people))).toBe(2)
    expect([total(day, 'keys'), total(day, 'consoles')]).toEqual([2, 1])
    const year = countOverTime([ada, at('2025-11-23T09:00:00Z', 'grace')], hourMs, now)
    expect(total(year, 'keys')).toBe(2)
    for (const all of [day, year]) expect(all.length).toBeLessThanOrEqual(62)
    const asked = [{ minute: new Date('2026-11-23T09:01:00Z'), times: 4 }]
    expect(countOverTime([ada], hourMs, now, asked).reduce((sum, one) => sum + one.throttles, 0)).toBe(4)
    expect(day.every(({ throttles }) => throttles === 0)).toBe(true)
  })
})

describe('what is typed in vain', () => {
  it('a list with a row that cannot be used is there again, to be mended', async () => {
    const { id } = await workshop()
    const roster = 'Name;E-Mail\nAda </textarea><b>;ada@example.com\nAda;ada@example.com'
    const { html, status } = await admin.post(`/workshops/${id}/roster`, { roster })
    expect(status).toBe(409)
    expect(html).toMatch(
      /<textarea id="roster" name="roster">\nName;E-Mail\nAda &lt;\/textarea&gt;&lt;b&gt;;ada@example.com\nAda;ada@example.com<\/textarea>/,
    )
    expect((await admin.get(`/workshops/${id}`)).html).not.toContain('ada@example.com')
  })

  it('a list that was taken is not there again where its leases could not be made', async () => {
    const { id } = await workshop({ seats: 1 })
    const { html, status } = await admin.post(`/workshops/${id}/roster`, { roster: 'Ada\nGrace' })
    expect(status).toBe(409)
    expect(html).toMatch(/<textarea id="roster" name="roster">\n<\/textarea>/)
  })

  it('joining as staff is warned of where one can join', async () => {
    const { id, join_code: code } = await workshop()
    const warned = async () => (await admin.get(`/join/${code}`)).html.includes('takes that place')
    expect(await warned()).toBe(true)
    await services.database.updateTable('workshop').set({ state: 'ended' }).where('id', '=', id).execute()
    expect(await warned()).toBe(false)
  })

  it('a code of no workshop says where a code from another machine goes', async () => {
    const { html, status } = await new Visitor(app, url).get('/join/zzzzzzzz')
    expect(status).toBe(404)
    expect(html).toContain('A code from your other machine goes into the second field')
  })

  it('who runs workshops is told on a join page that joining takes their place', async () => {
    const { join_code: code } = await workshop()
    expect((await admin.get(`/join/${code}`)).html).toContain('You are signed in as Admin.')
    expect((await new Visitor(app, url).get(`/join/${code}`)).html).not.toContain('You are signed in as')
  })
})

describe('health', () => {
  it('has the room for denials and the rate beside the quota', async () => {
    await getKeys(await joined(await workshop(), 'Ada'))
    const { html } = await admin.get('/health')
    expect(html).toMatch(/Room for denials: \d+ of 10240 characters/)
    expect(html).toMatch(/at most 540 sessions a second; AWS’s quota is 600/)
  })

  it('has a role checked at the push of a button, and shows what is wrong and what to do about it', async () => {
    const trust = { Principal: { AWS: '210987654321' } }
    const closed = await lab.role('Closed', { trust })
    await workshop({ roles: [{ roleArn: closed, accountId: lab.account }] })
    const before = await admin.get('/health')
    expect(before.html).toContain(closed)
    expect(before.html).toContain('Not checked yet.')
    const after = await admin.post('/health/check', { issuer: 'default', role: closed })
    expect(after.html).toContain('The trust policy of Closed does not name you')
    expect(after.html).toContain('Checked just now.')
    expect(after.html).toContain('let the trust policy name arn:aws:iam::')
    expect((await admin.get('/health')).html).toContain('Checked just now.')
    // Pressed once more: what was found a moment ago is shown, and nothing is wrong with that.
    expect((await admin.post('/health/check', { issuer: 'default', role: closed })).status).toBe(200)
  })

  it('says of a check that got no turn that there was none, beside what is known', async () => {
    const role = await lab.role('Busy')
    await workshop({ roles: [{ roleArn: role, accountId: lab.account }] })
    const anchor = `default-${role.replaceAll(/[^\w-]/g, '-')}`
    const { html } = await admin.get(`/health?no-turn=${anchor}`)
    expect(html.split('It was not checked now').length).toBe(2)
    expect((await admin.get('/health?no-turn=other')).html).not.toContain('It was not checked now')
  })

  it('checks nothing for who does not run workshops, from another site, or by being read', async () => {
    const role = await lab.role('Unseen')
    await workshop({ roles: [{ roleArn: role, accountId: lab.account }] })
    const before = lab.log.length
    const form = { issuer: 'default', role }
    const ada = await joined(await workshop(), 'Ada')
    expect((await new Visitor(app, url).post('/health/check', form)).status).toBe(401)
    expect((await ada.post('/health/check', form)).status).toBe(401)
    expect((await admin.post('/health/check', form, 'https://elsewhere.example')).status).toBe(403)
    expect((await admin.get(`/health/check?issuer=default&role=${encodeURIComponent(role)}`)).status).toBe(
      404,
    )
    expect(lab.log.slice(before).some(({ action }) => action === 'sts:AssumeRole')).toBe(false)
  })

  it('does not guess at room that it could not read', () => {
    const read = {
      roleArn,
      roleId: undefined,
      maxSessionDurationSeconds: 3600,
      trust: undefined,
      boundary: undefined,
      policies: [{ name: 'a', kind: 'inline' as const, document: '{ "a": 1 }' }],
    }
    const managed = { part: 'policy', name: 'arn:aws:iam::aws:policy/A', code: 'AccessDenied' } as const
    expect(roomLeft({ ...read, unread: [{ ...managed, name: 'b' }] })).toBeUndefined()
    expect(roomLeft({ ...read, unread: [{ ...managed, part: 'inline policies' }] })).toBeUndefined()
    expect(roomLeft({ ...read, unread: [managed] })).toBe(10_240 - 7)
    expect(roomLeft({ ...read, unread: [] })).toBe(10_240 - 7)
  })
})
