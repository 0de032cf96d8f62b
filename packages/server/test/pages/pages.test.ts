import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Lab, openLab } from '../../../hallpass/test/lab.ts'
import type { RecordedEntry } from '../../src/audit/index.ts'
import type { Services } from '../../src/change/index.ts'
import type { Hearer } from '../../src/notifying/index.ts'
import { zonedMoment, zonedText } from '../../src/pages/workshops/zoned-moment.ts'
import type { Workshop, WorkshopInput } from '../../src/workshop/index.ts'
import { awsServices, hourMs } from '../aws-desk.ts'
import { admin as adminActor, useDesks } from '../desk.ts'
import { createLease } from '../../src/lease/index.ts'
import { linkUrl, participantLink } from '../../src/signin/index.ts'
import { createWorkshop } from '../../src/workshop/index.ts'
import { deskApp, signedInAdmin, Visitor } from './desk-app.ts'

const url = 'https://desk.example'
const desks = useDesks()
let lab: Lab
let services: Services
let app: ReturnType<typeof deskApp>['app']
let faults: unknown[]
let admin: Visitor
let roleArn = ''
/** Pages that hear what happens. */
const hearers = new Set<Hearer>()

function workshopChanged(workshopId: string): RecordedEntry {
  const actor = { kind: 'system', id: 'test' } as const
  return { seq: 1, at: new Date().toISOString(), actor, action: 'workshop.changed', workshopId }
}

beforeAll(async () => {
  lab = await openLab()
  roleArn = await lab.role('Handed')
  services = awsServices(await desks.make(), lab)
  const made = deskApp(services, url, {
    subscribe: (hear) => {
      hearers.add(hear)
      return () => hearers.delete(hear)
    },
  })
  app = made.app
  faults = made.faults
  admin = await signedInAdmin(services, app, url)
})
afterAll(() => lab.close())
beforeEach(() => {
  faults.length = 0
})

function workshop(input: Partial<WorkshopInput> = {}, state: 'draft' | 'open' = 'open'): Promise<Workshop> {
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
    state,
  )
}

async function seated(name: string) {
  const made = await workshop()
  return createLease(services, adminActor, { workshopId: made.id, participant: { name } })
}

async function joined(made: Workshop, name: string): Promise<Visitor> {
  const visitor = new Visitor(app, url)
  await visitor.post(`/join/${made.join_code}`, { name, as: 'name' })
  return visitor
}

/** The keys that a pass shows. */
async function keysOf(visitor: Visitor): Promise<S3Client> {
  const { html } = await visitor.post('/pass/keys', { format: 'process' })
  const [, text = ''] = /<pre id="keys"[^>]*>(.*?)<\/pre>/s.exec(html) ?? []
  const keys: Record<string, string> = JSON.parse(text.replaceAll('&quot;', '"'))
  return new S3Client({
    endpoint: lab.url,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: {
      accessKeyId: keys['AccessKeyId'] ?? '',
      secretAccessKey: keys['SecretAccessKey'] ?? '',
      sessionToken: keys['SessionToken'] ?? '',
    },
  })
}

describe('joining', () => {
  it.each([
    ['a code that there is not', async () => 'zzzzzzzz', 404, 'no workshop with this code'],
    ['a draft', async () => (await workshop({}, 'draft')).join_code, 200, 'not open yet'],
    [
      'a workshop without a code',
      async () => (await workshop({ joinMode: 'closed' })).join_code ?? 'aaaabbbb',
      404,
      'no workshop with this code',
    ],
  ])('says what to do with %s', async (_name, code, status, says) => {
    const answer = await new Visitor(app, url).get(`/join/${await code()}`)
    expect(answer.status).toBe(status)
    expect(answer.html).toContain(says)
  })

  it('says that it is full, and keeps the others out', async () => {
    const made = await workshop({ seats: 1 })
    await joined(made, 'Ada')
    const late = new Visitor(app, url)
    const answer = await late.post(`/join/${made.join_code}`, { name: 'Grace', as: 'name' })
    expect(answer.status).toBe(409)
    expect(answer.html).toContain('Every seat of this workshop is taken')
    expect((await late.get('/pass')).status).toBe(401)
  })

  it('asks for a name, or gives a pseudonym', async () => {
    const made = await workshop()
    const visitor = new Visitor(app, url)
    expect((await visitor.post(`/join/${made.join_code}`, { name: ' ', as: 'name' })).html).toContain(
      'There is no name',
    )
    const pass = await visitor.post(`/join/${made.join_code}`, { as: 'pseudonym' })
    expect(pass.html).toMatch(/<h1>[A-Z]\w+ [A-Z]\w+<\/h1>/)
  })

  it('leads somebody who is in it already to their pass, whatever the case of the code', async () => {
    const made = await workshop()
    const ada = await joined(made, 'Ada')
    expect((await ada.get(`/join/${made.join_code?.toUpperCase()}`)).html).toContain('<h1>Ada</h1>')
  })

  it('writes a hostile name as text', async () => {
    const made = await workshop()
    const mallory = await joined(made, '<script>alert(1)</script>')
    for (const { html } of [await mallory.get('/pass'), await admin.get(`/workshops/${made.id}`)]) {
      expect(html).not.toContain('<script>alert')
      expect(html).toContain('&lt;script&gt;alert')
    }
  })
})

describe('a form', () => {
  it.each(['/sign-out', '/pass/keys', '/pass/console', '/join/aaaabbbb', '/workshops/new', '/device'])(
    'that another site sends to %s does nothing',
    async (path) => {
      const ada = await joined(await workshop(), 'Ada')
      expect((await ada.post(path, { format: 'env' }, 'https://evil.example')).status).toBe(403)
      expect((await ada.get('/pass')).status).toBe(200)
    },
  )
})

describe('a sign-in link', () => {
  it('has its secret where a browser sends it to nobody, and is good for nothing in an address', async () => {
    const ada = await seated('Ada')
    const link = await participantLink(services, adminActor, ada.participant.id)
    const address = new URL(linkUrl(url, link))
    expect(`${address.origin}${address.pathname}${address.search}`).toBe(`${url}/link`)
    const visitor = new Visitor(app, url)
    for (const path of [`/link/${link.secret}`, `/link?secret=${link.secret}`]) {
      expect((await visitor.post(path, {})).status).toBeGreaterThanOrEqual(400)
    }
    expect((await visitor.get('/pass')).status).toBe(401)
    expect((await visitor.post('/link', { secret: ` ${address.href} ` })).html).toContain('<h1>Ada</h1>')
  })
})

describe('the pass', () => {
  it('is nobody’s without signing in, and shows no secret before it is asked for one', async () => {
    expect((await new Visitor(app, url).get('/pass')).status).toBe(401)
    const ada = await joined(await workshop(), 'Ada')
    const pass = await ada.get('/pass')
    expect(pass.html).not.toMatch(/ASIA|SecretAccessKey|hp_(?:link|session)_/)
    expect(pass.headers.get('cache-control')).toBe('no-store')
    expect(pass.headers.get('content-security-policy')).toContain("script-src 'self'")
  })

  it('has keys that work, and a console that opens', async () => {
    const ada = await joined(await workshop(), 'Ada')
    await (await keysOf(ada)).send(new ListBucketsCommand({}))
    const link = await ada.post('/pass/console', {})
    expect(link.status).toBe(303)
    expect(link.headers.get('location')).toMatch(/Action=login/)
    expect(link.headers.get('cache-control')).toBe('no-store')
  })

  it.each(['env', 'powershell', 'windows-cmd', 'fish', 'credentials-file', 'dotenv', 'terraform', 'process'])(
    'writes keys as %s',
    async (format) => {
      const ada = await joined(await workshop(), 'Ada')
      expect((await ada.post('/pass/keys', { format })).html).toMatch(/<pre id="keys"[^>]*>[^<]*ASIA/)
    },
  )

  it('goes on at a second machine by a code', async () => {
    const ada = await joined(await workshop(), 'Ada')
    const { html } = await ada.post('/pass/device', {})
    const [, code = ''] = /<strong class="state">([0-9a-z]{4}-[0-9a-z]{4})</.exec(html) ?? []
    // The command comes before keys to copy. packages/server/test/join types it.
    expect(html.indexOf('npx hallpass join')).toBeLessThan(html.indexOf('Show my keys'))
    expect(html.replaceAll(/<[^>]*>/g, '')).toContain(`npx hallpass join ${code} --server-url ${url}`)
    const phone = new Visitor(app, url)
    expect((await phone.post('/device', { code })).html).toContain('<h1>Ada</h1>')
    expect((await new Visitor(app, url).post('/device', { code })).status).toBe(401)
  })

  it('ends when the instructor revokes, and the neighbour’s goes on', async () => {
    const made = await workshop()
    const [ada, grace] = [await joined(made, 'Ada'), await joined(made, 'Grace')]
    const [adas, graces] = [await keysOf(ada), await keysOf(grace)]
    const room = await admin.get(`/workshops/${made.id}`)
    const [, lease = ''] =
      /name="lease" value="(l-[a-z0-9]+)"(?:(?!<\/tr>).)*<td>Ada<\/td>/s.exec(room.html) ?? []
    const answer = await admin.post(`/workshops/${made.id}/leases`, { lease, move: 'revoke' })
    expect(answer.html).toMatch(/One person revoked\. Denied at AWS as of \d\d:\d\d:\d\d UTC/)
    await expect(adas.send(new ListBucketsCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' })
    await graces.send(new ListBucketsCommand({}))
    const pass = await ada.get('/pass')
    expect(pass.html).toContain('Your access was ended')
    expect((await ada.post('/pass/keys', { format: 'env' })).status).toBe(409)
  })
})

describe('keys that are tested', () => {
  /** What the page says of what was pasted. */
  const testOf = async (visitor: Visitor, pasted: string) => {
    const { html } = await visitor.post('/pass/test', { pasted })
    return html
  }
  const pastedOf = async (visitor: Visitor): Promise<string> => {
    const { html } = await visitor.post('/pass/keys', { format: 'env-no-export' })
    return /<pre id="keys"[^>]*>(.*?)<\/pre>/s.exec(html)?.[1] ?? ''
  }

  it('are nobody’s without a pass', async () => {
    expect((await new Visitor(app, url).get('/pass/test')).status).toBe(401)
  })

  it('are told to be somebody else’s, of this workshop or another', async () => {
    const made = await workshop()
    const [ada, grace] = [await joined(made, 'Ada'), await joined(made, 'Grace')]
    const alan = await joined(await workshop(), 'Alan')
    const graces = await pastedOf(grace)
    expect(await testOf(ada, graces)).toContain('somebody else’s of this workshop')
    expect(await testOf(ada, await pastedOf(alan))).toContain('They are of another workshop')
    expect(await testOf(grace, graces)).toContain('They are yours')
  })

  it('are told to be cut, ended, of nobody here, and what to do', async () => {
    const ada = await joined(await workshop(), 'Ada')
    const keys = await pastedOf(ada)
    expect(await testOf(ada, keys.replace(/(SECRET_ACCESS_KEY=\S{20})\S+/, '$1'))).toContain(
      'secret access key is not whole',
    )
    expect(await testOf(ada, keys.replace(/(SECRET_ACCESS_KEY=)(\S)/, '$1x'))).toContain(
      'AWS does not take these',
    )
    expect(await testOf(ada, keys.replaceAll(/ASIA\w+/g, 'ASIAZZZZ2XAMPLEKEYQ7'))).toContain(
      'not handed out here',
    )
    expect(await testOf(ada, 'An error occurred (RequestTimeTooSkewed) when calling')).toContain(
      'The clock of your',
    )
    expect(await testOf(ada, 'hello')).toContain('There are no keys in it')
  })

  it('are in no answer, no fault and no row', async () => {
    const made = await workshop()
    const ada = await joined(made, 'Ada')
    const keys = await pastedOf(ada)
    const secrets = keys
      .match(/(?:SECRET_ACCESS_KEY|SESSION_TOKEN)=\S+/g)
      ?.map((line) => line.split('=')[1] ?? '')
    const before = await services.database.selectFrom('audit').select('seq').execute()
    const html = await testOf(ada, keys)
    expect(html).toContain('AWS takes these keys')
    expect(secrets).toHaveLength(2)
    for (const secret of secrets ?? []) expect(html).not.toContain(secret)
    expect(html).not.toMatch(/ASIA/)
    expect(await services.database.selectFrom('audit').select('seq').execute()).toEqual(before)
    expect(faults).toEqual([])
  })

  it('are known to be denied when the access is', async () => {
    const made = await workshop()
    const ada = await joined(made, 'Ada')
    const keys = await pastedOf(ada)
    await admin.post(`/workshops/${made.id}/end`, { confirm: made.name })
    expect(await testOf(ada, keys)).toContain('AWS denies everything')
  })
})

describe('what a role may do', () => {
  it('is on the form before anything is made, and nothing that was typed is lost', async () => {
    const form = { name: 'Networks', roleArn, regions: 'eu-west-1', state: 'preview' }
    const { html, status } = await admin.post('/workshops/new', form)
    expect(status).toBe(200)
    expect(html).toContain('Everything in Amazon S3')
    expect(html).toContain(
      'Everything in Amazon S3 (except s3:GetAccountPublicAccessBlock, s3:ListAllMyBuckets; outside of eu-west-1)',
    )
    expect(html).toContain('It may open buckets to the whole world.')
    expect(html).toMatch(/value="Networks"/)
    const gone = await admin.post('/workshops/new', { ...form, roleArn: `${roleArn}-not` })
    expect(gone.html).toContain('There is no such role')
    expect((await admin.post('/workshops/new', { ...form, roleArn: 'Handed' })).status).toBe(400)
  })

  it('offers the roles that the issuer may hand out', async () => {
    await admin.get('/workshops/new')
    expect((await admin.get('/workshops/new')).html).toContain(`<option value="${roleArn}">`)
  })

  it('is told to an instructor with warnings, and to whoever has it without', async () => {
    const made = await workshop()
    const room = await admin.get(`/workshops/${made.id}/role`)
    expect(room.html).toContain('It may read every bucket of the account.')
    const ada = await joined(made, 'Ada')
    const pass = await ada.get('/pass')
    expect(pass.html).toContain('Everything in Amazon S3')
    expect(pass.html).toContain('become another role')
    expect(pass.html).not.toContain('to the whole world')
    expect((await ada.get(`/workshops/${made.id}/role`)).status).toBe(401)
  })
})

describe('the room', () => {
  it('is nobody’s but the staff’s', async () => {
    const made = await workshop()
    const ada = await joined(made, 'Ada')
    for (const path of ['', '/timeline', '/cards', '/projector', '/live']) {
      for (const visitor of [ada, new Visitor(app, url)]) {
        expect((await visitor.get(`/workshops/${made.id}${path}`)).status, path).toBe(401)
      }
    }
    expect((await admin.get('/workshops/w-nothing00')).status).toBe(404)
  })

  it('takes a pasted list, with errors by row', async () => {
    const made = await workshop()
    const wrong = await admin.post(`/workshops/${made.id}/roster`, {
      roster: 'name,email\nAda,ada@x.ch\nGrace,ada@x.ch',
    })
    expect(wrong.html).toContain('Nobody was added')
    const right = await admin.post(`/workshops/${made.id}/roster`, { roster: 'Ada Lovelace\nGrace Hopper' })
    expect(right.html).toContain('2 people added')
    expect(right.html).toContain('Grace Hopper')
  })

  it('takes a list as a file, also as Excel writes it; what is no list is told apart', async () => {
    const made = await workshop()
    const to = `/workshops/${made.id}/roster`
    const workbook = new File(
      [Buffer.from('PK\u0003\u0004[Content_Types].xml xl/workbook.xml', 'latin1')],
      'class.xlsx',
    )
    const refused = await admin.upload(to, 'file', workbook)
    expect(refused.html).toContain('CSV UTF-8')
    expect((await admin.post(to, { roster: ' ' })).html).toContain('There is nobody on the list')
    const unicodeText = Buffer.from('\uFEFFName\tE-mail\r\nZoë Müller\tzoe@example.com\r\n', 'utf16le')
    const taken = await admin.upload(to, 'file', new File([unicodeText], 'class.txt'))
    expect(taken.html).toContain('One person added')
    expect(taken.html).toContain('Zoë Müller')
  })

  it('tells a page that comes late, or back, what it has missed', async () => {
    const made = await workshop()
    await joined(made, 'Ada')
    const since = (ms: number) => encodeURIComponent(new Date(Date.now() + ms).toISOString())
    const events = async (query: string, until: string) => {
      const { body } = await admin.open(`/workshops/${made.id}/live?since=${query}`)
      const reader = body?.pipeThrough(new TextDecoderStream()).getReader()
      let read = ''
      while (!read.includes(`event: ${until}`)) {
        read += (await reader?.read())?.value ?? ''
        // Subscribed is whoever was told that it is ready.
        if (until === 'workshop') for (const hear of hearers) hear([workshopChanged(made.id)])
      }
      await reader?.cancel()
      return read
    }
    expect(await events(since(3_600_000), 'workshop')).not.toContain('event: rows')
    expect(await events(since(-5000), 'rows')).toContain('"name":"Ada"')
  })

  it('ends for whoever types its name, and everybody is denied', async () => {
    const made = await workshop()
    const ada = await joined(made, 'Ada')
    const keys = await keysOf(ada)
    expect((await admin.post(`/workshops/${made.id}/end`, { confirm: 'yes' })).html).toContain(
      'nothing was ended',
    )
    await keys.send(new ListBucketsCommand({}))
    expect((await admin.post(`/workshops/${made.id}/end`, { confirm: made.name })).html).toContain(
      'It is over.',
    )
    await expect(keys.send(new ListBucketsCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' })
    expect((await ada.get('/pass')).html).toContain('This workshop is over for you')
  })

  it('has a story, cards and a code to show', async () => {
    const made = await workshop()
    await keysOf(await joined(made, 'Ada'))
    expect((await admin.get(`/workshops/${made.id}/timeline`)).html).toMatch(/Ada.*got keys/s)
    const cards = await admin.get(`/workshops/${made.id}/cards`)
    expect(cards.html).toContain('<svg')
    expect(cards.html).not.toMatch(/hp_link_/)
    expect((await admin.get(`/workshops/${made.id}/projector`)).html).toContain(
      `${url}/join/${made.join_code}`,
    )
    expect(faults).toEqual([])
  })

  it('is made on one page, and nothing that was typed is lost when something is wrong', async () => {
    const form = {
      name: 'Networks',
      roleArn,
      starts: '2026-11-23T09:00',
      ends: '2026-11-23T08:00',
      zone: 'Europe/Berlin',
      seats: '12',
      hours: '1',
      regions: 'eu-west-1',
      join: 'code',
      console: 'yes',
      state: 'draft',
    }
    const wrong = await admin.post('/workshops/new', form)
    expect(wrong.status).toBe(400)
    expect(wrong.html).toMatch(/value="Networks"/)
    const right = await admin.post('/workshops/new', { ...form, ends: '2026-11-23T17:00' })
    expect(right.html).toContain('<h1>Networks</h1>')
    expect(right.html).toContain('09:00')
  })
})

describe('a date and time of a form', () => {
  it.each([
    ['2026-07-01T09:00', 'Europe/Berlin', '2026-07-01T07:00:00.000Z'],
    ['2026-11-23T09:00', 'Europe/Berlin', '2026-11-23T08:00:00.000Z'],
    ['2026-11-23T09:00', 'Asia/Kolkata', '2026-11-23T03:30:00.000Z'],
    ['2026-11-23T09:00', 'America/St_Johns', '2026-11-23T12:30:00.000Z'],
    ['2026-11-23T09:00', 'UTC', '2026-11-23T09:00:00.000Z'],
  ])('%s in %s is %s', (text, zone, moment) => {
    expect(zonedMoment(text, zone).toISOString()).toBe(moment)
    expect(zonedText(new Date(moment), zone)).toBe(text)
  })

  it.each(['', 'tomorrow', '2026-13-01T09:00'])('%j is none', (text) => {
    expect(() => zonedMoment(text, 'UTC')).toThrow(expect.objectContaining({ code: 'InvalidInput' }))
  })
})
