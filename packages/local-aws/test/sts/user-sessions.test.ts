import { beforeEach, describe, expect, it } from 'vitest'

import {
  accountId,
  allow,
  createFixture,
  createSetup,
  createUser,
  credentials,
  element,
  type Fixture,
  iam,
  type Keys,
  refusal,
} from '../local-aws-fixture.ts'

let fixture: Fixture
beforeEach(() => {
  fixture = createFixture()
})

const sts = (keys: Keys, Action: string, params: Record<string, string> = {}) =>
  fixture.query(keys, 'sts', { Action, ...params })
const invalidToken = [403, 'InvalidClientTokenId', 'The security token included in the request is invalid.']

describe('GetSessionToken', () => {
  it('is refused to a session, with AWS’s sentence', async () => {
    const user = await createUser(fixture, 'u')
    const session = credentials(await sts(user, 'GetSessionToken'))
    const denied = [403, 'AccessDenied', 'Cannot call GetSessionToken with session credentials']
    expect(refusal(await sts(session, 'GetSessionToken'))).toEqual(denied)
    const { issuer, roleArn } = await createSetup(fixture)
    const role = credentials(await sts(issuer, 'AssumeRole', { RoleArn: roleArn, RoleSessionName: 'me' }))
    expect(refusal(await sts(role, 'GetSessionToken'))).toEqual(denied)
  })

  it('needs no permission, and an explicit Deny refuses it', async () => {
    const user = await createUser(fixture, 'u')
    expect((await sts(user, 'GetSessionToken')).status).toBe(200)
    await iam(fixture, 'PutUserPolicy', {
      UserName: 'u',
      PolicyName: 'deny',
      PolicyDocument: allow('sts:GetSessionToken').replace('Allow', 'Deny'),
    })
    expect(refusal(await sts(user, 'GetSessionToken'))).toEqual([
      403,
      'AccessDenied',
      `User: arn:aws:iam::${accountId}:user/u is not authorized to perform: sts:GetSessionToken on resource: * with an explicit deny in an identity-based policy`,
    ])
  })

  it.each(['899', '129601'])('refuses a duration of %s seconds', async (DurationSeconds) => {
    const user = await createUser(fixture, 'u')
    expect(refusal(await sts(user, 'GetSessionToken', { DurationSeconds })).slice(0, 2)).toEqual([
      400,
      'ValidationError',
    ])
  })

  it('goes on under another name of the user, and ends with the user, whoever has the name then', async () => {
    const user = await createUser(fixture, 'u')
    const session = credentials(await sts(user, 'GetSessionToken'))
    await iam(fixture, 'UpdateUser', { UserName: 'u', NewUserName: 'v', NewPath: '/lab/' })
    const arn = async () => element(await sts(session, 'GetCallerIdentity'), 'Arn')
    expect(await arn()).toBe(`arn:aws:iam::${accountId}:user/lab/v`)
    await iam(fixture, 'CreateUser', { UserName: 'u' })
    expect(await arn()).toBe(`arn:aws:iam::${accountId}:user/lab/v`)
    await iam(fixture, 'DeleteAccessKey', { UserName: 'v', AccessKeyId: user.accessKeyId })
    await iam(fixture, 'DeleteUser', { UserName: 'v' })
    await iam(fixture, 'CreateUser', { UserName: 'v', Path: '/lab/' })
    expect(refusal(await sts(session, 'GetCallerIdentity'))).toEqual(invalidToken)
  })

  it('is the user itself, for twelve hours, but calls neither IAM nor most of STS', async () => {
    const user = await createUser(fixture, 'u', ['iam:*', 'sts:*'])
    const answer = await sts(user, 'GetSessionToken')
    expect(element(answer, 'Expiration')).toBe('2026-11-23T00:00:00Z')
    const session = credentials(answer)
    expect(element(await sts(session, 'GetCallerIdentity'), 'Arn')).toBe(`arn:aws:iam::${accountId}:user/u`)
    expect(refusal(await fixture.query(session, 'iam', { Action: 'ListUsers' }))).toEqual(invalidToken)
    expect(fixture.log.at(-1)?.reason).toContain('cannot call IAM')
    expect(refusal(await sts(session, 'GetAccessKeyInfo', { AccessKeyId: user.accessKeyId }))).toEqual([
      403,
      'AccessDenied',
      'Cannot call GetAccessKeyInfo with session credentials',
    ])
  })

  it('assumes a role, which is not chaining', async () => {
    const { issuer, roleArn } = await createSetup(fixture)
    await iam(fixture, 'UpdateRole', { RoleName: 'InstruqtS3Access', MaxSessionDuration: '43200' })
    const session = credentials(await sts(issuer, 'GetSessionToken'))
    const asked = { RoleArn: roleArn, RoleSessionName: 'me', DurationSeconds: '43200' }
    expect((await sts(session, 'AssumeRole', asked)).status).toBe(200)
  })
})

describe('GetFederationToken', () => {
  const federate = (keys: Keys, params: Record<string, string> = {}) =>
    sts(keys, 'GetFederationToken', { Name: 'guest', ...params })

  it('is refused without permission, and to a session', async () => {
    const resource = `arn:aws:sts::${accountId}:federated-user/guest`
    const nobody = await createUser(fixture, 'nobody')
    expect(refusal(await federate(nobody))).toEqual([
      403,
      'AccessDenied',
      `User: arn:aws:iam::${accountId}:user/nobody is not authorized to perform: sts:GetFederationToken on resource: ${resource} because no identity-based policy allows the sts:GetFederationToken action`,
    ])
    const user = await createUser(fixture, 'u', ['sts:*'])
    const session = credentials(await sts(user, 'GetSessionToken'))
    expect(refusal(await federate(session))).toEqual([
      403,
      'AccessDenied',
      'Cannot call GetFederationToken with session credentials',
    ])
  })

  it.each([
    [{ Name: 'x' }, 'name'],
    [{ Name: 'a b' }, 'name'],
    [{ Name: 'x'.repeat(33) }, 'name'],
    [{ DurationSeconds: '60' }, 'durationSeconds'],
    [{ 'Tags.member.1.Key': '', 'Tags.member.1.Value': 'v' }, 'tags.1.member.key'],
  ])('answers ValidationError to %j', async (params, at) => {
    const [status, code, message] = refusal(await federate(fixture.aws.admin, params))
    expect([status, code]).toEqual([400, 'ValidationError'])
    expect(message).toContain(`at '${at}' failed to satisfy constraint`)
  })

  it('needs sts:TagSession for tags', async () => {
    const user = await createUser(fixture, 'u', ['sts:GetFederationToken'])
    const tags = { 'Tags.member.1.Key': 'team', 'Tags.member.1.Value': 'red' }
    expect(refusal(await federate(user, tags))[2]).toContain('sts:TagSession')
    expect((await federate(user)).status).toBe(200)
  })

  it('without a session policy may do nothing, and with one what both allow', async () => {
    const user = await createUser(fixture, 'u', ['sts:*', 's3:CreateBucket', 's3:ListAllMyBuckets'])
    const list = (keys: Keys) => fixture.rest(keys, 'GET', '/')
    const bare = await federate(user)
    expect(element(bare, 'PackedPolicySize')).toBe('0')
    expect((await list(credentials(bare))).status).toBe(403)
    const listing = await federate(user, { Policy: allow('s3:*') })
    expect(Number(element(listing, 'PackedPolicySize'))).toBeGreaterThan(0)
    expect((await list(credentials(listing))).status).toBe(200)
    const location = await fixture.rest(credentials(listing), 'GET', '/lab?location')
    expect(location.status).toBe(403)
  })

  it('is who it says, calls neither IAM nor STS, and ends with its user', async () => {
    const user = await createUser(fixture, 'u', ['sts:*', 'iam:*'])
    const answer = await federate(user, { Policy: allow('*'), DurationSeconds: '129600' })
    expect(element(answer, 'FederatedUserId')).toBe(`${accountId}:guest`)
    expect(element(answer, 'Expiration')).toBe('2026-11-24T00:00:00Z')
    const session = credentials(answer)
    const who = await sts(session, 'GetCallerIdentity')
    expect([element(who, 'Arn'), element(who, 'UserId')]).toEqual([
      `arn:aws:sts::${accountId}:federated-user/guest`,
      `${accountId}:guest`,
    ])
    expect(refusal(await fixture.query(session, 'iam', { Action: 'ListUsers' }))).toEqual(invalidToken)
    const role = { RoleArn: `arn:aws:iam::${accountId}:role/any`, RoleSessionName: 'me' }
    expect(refusal(await sts(session, 'AssumeRole', role)).slice(0, 2)).toEqual([403, 'AccessDenied'])
    await iam(fixture, 'DeleteUserPolicy', { UserName: 'u', PolicyName: 'own' })
    await iam(fixture, 'DeleteAccessKey', { UserName: 'u', AccessKeyId: user.accessKeyId })
    await iam(fixture, 'DeleteUser', { UserName: 'u' })
    expect(refusal(await sts(session, 'GetCallerIdentity'))).toEqual(invalidToken)
  })

  it('has its tags in conditions', async () => {
    const user = await createUser(fixture, 'u', ['sts:*', 's3:*'])
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 's3:ListAllMyBuckets',
          Resource: '*',
          Condition: { StringEquals: { 'aws:PrincipalTag/team': 'red', 'aws:userid': `${accountId}:guest` } },
        },
      ],
    })
    const status = async (team: string) => {
      const tags = { 'Tags.member.1.Key': 'team', 'Tags.member.1.Value': team }
      const session = credentials(await federate(user, { Policy, ...tags }))
      return (await fixture.rest(session, 'GET', '/')).status
    }
    expect(await status('blue')).toBe(403)
    expect(await status('red')).toBe(200)
  })
})

describe('GetAccessKeyInfo', () => {
  it.each([
    [{}, 'Member must not be null'],
    [{ AccessKeyId: 'AKIA' }, 'Member must have length greater than or equal to 16'],
    [{ AccessKeyId: 'AKIA!!!!!!!!!!!!!!!!' }, 'Member must satisfy regular expression pattern'],
    [{ AccessKeyId: 'akia0000000000000000' }, 'akia0000000000000000 is invalid'],
  ])('answers ValidationError to %j', async (params, message) => {
    const [status, code, text] = refusal(await sts(fixture.aws.admin, 'GetAccessKeyInfo', params))
    expect([status, code]).toEqual([400, 'ValidationError'])
    expect(text).toContain(message)
  })

  it('needs permission', async () => {
    const user = await createUser(fixture, 'u')
    const AccessKeyId = user.accessKeyId
    expect(refusal(await sts(user, 'GetAccessKeyInfo', { AccessKeyId }))[1]).toBe('AccessDenied')
  })

  it('knows the account of long-term and temporary keys, whether they exist or not', async () => {
    const user = await createUser(fixture, 'u', ['sts:GetAccessKeyInfo'])
    const session = credentials(await sts(user, 'GetSessionToken'))
    for (const AccessKeyId of [user.accessKeyId, session.accessKeyId, `${user.accessKeyId.slice(0, 19)}A`]) {
      expect(element(await sts(user, 'GetAccessKeyInfo', { AccessKeyId }), 'Account')).toBe(accountId)
    }
  })
})
