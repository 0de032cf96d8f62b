import { beforeEach, describe, expect, it } from 'vitest'

import type { RawResponse } from '@hallpass/local-aws'

import { createFixture, createSetup, credentials, type Fixture, type Keys } from '../local-aws-fixture.ts'
import { browse, headerOf } from '../local/local-fixture.ts'

let fixture: Fixture
let issuer: Keys
let roleArn: string
const begin = async (options: Parameters<typeof createFixture>[0] = {}): Promise<void> => {
  fixture = createFixture({ seed: { buckets: { lab: { objects: { 'top.txt': 'top' } } } }, ...options })
  ;({ issuer, roleArn } = await createSetup(fixture))
}
beforeEach(() => begin())

const text = ({ body }: RawResponse): string => Buffer.from(body).toString()
const own = { Origin: 'http://localhost:4566' }

/** A browser: what it is given as cookies it sends where they belong, and it follows no redirects. */
function createBrowser() {
  const jar = new Map<string, string>()
  const send = async (method: string, target: string, headers = {}, body = ''): Promise<RawResponse> => {
    const path = target.replace(/\?.*$/s, '')
    const cookies = [...jar].flatMap(([key, value]) => {
      const [name = '', place = ''] = key.split(' ')
      return path === place || path.startsWith(`${place}/`) ? [`${name}=${value}`] : []
    })
    const cookie = cookies.length === 0 ? [] : [['Cookie', cookies.join('; ')] as const]
    const answer = await browse(fixture, method, target, { ...Object.fromEntries(cookie), ...headers }, body)
    for (const [name, value] of answer.headers) {
      if (name.toLowerCase() !== 'set-cookie') continue
      const [, key = '', content = '', age = '', place = ''] =
        /^([^=]+)=([^;]*); Max-Age=(\d+); Path=([^;]+); HttpOnly; SameSite=Lax$/.exec(value) ?? []
      expect(value).toContain(key)
      if (Number(age) === 0) jar.delete(`${key} ${place}`)
      else jar.set(`${key} ${place}`, content)
    }
    return answer
  }
  return {
    jar,
    send,
    post: (target: string, body = '', headers = {}) => send('POST', target, { ...own, ...headers }, body),
  }
}

/** A link that signs in as that session of the role. */
async function linkOf(name: string, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const keys = credentials(
    await fixture.query(issuer, 'sts', {
      Action: 'AssumeRole',
      RoleArn: roleArn,
      RoleSessionName: name,
      ...more,
    }),
  )
  const Session = JSON.stringify({
    sessionId: keys.accessKeyId,
    sessionKey: keys.secretAccessKey,
    sessionToken: keys.sessionToken,
  })
  const body = new URLSearchParams({ Action: 'getSigninToken', Session }).toString()
  const answer = await browse(fixture, 'POST', '/federation', {}, body)
  const { SigninToken }: { SigninToken: string } = JSON.parse(text(answer))
  const query = new URLSearchParams({
    Action: 'login',
    Destination: 'https://console.aws.amazon.com/',
    Issuer: 'https://lab.example/',
    SigninToken,
  })
  return `/federation?${query.toString()}`
}

type SomeBrowser = ReturnType<typeof createBrowser>

/** Opens a link: where the session's pages are. */
async function open(browser: SomeBrowser, link: string): Promise<string> {
  const answer = await browser.send('GET', link)
  expect(answer.status).toBe(302)
  const place = headerOf(answer, 'location') ?? ''
  expect(place).toMatch(/^\/console\/s\/111122223333-[a-z0-9]{8}$/)
  return place
}

const who = (page: RawResponse): string | undefined => /data-field="who">([^<]*)</.exec(text(page))?.[1]
const listed = (page: RawResponse): string[] =>
  [...text(page).matchAll(/href="(\/console\/s\/[^"]*)"[^>]*>([^<]*)</g)].flatMap(([, , name = '']) =>
    name.startsWith('assumed-role/') ? [name.slice('assumed-role/InstruqtS3Access/'.length)] : [],
  )

describe('what stands in an address opens nothing', () => {
  it('without the cookie of its session, nor with another’s', async () => {
    const ada = createBrowser()
    const place = await open(ada, await linkOf('ada'))
    const eve = createBrowser()
    expect((await eve.send('GET', place)).status).toBe(403)
    await open(eve, await linkOf('eve'))
    for (const answer of [
      await eve.send('GET', place),
      await eve.send('GET', `${place}/s3/lab`),
      await eve.post(`${place}/s3/lab/delete`, 'key=top.txt', {
        'Content-Type': 'application/x-www-form-urlencoded',
      }),
      await eve.post(`${place}/sign-out`),
    ]) {
      expect([answer.status, text(answer)]).toEqual([403, expect.stringContaining('Not signed in')])
    }
    expect(who(await ada.send('GET', place))).toBe('assumed-role/InstruqtS3Access/ada')
    expect((await ada.send('GET', `${place}/s3/lab/object?key=top.txt`)).status).toBe(200)
  })

  it('under the name of another’s cookie', async () => {
    const browser = createBrowser()
    const ada = await open(browser, await linkOf('ada'))
    const bob = await open(browser, await linkOf('bob'))
    const name = (place: string) => `local_aws_console_4566_${place.slice(-8)}`
    const value = browser.jar.get(`${name(bob)} /console`) ?? ''
    const Cookie = `${name(ada)}=${value}`
    expect((await browse(fixture, 'GET', ada, { Cookie })).status).toBe(403)
    expect((await browse(fixture, 'GET', bob, { Cookie })).status).toBe(403)
  })

  it('whatever is made up', async () => {
    for (const place of ['/console/s/111122223333-aaaaaaaa', '/console/s/111122223333-aaaaaaaa/s3/lab']) {
      const answer = await createBrowser().send('GET', place)
      expect([place, answer.status]).toEqual([place, 403])
    }
    const cookies = Array.from(
      { length: 500 },
      (_, n) => `local_aws_console_4566_${String(n).padStart(8, 'a')}=${'x'.repeat(43)}`,
    )
    const answer = await browse(fixture, 'GET', '/console', { Cookie: cookies.join('; ') })
    expect(answer.status).toBe(403)
    expect(answer.headers.length).toBeLessThan(120)
    expect(headerOf(answer, 'set-cookie')).toContain('Max-Age=0')
  })

  it('and what another local AWS of this machine has set is left to it', async () => {
    const Cookie = `local_aws_console_4567_aaaaaaaa=${'x'.repeat(43)}`
    const answer = await browse(fixture, 'GET', '/console', { Cookie })
    expect([answer.status, headerOf(answer, 'set-cookie')]).toEqual([403, undefined])
  })
})

describe('a cookie that was there before', () => {
  it('is no key to who signs in after it', async () => {
    const victim = createBrowser()
    const planted = createBrowser()
    await open(planted, await linkOf('ada'))
    for (const [key, value] of planted.jar) victim.jar.set(key, value)
    for (const name of ['ada', 'bob']) await open(victim, await linkOf(name))
    // Whoever put it there sees neither: the session that it opened has ended.
    const answer = await planted.send('GET', '/console')
    expect([answer.status, text(answer)]).toEqual([403, expect.stringContaining('You are not signed in')])
  })
})

describe('several sessions in one browser', () => {
  it('each have their own pages, and all know of all', async () => {
    const browser = createBrowser()
    const ada = await open(browser, await linkOf('ada'))
    expect(text(await browser.send('GET', ada))).not.toContain('data-console="sessions"')
    const bob = await open(
      browser,
      await linkOf('bob', {
        Policy:
          '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*"}]}',
      }),
    )
    expect(bob).not.toBe(ada)
    const [first, second] = [await browser.send('GET', ada), await browser.send('GET', bob)]
    expect([who(first), listed(first)]).toEqual(['assumed-role/InstruqtS3Access/ada', ['ada', 'bob']])
    expect([who(second), listed(second)]).toEqual(['assumed-role/InstruqtS3Access/bob', ['ada', 'bob']])
    expect(text(second)).toMatch(/aria-current="page">assumed-role\/InstruqtS3Access\/bob</)
    expect(text(second)).toContain('111122223333 · 1 h 0 min left')
    // What one may, the other may not.
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
    expect((await browser.post(`${bob}/s3/lab/delete`, 'key=top.txt', form)).status).toBe(403)
    expect(headerOf(await browser.post(`${ada}/s3/lab/delete`, 'key=top.txt', form), 'location')).toBe(
      `${ada}/s3/lab`,
    )
  })

  it('are chosen from at /console, and an old address leads to the only one', async () => {
    const browser = createBrowser()
    const ada = await open(browser, await linkOf('ada'))
    expect(who(await browser.send('GET', '/console'))).toBe('assumed-role/InstruqtS3Access/ada')
    expect(headerOf(await browser.send('GET', '/console/s3/lab?prefix=a%2F'), 'location')).toBe(
      `${ada}/s3/lab?prefix=a%2F`,
    )
    await open(browser, await linkOf('bob'))
    const chooser = await browser.send('GET', '/console')
    expect([who(chooser), listed(chooser)]).toEqual([undefined, ['ada', 'bob']])
    expect(headerOf(await browser.send('GET', '/console/s3/lab'), 'location')).toBe('/console')
  })

  it('are one where somebody signs in again: the address stays, the old cookie opens nothing', async () => {
    const browser = createBrowser()
    const ada = await open(browser, await linkOf('ada'))
    const before = new Map(browser.jar)
    fixture.clock.now = new Date(fixture.clock.now.getTime() + 600_000)
    expect(await open(browser, await linkOf('ada'))).toBe(ada)
    expect(text(await browser.send('GET', ada))).toContain('(1 h 0 min left)')
    const old = createBrowser()
    for (const [key, value] of before) old.jar.set(key, value)
    expect((await old.send('GET', ada)).status).toBe(403)
  })

  it('end one by one, or all at once', async () => {
    const browser = createBrowser()
    const [ada, bob, eve] = [
      await open(browser, await linkOf('ada')),
      await open(browser, await linkOf('bob')),
      await open(browser, await linkOf('eve')),
    ]
    const out = await browser.post(`${ada}/sign-out`)
    expect([out.status, headerOf(out, 'location')]).toEqual([303, '/console'])
    expect((await browser.send('GET', ada)).status).toBe(403)
    expect(listed(await browser.send('GET', bob))).toEqual(['bob', 'eve'])
    await browser.post('/console/sign-out')
    expect(browser.jar.size).toBe(0)
    for (const place of [bob, eve, '/console']) {
      expect((await browser.send('GET', place)).status).toBe(403)
    }
  })

  it('end by no other page, and by no form that does not say where it is from', async () => {
    const browser = createBrowser()
    const ada = await open(browser, await linkOf('ada'))
    for (const headers of [
      {},
      { Origin: 'null' },
      { Origin: 'https://evil.example' },
      { Origin: 'http://localhost:9' },
    ]) {
      for (const place of [`${ada}/sign-out`, '/console/sign-out']) {
        expect((await browser.send('POST', place, headers)).status).toBe(403)
      }
    }
    expect((await browser.send('GET', '/console/sign-out')).status).not.toBe(303)
    expect(who(await browser.send('GET', ada))).toBe('assumed-role/InstruqtS3Access/ada')
  })

  it('end in time, each for itself, and say so on their own pages', async () => {
    const browser = createBrowser()
    const ada = await open(browser, await linkOf('ada', { DurationSeconds: '900' }))
    const bob = await open(browser, await linkOf('bob'))
    fixture.clock.now = new Date(fixture.clock.now.getTime() + 901_000)
    const ended = text(await browser.send('GET', ada))
    expect(ended).toContain('Your session has ended.')
    expect(ended).toContain('<a href="/console">Other sessions in this browser: 1</a>')
    const still = await browser.send('GET', bob)
    expect([who(still), listed(still)]).toEqual(['assumed-role/InstruqtS3Access/bob', []])
  })

  it('are five at most: the sixth is told, and signs in when one has left', async () => {
    const browser = createBrowser()
    const places = []
    for (const name of ['a1', 'a2', 'a3', 'a4', 'a5']) {
      fixture.clock.now = new Date(fixture.clock.now.getTime() + 1000)
      places.push(await open(browser, await linkOf(name)))
    }
    const link = await linkOf('a6')
    const refused = await browser.send('GET', link)
    expect([refused.status, listed(refused)]).toEqual([400, ['a1', 'a2', 'a3', 'a4', 'a5']])
    expect(await open(browser, await linkOf('a3'))).toBe(places[2])
    await browser.post(`${places[0] ?? ''}/sign-out`)
    await open(browser, link)
    expect(listed(await browser.send('GET', '/console'))).toEqual(['a2', 'a3', 'a4', 'a5', 'a6'])
  })

  it('each have their own page of what happened', async () => {
    await begin({ seed: {} })
    const allow = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'local:*', Resource: '*' }],
    }
    await fixture.query(fixture.aws.admin, 'iam', {
      Action: 'PutRolePolicy',
      RoleName: 'InstruqtS3Access',
      PolicyName: 'events',
      PolicyDocument: JSON.stringify(allow),
    })
    const browser = createBrowser()
    const ada = await open(browser, await linkOf('ada'))
    const bob = await open(
      browser,
      await linkOf('bob', {
        Policy: JSON.stringify({ ...allow, Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] }),
      }),
    )
    const address = `/_local/events?console=${ada.slice('/console/s/'.length)}`
    expect(text(await browser.send('GET', ada))).toContain(`href="${address}"`)
    const events = await browser.send('GET', address)
    expect(events.status).toBe(200)
    expect(text(events)).toContain(`<a href="${ada}">Console</a>`)
    expect(text(events)).toMatch(/type="hidden"\s+name="console"\s+value="111122223333-/)
    expect(
      (await browser.send('GET', `/_local/events?console=${bob.slice('/console/s/'.length)}`)).status,
    ).toBe(403)
    // Of nobody, and of whoever came last.
    expect((await browser.send('GET', '/_local/events?console=111122223333-aaaaaaaa')).status).toBe(403)
    expect((await browser.send('GET', '/_local/events')).status).toBe(403)
  })
})

describe('as without AWS’s multi-session support', () => {
  beforeEach(() => begin({ oneConsoleSession: true }))
  const words = 'You must first log out before logging into a different AWS account. To logout, click here'
  const said = (page: RawResponse): string =>
    text(page)
      .replaceAll(/<[^>]*>/g, ' ')
      .replaceAll(/\s+/g, ' ')

  it('who is somebody else has to log out first, in AWS’s words', async () => {
    const browser = createBrowser()
    const ada = await open(browser, await linkOf('ada'))
    const link = await linkOf('bob')
    const refused = await browser.send('GET', link)
    expect([refused.status, said(refused)]).toEqual([400, expect.stringContaining(words)])
    expect(headerOf(refused, 'set-cookie')).toBeUndefined()
    expect(who(await browser.send('GET', ada))).toBe('assumed-role/InstruqtS3Access/ada')
    await browser.post('/console/sign-out')
    const bob = await open(browser, link)
    expect(who(await browser.send('GET', bob))).toBe('assumed-role/InstruqtS3Access/bob')
    expect((await browser.send('GET', ada)).status).toBe(403)
  })

  it('the same person signs in again, and anybody where the session has ended', async () => {
    const browser = createBrowser()
    const ada = await open(browser, await linkOf('ada'))
    expect(await open(browser, await linkOf('ada'))).toBe(ada)
    fixture.clock.now = new Date(fixture.clock.now.getTime() + 3_601_000)
    const bob = await open(browser, await linkOf('bob'))
    expect(who(await browser.send('GET', bob))).toBe('assumed-role/InstruqtS3Access/bob')
    expect(
      [...browser.jar.keys()].filter((key) => key.startsWith(`local_aws_console_4566_${ada.slice(-8)}`)),
    ).toEqual([])
  })
})
