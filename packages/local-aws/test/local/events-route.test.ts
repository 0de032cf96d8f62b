import { request } from 'node:http'
import { beforeEach, describe, expect, it } from 'vitest'

import { eventRoutes } from '../../src/local/index.ts'
import type { CloudTrailEvent, Trail } from '../../src/trail/index.ts'
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
beforeEach(async () => {
  fixture = createFixture()
  admin = fixture.aws.admin
  for (const name of ['anna', 'bob']) await iam(fixture, 'CreateUser', { UserName: name })
})

const events = async (query = '', keys = admin): Promise<{ eventName: string }[]> => {
  const answer = await askLocal(fixture, keys, 'GET', `/_local/events${query}`)
  expect([answer.status, headerOf(answer, 'content-type')]).toEqual([200, 'application/jsonl'])
  return String(answer.body)
    .split('\n')
    .filter((line) => line !== '')
    .map((line): { eventName: string } => JSON.parse(line))
}

describe('GET /_local/events', () => {
  it('is what a user needs local:ListEvents for', async () => {
    const nobody = await createUser(fixture, 'nobody')
    expect(jsonOf(await askLocal(fixture, nobody, 'GET', '/_local/events'))).toEqual([
      403,
      { code: 'AccessDenied', message: expect.stringContaining('local:ListEvents') },
    ])
    const teacher = await createUser(fixture, 'teacher', ['local:ListEvents'])
    expect((await events('', teacher)).length).toBeGreaterThan(2)
  })

  it('answers a record a line, the oldest first or the newest, and does not record itself', async () => {
    expect(await events()).toEqual(fixture.aws.events())
    expect(await events('?order=newest')).toEqual(fixture.aws.events().toReversed())
    expect((await events()).map(({ eventName }) => eventName)).toEqual(['CreateUser', 'CreateUser'])
  })

  it('records who was refused it, and not who has it or asks for its head', async () => {
    const nobody = await createUser(fixture, 'nobody')
    await askLocal(fixture, nobody, 'GET', '/_local/events')
    await askLocal(fixture, admin, 'GET', '/_local/events')
    await askLocal(fixture, admin, 'HEAD', '/_local/events')
    expect(fixture.aws.events({ eventName: 'ListEvents' })).toMatchObject([
      { userIdentity: { userName: 'nobody' }, errorCode: 'AccessDenied', eventSource: 'local' },
    ])
  })

  it('takes the conditions that events() takes', async () => {
    fixture.clock.now = new Date('2026-11-22T12:10:00Z')
    await fixture.rest(admin, 'DELETE', '/lab')
    const [deleted] = fixture.aws.events({ eventName: 'DeleteBucket' })
    for (const query of [
      'eventName=DeleteBucket',
      'errorCode=*',
      'since=5m',
      'since=2026-11-22T12:05:00Z',
      'limit=1',
    ]) {
      expect([query, await events(`?${query}`)]).toEqual([query, [deleted]])
    }
    expect(await events('?who=admin&accessKeyId=&errorCode=NoSuchBucket')).toEqual([deleted])
    expect(await events('?who=bob')).toEqual([])
  })

  it.each([
    'eventname=x',
    'since=yesterday',
    'since=2026-13-01T00:00:00Z',
    'limit=0',
    'order=up',
    'account=1',
    'follow&order=newest',
  ])('refuses %s', async (query) => {
    expect(jsonOf(await askLocal(fixture, admin, 'GET', `/_local/events?${query}`))).toEqual([
      400,
      { code: 'ValidationException', message: expect.stringContaining('is not understood') },
    ])
  })

  it('goes on with ?follow, and lets go of whoever leaves', async () => {
    fixture = createFixture({ now: () => new Date() })
    fixture.clock.now = new Date()
    const server = await fixture.aws.listen()
    const lines: string[] = []
    const { rawHeaders } = await signed('/_local/events?follow')
    let arrive = (): void => {}
    const arrived = new Promise<void>((resolve) => (arrive = resolve))
    const following = request(
      { port: server.port, path: '/_local/events?follow', headers: rawHeaders },
      (response) => {
        response.setEncoding('utf8').on('data', (text: string) => {
          lines.push(...text.split('\n').filter((line) => line !== ''))
          if (lines.length === 0) void iam(fixture, 'CreateUser', { UserName: 'carl' })
          else arrive()
        })
      },
    )
    following.on('error', () => {}).end()
    await arrived
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
      { eventName: 'CreateUser', requestParameters: { userName: 'carl' } },
    ])
    following.destroy()
    await server.close()
  })

  it('begins to follow with all that is there, however much it is', async () => {
    const UserName = 'x'.repeat(95_000)
    for (let count = 0; count < 100; count += 1) {
      await fixture.query(admin, 'iam', { Action: 'GetUser', UserName })
    }
    const { stream } = await askLocal(fixture, admin, 'GET', '/_local/events?eventName=GetUser&follow=')
    const told: string[] = []
    for await (const piece of stream ?? []) {
      told.push(
        ...String(piece)
          .split('\n')
          .filter((line) => line !== ''),
      )
      if (told.length >= 100) break
    }
    expect(told.map((line): unknown => JSON.parse(line))).toEqual(
      fixture.aws.events({ eventName: 'GetUser' }),
    )
  })

  it.each<[string, (teacher: Keys) => Promise<unknown>]>([
    [
      'policies do not allow it any more',
      () => iam(fixture, 'DeleteUserPolicy', { UserName: 'teacher', PolicyName: 'own' }),
    ],
    [
      'key is inactive',
      ({ accessKeyId }) =>
        iam(fixture, 'UpdateAccessKey', {
          UserName: 'teacher',
          AccessKeyId: accessKeyId,
          Status: 'Inactive',
        }),
    ],
  ])('ends for a follower whose %s', async (_, take) => {
    const teacher = await createUser(fixture, 'teacher', ['local:ListEvents'])
    const { stream } = await askLocal(fixture, teacher, 'GET', '/_local/events?eventName=GetUser&follow=')
    const told = stream?.[Symbol.asyncIterator]()
    expect(String((await told?.next())?.value)).toBe('\n')
    const happens = () => iam(fixture, 'GetUser', { UserName: 'anna' })
    await happens()
    expect(String((await told?.next())?.value)).toContain('"GetUser"')
    await take(teacher)
    await happens()
    expect((await told?.next())?.done).toBe(true)
  })

  it('ends for a follower whose session is over, by its key and in its browser', async () => {
    const { issuer, roleArn } = await createSetup(fixture)
    await iam(fixture, 'PutRolePolicy', {
      RoleName: 'InstruqtS3Access',
      PolicyName: 'more',
      PolicyDocument: allow('local:*'),
    })
    const keys = credentials(
      await fixture.query(issuer, 'sts', { Action: 'AssumeRole', RoleArn: roleArn, RoleSessionName: 'anna' }),
    )
    const Cookie = await signIn(fixture, keys)
    const target = '/_local/events?eventName=GetUser&follow='
    const answers = [
      await askLocal(fixture, keys, 'GET', target),
      await browse(fixture, 'GET', target, { Accept: '*/*', Cookie }),
    ]
    const readers = answers.map(({ stream }) => stream?.[Symbol.asyncIterator]())
    for (const told of readers) expect(String((await told?.next())?.value)).toBe('\n')
    fixture.clock.now = new Date('2026-11-22T13:30:00Z')
    await iam(fixture, 'GetUser', { UserName: 'anna' })
    for (const told of readers) expect((await told?.next())?.done).toBe(true)
  })

  it('keeps nothing for a follower that does not read', async () => {
    let tell: (event: CloudTrailEvent) => void = () => {}
    let isFollowed = false
    const trail: Trail = {
      isOn: true,
      forget: () => {},
      record: () => {},
      events: () => [],
      follow: (_, told) => {
        ;[tell, isFollowed] = [told, true]
        return () => void (isFollowed = false)
      },
    }
    const call = {
      headers: new Map(),
      params: new Map([['follow', '']]),
      caller: { account: accountId },
      mayGoOn: () => true,
    }
    const [route] = eventRoutes({ trail, managementAccount: accountId, now: () => fixture.clock.now })
    // @ts-expect-error: what the route does not look at is left out
    const answer = await route?.run(call)
    const reader = answer?.stream?.[Symbol.asyncIterator]()
    expect(String((await reader?.next())?.value)).toBe('\n')
    const [event] = fixture.aws.events()
    for (let count = 0; count < 90; count += 1) {
      if (event !== undefined) tell({ ...event, errorMessage: 'x'.repeat(100_000) })
      if (count === 50) expect(isFollowed).toBe(true)
    }
    expect(isFollowed).toBe(false)
    expect((await reader?.next())?.done).toBe(true)
  })
})

/** The headers of a request that the AWS SDK's own signer signed. */
async function signed(target: string): Promise<{ rawHeaders: readonly string[] }> {
  const sent: { rawHeaders: readonly string[] }[] = []
  const handle: Fixture['aws']['handle'] = async ({ rawHeaders }) => {
    sent.push({ rawHeaders })
    return { status: 200, headers: [], body: '' }
  }
  await askLocal({ ...fixture, aws: { ...fixture.aws, handle } }, fixture.aws.admin, 'GET', target)
  return sent[0] ?? { rawHeaders: [] }
}
