import { request } from 'node:http'
import { networkInterfaces } from 'node:os'
import { beforeEach, describe, expect, it } from 'vitest'

import {
  accountId,
  allow,
  createFixture,
  createSetup,
  createUser,
  credentials,
  type Fixture,
  iam,
  type Keys,
} from '../local-aws-fixture.ts'
import { askLocal, browse, headerOf, jsonOf, signIn } from './local-fixture.ts'

let fixture: Fixture
let admin: Keys
beforeEach(() => {
  fixture = createFixture()
  admin = fixture.aws.admin
})

/** A session of the role `InstruqtS3Access`, which may use S3 and, if told, more. */
async function session(more?: string): Promise<Required<Keys>> {
  const { issuer, roleArn } = await createSetup(fixture)
  if (more !== undefined) {
    await iam(fixture, 'PutRolePolicy', {
      RoleName: 'InstruqtS3Access',
      PolicyName: 'more',
      PolicyDocument: allow(more),
    })
  }
  return credentials(
    await fixture.query(issuer, 'sts', {
      Action: 'AssumeRole',
      RoleArn: roleArn,
      RoleSessionName: 'identified@domain.ext',
    }),
  )
}

/** Sends what a browser's script sends, unsigned. */
const askUnsigned = (method: string, headers: Readonly<Record<string, string>> = {}) =>
  browse(fixture, method, '/_local', { Accept: '*/*', ...headers })

const refused = (code: string, message: unknown = expect.any(String)) => [403, { code, message }]
const routes = [200, { routes: expect.arrayContaining([expect.objectContaining({ path: '/_local' })]) }]

describe('what is below /_local is refused', () => {
  it('to who signs nothing, and to who signs with a wrong key', async () => {
    expect(jsonOf(await askUnsigned('GET'))).toEqual(refused('MissingAuthenticationToken'))
    const wrong = { ...admin, secretAccessKey: 'wrong' }
    expect(jsonOf(await askLocal(fixture, wrong, 'GET', '/_local'))).toEqual(refused('SignatureDoesNotMatch'))
  })

  it('to a signature for another service', async () => {
    expect(jsonOf(await askLocal(fixture, admin, 'GET', '/_local', { service: 's3' }))).toEqual(
      refused('SignatureDoesNotMatch', expect.stringContaining("correct service: 'local'")),
    )
  })

  it.each(['192.168.1.7', '::ffff:10.0.0.1', '2001:db8::1', '128.0.0.1', 'unknown', ''])(
    'to the address %j, also with the administrator’s signature',
    async (remoteAddress) => {
      expect(jsonOf(await askLocal(fixture, admin, 'GET', '/_local', { remoteAddress }))).toEqual(
        refused(
          'AccessDenied',
          `Access Denied: this machine alone is answered, and ${remoteAddress} is not this machine.`,
        ),
      )
      expect(fixture.log.at(-1)).toMatchObject({ action: 'local:GET', who: undefined })
      expect(fixture.log.at(-1)?.reason).toContain('is not this machine')
    },
  )

  it.each(['X-Forwarded-For', 'X-Forwarded-Host', 'X-Forwarded-Proto', 'X-Real-IP', 'Forwarded', 'Via'])(
    'when a proxy passed it on, with %s',
    async (name) => {
      expect(
        jsonOf(await askLocal(fixture, admin, 'GET', '/_local', { headers: { [name]: '10.0.0.1' } })),
      ).toEqual(refused('AccessDenied', expect.stringContaining(`by its header ${name.toLowerCase()}`)))
    },
  )

  it.each([
    ['another host', { Origin: 'https://evil.example.com' }],
    ['another port', { Origin: 'http://localhost:3000' }],
    ['nobody', { Origin: 'null' }],
    ['another site', { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty' }],
  ])('to a script in a page of %s, signed or with the cookie of who is signed in', async (_, headers) => {
    expect(jsonOf(await askLocal(fixture, admin, 'GET', '/_local', { headers }))).toEqual(
      refused('AccessDenied', 'Access Denied'),
    )
    const Cookie = await signIn(fixture, await session('local:*'))
    expect(jsonOf(await askUnsigned('GET', { ...headers, Cookie }))).toEqual(
      refused('AccessDenied', 'Access Denied'),
    )
  })

  it('to a name that somebody pointed here', async () => {
    const Cookie = await signIn(fixture, await session('local:*'))
    const headers = { Host: 'rebound.example.com:4566', Cookie }
    expect(jsonOf(await askUnsigned('GET', headers))).toEqual(refused('AccessDenied', 'Access Denied'))
  })

  it('to a session whose role may use S3 alone, with AWS’s reason', async () => {
    const keys = await session()
    const sentence =
      `User: arn:aws:sts::${accountId}:assumed-role/InstruqtS3Access/identified@domain.ext is not ` +
      'authorized to perform: local:ListRoutes on resource: * because no identity-based policy allows the local:ListRoutes action'
    expect(jsonOf(await askLocal(fixture, keys, 'GET', '/_local'))).toEqual(refused('AccessDenied', sentence))
    const Cookie = await signIn(fixture, keys)
    expect(jsonOf(await askUnsigned('GET', { Cookie }))).toEqual(refused('AccessDenied', sentence))
    expect(fixture.log.at(-1)).toMatchObject({ action: 'local:ListRoutes', status: 403 })
  })

  it('to a console session that is over', async () => {
    const Cookie = await signIn(fixture, await session('local:*'))
    expect(jsonOf(await askUnsigned('GET', { Cookie }))).toEqual(routes)
    fixture.clock.now = new Date('2026-11-22T13:00:00Z')
    expect(jsonOf(await askUnsigned('GET', { Cookie }))).toEqual(refused('MissingAuthenticationToken'))
  })

  it('to a console session that changes something and does not say from which page', async () => {
    const Cookie = await signIn(fixture, await session('local:*'))
    expect(jsonOf(await askUnsigned('POST', { Cookie }))).toEqual(refused('AccessDenied', 'Access Denied'))
    const headers = { Cookie, Origin: 'http://localhost:4566' }
    expect((await askUnsigned('POST', headers)).status).toBe(405)
  })

  it('to another machine through a port that is open to it', async () => {
    const own = Object.values(networkInterfaces())
      .flat()
      .find((address) => address?.family === 'IPv4' && !address.internal)?.address
    // Where a machine has no address but loopback, nobody can come from elsewhere.
    if (own === undefined) return
    const server = await fixture.aws.listen({ host: '0.0.0.0' })
    const statusFrom = (host: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        request({ host, port: server.port, path: '/_local', headers: { host: 'localhost' } }, (response) => {
          response.resume()
          resolve(response.statusCode)
        })
          .on('error', reject)
          .end()
      })
    expect([await statusFrom(own), fixture.log.at(-1)?.reason]).toEqual([403, `${own} is not this machine`])
    expect([await statusFrom('127.0.0.1'), fixture.log.at(-1)?.reason]).toEqual([403, undefined])
    await server.close()
  })
})

describe('what is below /_local is answered', () => {
  it('to the administrator, on this machine', async () => {
    expect(jsonOf(await askLocal(fixture, admin, 'GET', '/_local'))).toEqual(routes)
    for (const remoteAddress of ['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1']) {
      expect((await askLocal(fixture, admin, 'GET', '/_local', { remoteAddress })).status).toBe(200)
    }
    expect(fixture.log.at(-1)).toMatchObject({
      action: 'local:ListRoutes',
      who: `arn:aws:iam::${accountId}:user/admin`,
      status: 200,
    })
  })

  it('to a session whose policy allows exactly that, by its key and in its browser', async () => {
    const keys = await session('local:ListRoutes')
    expect(jsonOf(await askLocal(fixture, keys, 'GET', '/_local'))).toEqual(routes)
    const Cookie = await signIn(fixture, keys)
    expect(jsonOf(await askUnsigned('GET', { Cookie }))).toEqual(routes)
  })

  it('with what there is, and how it is asked for', async () => {
    expect((await askLocal(fixture, admin, 'GET', '/_local/nothing')).status).toBe(404)
    const wrong = await askLocal(fixture, admin, 'DELETE', '/_local/')
    expect([wrong.status, headerOf(wrong, 'allow')]).toEqual([405, 'GET'])
    expect((await askLocal(fixture, admin, 'HEAD', '/_local/')).status).toBe(200)
  })
})

describe('a bucket', () => {
  it('cannot be called _local', async () => {
    expect((await fixture.rest(admin, 'PUT', '/_local')).status).toBe(403)
    const alike = await fixture.rest(admin, 'PUT', '/_locals')
    expect([alike.status, String(alike.body)]).toEqual([
      400,
      expect.stringContaining('<Code>InvalidBucketName</Code>'),
    ])
  })

  it('has objects called so', async () => {
    expect((await fixture.rest(admin, 'PUT', '/lab')).status).toBe(200)
    const answer = await browse(fixture, 'GET', '/_local/events', { Host: 'lab.localhost:4566' })
    expect([answer.status, String(answer.body)]).toEqual([403, expect.stringContaining('<Error>')])
    expect(fixture.log.at(-1)?.action).toBe('s3:GetObject')
  })

  it('shows its pages to a browser as nobody’s, at the console’s own origin', async () => {
    const policy = (headers: Readonly<Record<string, string>>, target = '/lab/page.html') =>
      browse(fixture, 'GET', target, headers).then((answer) => headerOf(answer, 'content-security-policy'))
    expect(await policy({})).toMatch(/^sandbox (?!.*allow-same-origin)/)
    expect(await policy({ Accept: '*/*', 'Sec-Fetch-Dest': 'iframe' })).toMatch(/^sandbox /)
    expect(await policy({ Accept: '*/*' })).toBeUndefined()
    expect(await policy({ Host: 'lab.localhost:4566' }, '/page.html')).toBeUndefined()
    expect(await policy({}, '/console')).not.toContain('sandbox')
  })
})

it('what a policy lets somebody do by NotAction, as PowerUserAccess does, is nothing below /_local', async () => {
  const student = await createUser(fixture, 'student')
  const put = (...Statement: object[]) =>
    iam(fixture, 'PutUserPolicy', {
      UserName: 'student',
      PolicyName: 'own',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
    })
  const butIam = { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*'], Resource: '*' }
  await put(butIam)
  expect(jsonOf(await askLocal(fixture, student, 'GET', '/_local/events'))).toEqual(
    refused('AccessDenied', expect.stringContaining('no identity-based policy allows the local:ListEvents')),
  )
  expect((await fixture.rest(student, 'PUT', '/lab')).status).toBe(200)
  await put(butIam, { Effect: 'Allow', Action: 'local:ListEvents', Resource: '*' })
  expect((await askLocal(fixture, student, 'GET', '/_local/events')).status).toBe(200)
  await put(
    { Effect: 'Allow', Action: '*', Resource: '*' },
    { Effect: 'Deny', NotAction: 's3:*', Resource: '*' },
  )
  expect((await askLocal(fixture, student, 'GET', '/_local/events')).status).toBe(403)
})

it('a user without any policy may nothing below /_local', async () => {
  const nobody = await createUser(fixture, 'nobody')
  expect(jsonOf(await askLocal(fixture, nobody, 'GET', '/_local'))).toEqual(refused('AccessDenied'))
})
