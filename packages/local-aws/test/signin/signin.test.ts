import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'

import type { RawResponse } from '@hallpass/local-aws'

import {
  accountId,
  createFixture,
  createSetup,
  credentials,
  element,
  type Fixture,
  type Keys,
} from '../local-aws-fixture.ts'

let fixture: Fixture
let issuer: Keys
let roleArn: string

beforeEach(async () => {
  fixture = createFixture()
  ;({ issuer, roleArn } = await createSetup(fixture))
})

const assume = async (params: Record<string, string> = {}, keys = issuer): Promise<Required<Keys>> =>
  credentials(
    await fixture.query(keys, 'sts', {
      Action: 'AssumeRole',
      RoleArn: roleArn,
      RoleSessionName: 'identified@domain.ext',
      ...params,
    }),
  )

const sessionOf = (keys: Keys): string =>
  JSON.stringify({
    sessionId: keys.accessKeyId,
    sessionKey: keys.secretAccessKey,
    sessionToken: keys.sessionToken,
  })

const send = (
  method: string,
  path: string,
  form: Record<string, string> = {},
  headers: readonly string[] = [],
): Promise<RawResponse> => {
  const text = new URLSearchParams(form).toString()
  const inBody = method === 'POST'
  return fixture.aws.handle({
    method,
    target: inBody || text === '' ? path : `${path}?${text}`,
    rawHeaders: [
      'Host',
      '127.0.0.1:4566',
      ...(inBody ? ['Content-Type', 'application/x-www-form-urlencoded'] : []),
      ...headers,
    ],
    body: Buffer.from(inBody ? text : ''),
  })
}

const getSigninToken = (Session: string, more: Record<string, string> = {}, method = 'POST') =>
  send(method, '/federation', { Action: 'getSigninToken', Session, ...more })

const tokenOf = (response: RawResponse): string => {
  const answer: { SigninToken: string } = JSON.parse(String(response.body))
  return answer.SigninToken
}

const login = (SigninToken: string, more: Record<string, string> = {}) =>
  send('GET', '/federation', {
    Action: 'login',
    Issuer: 'Instruqt',
    Destination: 'https://console.aws.amazon.com/',
    SigninToken,
    ...more,
  })

const header = (response: RawResponse, name: string): string | undefined =>
  response.headers.find(([key]) => key.toLowerCase() === name)?.[1]

const consoleOf = (response: RawResponse) =>
  send('GET', '/console', {}, ['Cookie', header(response, 'set-cookie')?.split(';')[0] ?? ''])

const field = (response: RawResponse, name: string): string | undefined =>
  new RegExp(`data-field="${name}"[^>]*>([^<]*)<`).exec(String(response.body))?.[1]

const iam = (params: Record<string, string>) => fixture.query(fixture.aws.admin, 'iam', params)

describe('getSigninToken answers 400 with a page', () => {
  it.each([
    ['no Session', ''],
    ['a Session that is no JSON', '{'],
    ['a Session without a token', JSON.stringify({ sessionId: 'a', sessionKey: 'b' })],
    ['a Session with numbers', JSON.stringify({ sessionId: 1, sessionKey: 2, sessionToken: 3 })],
    ['null', 'null'],
  ])('to %s', async (_, session) => {
    const response = await getSigninToken(session)
    expect(response.status).toBe(400)
    expect(header(response, 'content-type')).toBe('text/html; charset=utf-8')
    expect(field(response, 'problem')).toContain('Session must be a JSON object')
  })

  it('to plain user keys, a wrong secret and another key’s token', async () => {
    const session = await assume()
    const other = await assume()
    for (const keys of [
      { ...issuer, sessionToken: 'x' },
      { ...session, secretAccessKey: other.secretAccessKey },
      { ...session, sessionToken: other.sessionToken },
    ]) {
      expect((await getSigninToken(sessionOf(keys))).status).toBe(400)
    }
  })

  it('to expired credentials', async () => {
    const session = await assume({ DurationSeconds: '900' })
    fixture.clock.now = new Date('2026-11-22T12:15:00Z')
    expect((await getSigninToken(sessionOf(session))).status).toBe(400)
  })

  it.each(['899', '43201', 'long', '900.5', ''])('to SessionDuration %j', async (SessionDuration) => {
    expect((await getSigninToken(sessionOf(await assume()), { SessionDuration })).status).toBe(400)
  })

  it('to any SessionDuration for a chained session, which signs in without it', async () => {
    await fixture.query(fixture.aws.admin, 'iam', {
      Action: 'PutRolePolicy',
      RoleName: 'InstruqtS3Access',
      PolicyName: 'chain',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }],
      }),
    })
    const chained = sessionOf(await assume({}, await assume()))
    expect((await getSigninToken(chained, { SessionDuration: '900' })).status).toBe(400)
    expect((await getSigninToken(chained)).status).toBe(200)
  })

  it('never with any of what was sent in it', async () => {
    const session = await assume()
    const response = await getSigninToken(sessionOf(session), { SessionDuration: '1' })
    expect(String(response.body)).not.toContain(session.sessionToken)
    expect(JSON.stringify(fixture.log)).not.toContain(session.sessionToken)
  })
})

describe('login', () => {
  it.each([
    'https://evil.example/',
    'https://console.aws.amazon.com.evil.example/',
    'https://evil.example/console.aws.amazon.com',
    'https://console.aws.amazon.com@evil.example/',
    'http://console.aws.amazon.com/',
    '//console.aws.amazon.com/',
    'javascript:alert(1)',
    'http://127.0.0.1:4566/other',
    '',
  ])('refuses to lead to %j', async (Destination) => {
    const token = tokenOf(await getSigninToken(sessionOf(await assume())))
    const response = await login(token, { Destination })
    expect(response.status).toBe(400)
    expect(header(response, 'location')).toBeUndefined()
    expect(header(response, 'set-cookie')).toBeUndefined()
  })

  it('refuses a changed token, a session token, and one that is 15 minutes old', async () => {
    const session = await assume()
    const token = tokenOf(await getSigninToken(sessionOf(session)))
    expect((await login(`${token.slice(0, -3)}abc`)).status).toBe(400)
    expect((await login(session.sessionToken)).status).toBe(400)
    fixture.clock.now = new Date('2026-11-22T12:14:59Z')
    expect((await login(token)).status).toBe(302)
    fixture.clock.now = new Date('2026-11-22T12:15:00Z')
    const late = await login(token)
    expect(late.status).toBe(400)
    expect(field(late, 'problem')).toContain('15 minutes')
  })

  it('leads to the console page with a cookie that scripts and other sites do not get', async () => {
    const response = await login(tokenOf(await getSigninToken(sessionOf(await assume()))))
    expect(response.status).toBe(302)
    expect(header(response, 'location')).toMatch(/^\/console\/s\/111122223333-[a-z0-9]{8}$/)
    expect(header(response, 'set-cookie')).toMatch(
      /^local_aws_console_\d+_[a-z0-9]{8}=[\w-]{43}; Max-Age=3600; Path=\/console; HttpOnly; SameSite=Lax$/,
    )
    expect(header(response, 'referrer-policy')).toBe('no-referrer')
    expect(header(response, 'cache-control')).toBe('no-store')
  })

  it('works for every partition’s console, with a region and a page in it', async () => {
    const token = tokenOf(await getSigninToken(sessionOf(await assume())))
    for (const Destination of [
      'https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1',
      'https://console.amazonaws.cn/',
      'https://console.amazonaws-us-gov.com/',
      'https://eusc-de-east-1.console.amazonaws-eusc.eu/',
      'http://127.0.0.1:4566/console',
    ]) {
      const response = await login(token, { Destination })
      expect(response.status).toBe(302)
      expect(field(await consoleOf(response), 'destination')).toBe(Destination)
    }
  })
})

describe('the console page', () => {
  it('says that nobody is signed in without a cookie, with a made-up one, and after signing out', async () => {
    expect((await send('GET', '/console')).status).toBe(403)
    expect(
      (await send('GET', '/console', {}, ['Cookie', 'local_aws_console_4566_aaaaaaaa=abc'])).status,
    ).toBe(403)
    const signedIn = await login(tokenOf(await getSigninToken(sessionOf(await assume()))))
    expect((await consoleOf(signedIn)).status).toBe(200)
    const cookie = header(signedIn, 'set-cookie')?.split(';')[0] ?? ''
    const from = ['Cookie', cookie, 'Origin', 'http://127.0.0.1:4566']
    const signedOut = await send('POST', '/console/sign-out', {}, from)
    expect(signedOut.status).toBe(303)
    expect(header(signedOut, 'set-cookie')).toContain('Max-Age=0')
    expect((await consoleOf(signedIn)).status).toBe(403)
  })

  it('says who is signed in, until when, and where from', async () => {
    const token = tokenOf(
      await getSigninToken(sessionOf(await assume()), { SessionDuration: '43200' }, 'GET'),
    )
    const page = await consoleOf(await login(token))
    expect(field(page, 'who')).toBe('assumed-role/InstruqtS3Access/identified@domain.ext')
    expect(field(page, 'account')).toBe(accountId)
    expect(field(page, 'issuer')).toBe('Instruqt')
    expect(String(page.body)).toContain('datetime="2026-11-23T00:00:00Z"')
    expect(String(page.body)).toContain('(12 h 0 min left)')
  })

  it('ends with the credentials when no SessionDuration was sent, and names the way back', async () => {
    const signedIn = await login(
      tokenOf(await getSigninToken(sessionOf(await assume({ DurationSeconds: '900' })))),
      { Issuer: 'https://lab.example/join' },
    )
    fixture.clock.now = new Date('2026-11-22T12:14:59Z')
    expect((await consoleOf(signedIn)).status).toBe(200)
    fixture.clock.now = new Date('2026-11-22T12:15:00Z')
    const ended = await consoleOf(signedIn)
    expect(ended.status).toBe(403)
    expect(field(ended, 'why')).toBe('Your session has ended.')
    expect(String(ended.body)).toContain('<a href="https://lab.example/join"')
  })

  it('refuses the buckets in words where the session may not list them, and lists them where it may', async () => {
    const narrow = await assume({
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
      }),
    })
    const refused = await consoleOf(await login(tokenOf(await getSigninToken(sessionOf(narrow)))))
    expect(element(refused, 'code data-field="refusal"') ?? field(refused, 'refusal')).toContain(
      'is not authorized to perform: s3:ListAllMyBuckets',
    )
    const wide = await consoleOf(await login(tokenOf(await getSigninToken(sessionOf(await assume())))))
    expect(field(wide, 'no-buckets')).toBe('There are no buckets yet.')
  })

  it('escapes what it is told, makes no link of a script, and loads nothing', async () => {
    const token = tokenOf(await getSigninToken(sessionOf(await assume())))
    const page = await consoleOf(await login(token, { Issuer: 'javascript:alert(1)"><script>x</script>' }))
    expect(String(page.body)).not.toContain('<script')
    expect(String(page.body)).not.toContain('href="javascript')
    expect(header(page, 'content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
    )
  })

  it('has the style that its content security policy allows, to the byte', async () => {
    const response = await send('GET', '/console')
    const style = /<style>(.*)<\/style>/s.exec(String(response.body))?.[1] ?? ''
    const hash = createHash('sha256').update(style).digest('base64')
    expect(header(response, 'content-security-policy')).toContain(`style-src 'sha256-${hash}'`)
  })

  it('does not outlive the role', async () => {
    const signedIn = await login(tokenOf(await getSigninToken(sessionOf(await assume()))))
    await iam({
      Action: 'DeleteRolePolicy',
      RoleName: 'InstruqtS3Access',
      PolicyName: 'InstruqtS3AccessPolicy',
    })
    await iam({ Action: 'DeleteRole', RoleName: 'InstruqtS3Access' })
    expect(field(await consoleOf(signedIn), 'why')).toBe('The role of your session does not exist any more.')
  })
})
