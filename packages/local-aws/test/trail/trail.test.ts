import { expect, it } from 'vitest'

import { AwsError } from '../../src/base/index.ts'
import { createState } from '../../src/model/index.ts'
import { createTrail } from '../../src/trail/index.ts'
import { allow, createFixture, credentials } from '../local-aws-fixture.ts'

const [own, other] = ['111122223333', '444455556666'] as const

const answered = (
  action: string,
  refusal?: AwsError,
): Parameters<ReturnType<typeof createTrail>['record']>[0] => ({
  at: new Date('2026-11-22T12:00:00Z'),
  requestId: '4db2ff11-c078-4bbf-9f09-f3c5db09ad42',
  action,
  caller: {
    principal: { type: 'user', arn: `arn:aws:iam::${own}:user/anna`, account: own, userId: 'AIDAANNA' },
    account: own,
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    session: undefined,
  },
  region: 'us-east-1',
  request: { method: 'POST', target: '/', rawHeaders: [], body: new Uint8Array() },
  headers: new Map(),
  bodyBytes: 0,
  website: undefined,
  parameters: undefined,
  put: undefined,
  result: undefined,
  needs: [{ action, resource: `arn:aws:iam::${other}:role/Lab`, resourceAccount: other }],
  response: { status: 200, headers: [], body: '' },
  refusal,
  reason: undefined,
})

it('a call across accounts is in the trails of both, and the other account sees the account and not the person', () => {
  const trail = createTrail(createState([own, other]), { maxEvents: 10, defaultAccountId: own })
  trail.record(answered('sts:AssumeRole'))
  const [mine, theirs, ...more] = trail.events()
  expect(more).toEqual([])
  expect(mine).toMatchObject({ recipientAccountId: own, userIdentity: { type: 'IAMUser', userName: 'anna' } })
  expect(theirs).toMatchObject({ recipientAccountId: other })
  expect(theirs?.userIdentity).toEqual({ type: 'AWSAccount', principalId: 'AIDAANNA', accountId: own })
  expect(mine?.sharedEventID).toBeDefined()
  expect(mine?.sharedEventID).toBe(theirs?.sharedEventID)
  expect(mine?.eventID).not.toBe(theirs?.eventID)
  expect(trail.events({ account: other })).toEqual([theirs])
  expect(trail.events({ limit: 1 })).toEqual([theirs])
})

it('who owns a role is not told that somebody of another account was refused it', () => {
  const trail = createTrail(createState([own, other]), { maxEvents: 10, defaultAccountId: own })
  trail.record(answered('sts:AssumeRole', new AwsError('AccessDenied', 403, 'not authorized')))
  expect(trail.events().map(({ recipientAccountId }) => recipientAccountId)).toEqual([own])
})

it('a follower that throws is let go, and whoever was answered, and the others, do not know', () => {
  const trail = createTrail(createState([own, other]), { maxEvents: 10, defaultAccountId: own })
  const told: string[] = []
  trail.follow({}, () => {
    told.push('throws')
    throw new RangeError('Invalid string length')
  })
  trail.follow({ account: own }, ({ eventName }) => told.push(eventName))
  trail.record(answered('sts:AssumeRole'))
  trail.record(answered('sts:AssumeRole'))
  expect(told).toEqual(['throws', 'AssumeRole', 'AssumeRole'])
})

it('whoever owns what somebody of another account was refused is told that, and not who it was and why', () => {
  const trail = createTrail(createState([own, other]), { maxEvents: 10, defaultAccountId: own })
  const message = `User: arn:aws:iam::${own}:user/anna is not authorized to perform: s3:GetObject`
  const reason = 'ImplicitlyDenied: no identity-based policy allows s3:GetObject (own, statement 1: …)'
  trail.record({ ...answered('s3:GetObject', new AwsError('AccessDenied', 403, message)), reason })
  const [mine, theirs] = trail.events()
  expect(mine).toMatchObject({ errorMessage: message, additionalEventData: { reason } })
  expect(theirs).toMatchObject({ recipientAccountId: other, errorCode: 'AccessDenied' })
  expect(theirs?.errorMessage).toBe('Access Denied')
  expect(JSON.stringify(theirs)).not.toMatch(/user\/anna|ImplicitlyDenied/)
})

it('whose bucket a copy is written into has the event of it, also once the bucket is somebody else’s', async () => {
  const fixture = createFixture({ accountId: undefined, accounts: 2 })
  const { admin, accounts } = fixture.aws
  const theirId = accounts[1]?.accountId ?? ''
  const inside = credentials(
    await fixture.query(admin, 'sts', {
      Action: 'AssumeRole',
      RoleArn: accounts[1]?.accessRoleArn ?? '',
      RoleSessionName: 'visitor',
    }),
  )
  await fixture.rest(admin, 'PUT', '/own')
  await fixture.rest(admin, 'PUT', '/own/a', 'hello')
  await fixture.rest(inside, 'PUT', '/theirs')
  const policy = allow('s3:PutObject', { Principal: '*', Resource: 'arn:aws:s3:::theirs/*' })
  await fixture.rest(inside, 'PUT', '/theirs?policy', policy)
  const copied = await fixture.rest(admin, 'PUT', '/theirs/a', '', { 'x-amz-copy-source': '/own/a' })
  expect(copied.status).toBe(200)
  const [theirs, ...more] = fixture.aws.events({ account: theirId, eventName: 'CopyObject' })
  expect(more).toEqual([])
  expect(theirs).toMatchObject({
    userIdentity: { type: 'AWSAccount', accountId: fixture.aws.accountId },
    requestParameters: { bucketName: 'theirs', key: 'a', 'x-amz-copy-source': '/own/a' },
  })
  const resources = [{ ARN: 'arn:aws:s3:::theirs/a' }, { ARN: 'arn:aws:s3:::theirs', accountId: theirId }]
  expect(theirs?.resources).toMatchObject(resources)
  await fixture.rest(inside, 'DELETE', '/theirs/a')
  await fixture.rest(inside, 'DELETE', '/theirs')
  expect((await fixture.rest(admin, 'PUT', '/theirs')).status).toBe(200)
  expect(fixture.aws.events({ eventName: 'CopyObject' }).map((event) => event.resources)).toMatchObject([
    resources,
    resources,
  ])
})

it('no more is remembered than 32 MiB hold', () => {
  const trail = createTrail(createState([own]), { maxEvents: 1_000_000, defaultAccountId: own })
  for (let count = 0; count < 400; count += 1) {
    const parameters = new Map([['UserName', `${count} ${'x'.repeat(95_000)}`]])
    trail.record({ ...answered('iam:GetUser'), parameters, needs: [] })
  }
  const kept = trail.events()
  expect(kept.length).toBeGreaterThan(200)
  expect(JSON.stringify(kept).length).toBeLessThan(33 * 1024 * 1024)
  expect(kept.at(-1)?.requestParameters).toEqual({ userName: `399 ${'x'.repeat(95_000)}` })
})
