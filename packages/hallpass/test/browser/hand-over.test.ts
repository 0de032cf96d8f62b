import { request } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { HallpassError } from '../../src/base/index.ts'
import { type HandOver, handOver, type HandOverOptions } from '../../src/browser/index.ts'
import { peerUser } from '../../src/browser/peer-user.ts'

const link = 'https://signin.aws.amazon.com/federation?Action=login&SigninToken=secret'
const open: HandOver[] = []

afterEach(() => {
  for (const one of open.splice(0)) one.close()
})

async function page(options: Partial<HandOverOptions> = {}): Promise<HandOver> {
  const made = await handOver({ link: async () => link, ...options })
  open.push(made)
  return made
}

interface Answer {
  readonly status: number | undefined
  readonly headers: NodeJS.Dict<string | string[]>
  readonly body: string
}

function get(
  address: string,
  options: { method?: string; headers?: Readonly<Record<string, string>>; path?: string } = {},
): Promise<Answer> {
  const { path, ...rest } = options
  const url = path === undefined ? address : new URL(path, address)
  return new Promise((resolve, reject) => {
    const call = request(url, { agent: false, ...rest }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (part: string) => (body += part))
      response.once('end', () => resolve({ status: response.statusCode, headers: response.headers, body }))
    })
    call.once('error', reject)
    call.end()
  })
}

describe('the address', () => {
  it('answers another host’s name, another path and another user with nothing', async () => {
    const { address } = await page()
    expect((await get(address, { headers: { host: 'evil.example' } })).status).toBe(403)
    expect((await get(address, { path: '/' })).status).toBe(404)
    expect((await get(address, { path: '/open', method: 'POST' })).status).toBe(404)
    const { address: other } = await page({ foreign: () => true })
    expect(await get(other)).toMatchObject({ status: 403, body: expect.not.stringContaining('SigninToken') })
  })

  it('is not used up by who may not have it, by a prefetch or by HEAD; and answers once', async () => {
    let made = 0
    const { address, done } = await page({ link: async () => `${link}${(made += 1)}` })
    await get(address, { headers: { host: 'evil.example' } })
    expect((await get(address, { headers: { 'sec-purpose': 'prefetch;prerender' } })).status).toBe(503)
    expect((await get(address, { method: 'HEAD' })).status).toBe(404)
    expect(made).toBe(0)
    const first = await get(address)
    expect(first).toMatchObject({
      status: 302,
      headers: { location: `${link}1`, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
    })
    await done
    expect((await get(address)).status).toBe(410)
    expect(made).toBe(1)
  })

  it('tells the browser and the command when the link cannot be made', async () => {
    const failure = new HallpassError('ConsoleRefused', 'the endpoint said <no>')
    const { address, done } = await page({ link: () => Promise.reject(failure) })
    const ended = expect(done).rejects.toBe(failure)
    const answer = await get(address)
    expect(answer.status).toBe(502)
    expect(answer.body).toContain('the endpoint said &lt;no&gt;')
    await ended
  })
})

describe('the page that stays up', () => {
  const standing = { title: 'The console for <Ada>', lines: ['arn'], until: new Date('2026-11-29T10:42:00Z') }

  it('needs the cookie that the address gives once, and makes a link at each click', async () => {
    let made = 0
    const { address } = await page({ standing, link: async () => `${link}${(made += 1)}` })
    expect((await get(address, { path: '/' })).status).toBe(404)
    const first = await get(address)
    expect(first).toMatchObject({ status: 303, headers: { location: '/' } })
    const [cookie = ''] = first.headers['set-cookie'] ?? []
    expect(cookie).toContain('HttpOnly; SameSite=Strict')
    const headers = { cookie: cookie.split(';')[0] ?? '' }
    const shown = await get(address, { path: '/', headers })
    expect(shown.body).toContain('The console for &lt;Ada&gt;')
    expect(shown.body).toContain('2026-11-29 10:42 UTC')
    expect(shown.body).not.toContain('SigninToken')
    expect(made).toBe(0)
    const click = { path: '/open', method: 'POST' }
    expect(
      (await get(address, { ...click, headers: { ...headers, origin: 'https://evil.example' } })).status,
    ).toBe(403)
    expect((await get(address, { ...click, headers })).headers['location']).toBe(`${link}1`)
    expect((await get(address, { ...click, headers })).headers['location']).toBe(`${link}2`)
    expect((await get(address)).status).toBe(410)
  })
})

describe('whose a connection is', () => {
  const table = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1',
    '   1: 0100007F:C001 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1001        0 2',
    '   2: 0100007F:1F90 0100007F:C001 01 00000000:00000000 00:00000000 00000000     0        0 3',
  ].join('\n')

  it('is read from the row of its own end', () => {
    expect(peerUser(table, 0xc001, 0x1f90)).toBe(1001)
    expect(peerUser(table, 0x1f90, 0xc001)).toBe(0)
    expect(peerUser(table, 0xc002, 0x1f90)).toBeUndefined()
    expect(peerUser('', 1, 2)).toBeUndefined()
  })
})
