import { randomBytes } from 'node:crypto'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Lab, openLab } from '../../../hallpass/test/lab.ts'
import type { Actor } from '../../src/actor/index.ts'
import type { Services } from '../../src/change/index.ts'
import { createLease, makeLeaseToken } from '../../src/lease/index.ts'
import { firstAdminLink, participantLink } from '../../src/signin/index.ts'
import { createWorkshop } from '../../src/workshop/index.ts'
import { awsServices, hourMs } from '../aws-desk.ts'
import { admin, useDesks } from '../desk.ts'
import { deskApp } from './desk-app.ts'

const url = 'https://desk.example'
const desks = useDesks()
let lab: Lab
let services: Services
let app: ReturnType<typeof deskApp>['app']
let room = ''
let leaseToken = ''
const cookies = { staff: '', participant: '' }

async function signedIn(secret: string): Promise<string> {
  const answer = await send('POST', '/link', { secret })
  return answer.headers.get('set-cookie')?.split(';', 1)[0] ?? ''
}

interface Sent {
  readonly cookie?: string
  readonly secret?: string
  readonly format?: string
  readonly authorization?: string
  readonly encoding?: string
}

async function send(
  method: 'GET' | 'HEAD' | 'POST',
  path: string,
  { cookie = '', authorization, encoding = 'gzip, br', ...form }: Sent = {},
): Promise<Response> {
  const body = new URLSearchParams(form).toString()
  return app.fetch(
    new Request(`${url}${path}`, {
      method,
      headers: {
        cookie,
        origin: url,
        'accept-encoding': encoding,
        ...(authorization === undefined ? {} : { authorization }),
        ...(method !== 'POST'
          ? {}
          : {
              'content-type': 'application/x-www-form-urlencoded',
              'content-length': String(body.length),
            }),
      },
      ...(method !== 'POST' ? {} : { body }),
    }),
  )
}

beforeAll(async () => {
  lab = await openLab()
  services = { ...awsServices(await desks.make(), lab), randomBytes }
  app = deskApp(services, url, { subscribe: () => () => {} }).app
  const made = await createWorkshop(
    services,
    admin,
    {
      name: 'Storage for beginners',
      roles: [{ roleArn: await lab.role('Handed'), accountId: lab.account }],
      startsAt: new Date(Date.now() - hourMs),
      endsAt: new Date(Date.now() + 6 * hourMs),
      seats: 30,
      joinMode: 'code',
    },
    'open',
  )
  room = `/workshops/${made.id}`
  const { lease, participant } = await createLease(services, admin, {
    workshopId: made.id,
    participant: { name: 'Ada' },
  })
  const staff = await firstAdminLink(services)
  cookies.staff = await signedIn(staff?.secret ?? '')
  cookies.participant = await signedIn((await participantLink(services, admin, participant.id)).secret)
  const ada: Actor = { kind: 'participant', id: participant.id, workshopId: made.id }
  leaseToken = (await makeLeaseToken(services, ada, lease.id)).secret
})
afterAll(() => lab.close())

describe('compression', () => {
  it('is never of a page that shows a secret, nor of what answers a form', async () => {
    const shown = await Promise.all([
      send('GET', `${room}/cards`, { cookie: cookies.staff }),
      send('GET', `${room}/projector`, { cookie: cookies.staff }),
      send('POST', '/pass/keys', { cookie: cookies.participant, format: 'env' }),
      send('POST', '/pass/device', { cookie: cookies.participant }),
    ])
    for (const answer of shown) {
      expect(answer.status, answer.url).toBe(200)
      expect(answer.headers.get('content-encoding')).toBeNull()
    }
    expect(await shown[2]?.text()).toContain('AWS_SECRET_ACCESS_KEY')
  })

  it('is never of a page with what whoever made the link has written', async () => {
    for (const path of [`${room}?find=a`, `${room}?x=y`, `${room}/timeline?person=p-1`, '/pass?x=y']) {
      const cookie = path.startsWith('/pass') ? cookies.participant : cookies.staff
      const answer = await send('GET', path, { cookie })
      expect(answer.headers.get('content-encoding'), path).toBeNull()
    }
  })

  it('is never of keys over the API', async () => {
    expect(leaseToken).toMatch(/^hp_lease_/)
    const answer = await send('GET', '/v1/credentials', { authorization: leaseToken })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-encoding')).toBeNull()
    expect(answer.headers.get('vary')).toBeNull()
  })

  it('is never of what is told as it happens: it comes at once', async () => {
    const answer = await send('GET', `${room}/live`, { cookie: cookies.staff })
    expect(answer.headers.get('content-encoding')).toBeNull()
    const reader = answer.body?.getReader()
    const { value } = (await reader?.read()) ?? {}
    expect(new TextDecoder().decode(value)).toContain('event: ready')
    await reader?.cancel()
  })

  it('is of no page for a browser that wants none', async () => {
    const answer = await send('GET', room, { cookie: cookies.staff, encoding: 'identity' })
    expect(answer.headers.get('content-encoding')).toBeNull()
    expect(answer.headers.get('vary')).toBe('accept-encoding')
    expect(await answer.text()).toContain('Ada')
  })

  it('is told to HEAD as to GET', async () => {
    for (const [path, cookie] of [
      [room, cookies.staff],
      ['/', ''],
      ['/v1/workshops', cookies.staff],
      ['/openapi.json', ''],
    ] as const) {
      const [get, head] = [await send('GET', path, { cookie }), await send('HEAD', path, { cookie })]
      for (const name of ['vary', 'content-encoding', 'content-type', 'cache-control']) {
        expect(head.headers.get(name), `${path} ${name}`).toBe(get.headers.get(name))
      }
      expect(head.headers.get('vary'), path).toContain('accept-encoding')
      expect([head.status, head.body], path).toEqual([get.status, null])
      await get.arrayBuffer()
    }
    // Also of what never ends, and of whoever asks from nowhere.
    const bare = new Request(`${url}${room}/live`, { method: 'HEAD', headers: { cookie: cookies.staff } })
    const live = await app.fetch(bare)
    expect([live.status, live.body]).toEqual([200, null])
  })

  it('is of pages, as the browser accepts it', async () => {
    for (const [path, cookie] of [
      [room, cookies.staff],
      [`${room}?find=&state=active&order=keys`, cookies.staff],
      ['/workshops/new', cookies.staff],
      ['/pass', cookies.participant],
    ] as const) {
      const plain = await (await send('GET', path, { cookie, encoding: 'identity' })).text()
      const brotli = await send('GET', path, { cookie })
      expect(brotli.headers.get('content-encoding'), path).toBe('br')
      expect(brotli.headers.get('content-security-policy')).toContain("default-src 'none'")
      const unpacked = brotliDecompressSync(Buffer.from(await brotli.arrayBuffer())).toString()
      expect(unpacked.split('<main')[0]).toBe(plain.split('<main')[0])
      const zipped = await send('GET', path, { cookie, encoding: 'gzip' })
      expect(zipped.headers.get('content-encoding'), path).toBe('gzip')
      expect(gunzipSync(Buffer.from(await zipped.arrayBuffer())).toString()).toContain('</html>')
    }
  })

  it('is of the API’s description, and of no answer with a version, which is of the bytes', async () => {
    const document = await send('GET', '/openapi.json')
    const text = brotliDecompressSync(Buffer.from(await document.arrayBuffer())).toString()
    expect(text).toContain('"openapi":"3.1.')
    const workshop = await send('GET', `/v1${room}`, { cookie: cookies.staff })
    expect(workshop.headers.get('etag')).not.toBeNull()
    expect(workshop.headers.get('content-encoding')).toBeNull()
  })

  it('is of the stylesheet and the scripts, which a browser keeps under their version', async () => {
    const page = await (await send('GET', room, { cookie: cookies.staff, encoding: 'identity' })).text()
    const found = [...page.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, path]) => path ?? '')
    expect(found).toHaveLength(2)
    for (const path of found) {
      const plain = await send('GET', path, { encoding: 'identity' })
      expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
      const packed = await send('GET', path)
      expect(packed.headers.get('content-encoding')).toBe('br')
      expect(brotliDecompressSync(Buffer.from(await packed.arrayBuffer())).toString()).toBe(
        await plain.text(),
      )
    }
    const other = await send('GET', '/assets/hallpass.css?v=another')
    expect(other.headers.get('cache-control')).toBe('public, max-age=60')
    expect((await send('GET', '/assets/other.css')).status).toBe(404)
  })
})
