import fc from 'fast-check'
import { request } from 'node:http'
import { describe, expect, it } from 'vitest'

import { createLocalAws } from '@hallpass/local-aws'

import { createThrottle } from '../../src/gateway/throttle.ts'
import {
  accountId,
  allow,
  createFixture,
  createUser,
  element,
  type Fixture,
  iam,
  type Keys,
  refusal,
} from '../local-aws-fixture.ts'

const later = (fixture: Fixture, ms: number): void => {
  fixture.clock.now = new Date(fixture.clock.now.getTime() + ms)
}
const who = (fixture: Fixture, keys: Keys) => fixture.query(keys, 'sts', { Action: 'GetCallerIdentity' })
const trust = (AWS: string): string => allow('sts:AssumeRole', { Principal: { AWS } })

describe('a consistency delay', () => {
  const RoleArn = `arn:aws:iam::${accountId}:role/Lab`
  const assume = (fixture: Fixture, keys: Keys) =>
    fixture.query(keys, 'sts', { Action: 'AssumeRole', RoleArn, RoleSessionName: 'me' })

  it('keeps new keys unknown for as long, and not the administrator’s', async () => {
    const fixture = createFixture({ consistencyDelayMs: 10_000 })
    expect((await who(fixture, fixture.aws.admin)).status).toBe(200)
    const user = await createUser(fixture, 'u')
    later(fixture, 9999)
    expect(refusal(await who(fixture, user))).toEqual([
      403,
      'InvalidClientTokenId',
      'The security token included in the request is invalid.',
    ])
    later(fixture, 1)
    expect((await who(fixture, user)).status).toBe(200)
  })

  it('keeps new roles from being assumed, in the words of a denial', async () => {
    const fixture = createFixture({ consistencyDelayMs: 10_000 })
    await iam(fixture, 'CreateRole', { RoleName: 'Lab', AssumeRolePolicyDocument: trust(accountId) })
    later(fixture, 9999)
    expect(refusal(await assume(fixture, fixture.aws.admin))).toEqual([
      403,
      'AccessDenied',
      `User: arn:aws:iam::${accountId}:user/admin is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`,
    ])
    expect(fixture.log.at(-1)?.reason).toContain('was created a moment ago')
    later(fixture, 1)
    expect((await assume(fixture, fixture.aws.admin)).status).toBe(200)
  })

  it('keeps new principals out of policies', async () => {
    const fixture = createFixture({ consistencyDelayMs: 10_000 })
    await createUser(fixture, 'u')
    const arn = `arn:aws:iam::${accountId}:user/u`
    const create = () =>
      fixture.query(fixture.aws.admin, 'iam', {
        Action: 'CreateRole',
        RoleName: 'Lab',
        AssumeRolePolicyDocument: trust(arn),
      })
    later(fixture, 9999)
    expect(refusal(await create())).toEqual([
      400,
      'MalformedPolicyDocument',
      `Invalid principal in policy: "AWS":"${arn}"`,
    ])
    later(fixture, 1)
    expect((await create()).status).toBe(200)
  })

  it('is none unless asked for', async () => {
    const fixture = createFixture()
    const user = await createUser(fixture, 'u')
    expect((await who(fixture, user)).status).toBe(200)
  })
})

describe('STS throttling', () => {
  it('answers Rate exceeded from one request over, and not to IAM or another region', async () => {
    const fixture = createFixture({ stsRequestsPerSecond: 3 })
    const ask = () => who(fixture, fixture.aws.admin)
    for (const status of [200, 200, 200, 400]) expect((await ask()).status).toBe(status)
    expect(refusal(await ask())).toEqual([400, 'Throttling', 'Rate exceeded'])
    const users = await fixture.query(fixture.aws.admin, 'iam', { Action: 'ListUsers' })
    expect(users.status).toBe(200)
    later(fixture, 334)
    expect((await ask()).status).toBe(200)
    expect((await ask()).status).toBe(400)
  })

  it('does not count what is not signed', async () => {
    const fixture = createFixture({ stsRequestsPerSecond: 1 })
    await who(fixture, fixture.aws.admin)
    const response = await fixture.aws.handle({
      method: 'POST',
      target: '/',
      rawHeaders: ['Host', 'localhost', 'Content-Type', 'application/x-www-form-urlencoded'],
      body: Buffer.from(
        `Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn:aws:iam::${accountId}:role/a&RoleSessionName=me&WebIdentityToken=a.b.c`,
      ),
    })
    expect(element(response, 'Code')).toBe('InvalidIdentityToken')
  })

  it('never lets more through than the bucket holds and fills, whatever the clock does', () => {
    const steps = fc.array(fc.integer({ min: -2000, max: 2000 }), { maxLength: 60 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), steps, (perSecond, jumps) => {
        const take = createThrottle(perSecond)
        let now = 1e12
        let forwardMs = 0
        let taken = 0
        for (const jump of jumps) {
          now += jump
          forwardMs += Math.max(0, jump)
          if (take('key', new Date(now))) taken += 1
        }
        expect(taken).toBeLessThanOrEqual(perSecond + (forwardMs / 1000) * perSecond)
      }),
    )
  })
})

describe('faults', () => {
  /** As many random bytes of one value as are asked for. */
  const bytes = (value: number) => (size: number) => new Uint8Array(size).fill(value)

  it.each([
    [0x00, 503, 'ServiceUnavailable', 503, 'SlowDown'],
    [0xa0, 500, 'InternalFailure', 500, 'InternalError'],
  ])('answer 5xx in the words of each service', async (value, sts, stsCode, s3, s3Code) => {
    const admin = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' }
    const faults = { serverErrorRate: 0.9 }
    const fixture = createFixture({ admin, faults, randomBytes: bytes(value) })
    const answer = await who(fixture, admin)
    expect(refusal(answer).slice(0, 2)).toEqual([sts, stsCode])
    expect(element(answer, 'Type')).toBe('Receiver')
    expect(refusal(await fixture.rest(admin, 'GET', '/')).slice(0, 2)).toEqual([s3, s3Code])
    expect(fixture.log.at(-1)?.reason).toBe('a fault, as asked for')
  })

  it('come as often as asked for', async () => {
    const fixture = createFixture({ faults: { serverErrorRate: 0.25 } })
    let failed = 0
    for (let count = 0; count < 400; count++) {
      if ((await who(fixture, fixture.aws.admin)).status >= 500) failed += 1
    }
    // Six standard deviations to either side.
    expect(failed).toBeGreaterThan(47)
    expect(failed).toBeLessThan(153)
  })

  it('cut connections, half of them after the request took effect', async () => {
    const reasons: Array<string | undefined> = []
    const aws = createLocalAws({
      faults: { dropRate: 1 },
      log: (entry) => reasons.push(entry.reason),
    })
    const server = await aws.listen()
    const get = (): Promise<unknown> =>
      new Promise((resolve) => {
        request(`${server.url}/console`, { agent: false }, resolve).on('error', resolve).end()
      })
    for (let count = 0; count < 40; count++) expect(await get()).toMatchObject({ code: 'ECONNRESET' })
    await server.close()
    expect(new Set(reasons)).toEqual(
      new Set([
        'connection cut, nothing was done',
        'You are not signed in.',
        'connection cut instead of the answer',
      ]),
    )
  })

  it.each([
    { consistencyDelayMs: -1 },
    { stsRequestsPerSecond: 0 },
    { faults: { serverErrorRate: 1.1 } },
    { faults: { dropRate: Number.NaN } },
  ])('and other weather out of bounds are refused: %j', (options) => {
    expect(() => createLocalAws(options)).toThrow(TypeError)
  })
})

describe('a clock that is set', () => {
  it('shows in the Date header, by which SDKs correct theirs', async () => {
    const fixture = createFixture()
    const response = await who(fixture, fixture.aws.admin)
    expect(response.headers).toContainEqual(['Date', 'Sun, 22 Nov 2026 12:00:00 GMT'])
  })
})
