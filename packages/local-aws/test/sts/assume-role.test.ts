import { beforeEach, describe, expect, it } from 'vitest'

import {
  accountId,
  createFixture,
  createSetup,
  credentials,
  element,
  type Fixture,
  type Keys,
  refusal,
} from '../local-aws-fixture.ts'

let fixture: Fixture
let issuer: Keys
let roleArn: string

beforeEach(async () => {
  fixture = createFixture()
  ;({ issuer, roleArn } = await createSetup(fixture))
})

const assume = (params: Record<string, string> = {}, keys: Keys = issuer) =>
  fixture.query(keys, 'sts', {
    Action: 'AssumeRole',
    RoleArn: roleArn,
    RoleSessionName: 'identified@domain.ext',
    ...params,
  })

const admin = (params: Record<string, string>) => fixture.query(fixture.aws.admin, 'iam', params)

const who = (keys: Keys) => fixture.query(keys, 'sts', { Action: 'GetCallerIdentity' })

const denial = (resource: string, action = 'sts:AssumeRole') =>
  `User: arn:aws:iam::${accountId}:user/instruqt is not authorized to perform: ${action} on resource: ${resource}`

describe('AssumeRole, refused', () => {
  it('says the same for a role that does not exist and for one that refuses, and the log says which', async () => {
    const absent = `${roleArn}Absent`
    expect(refusal(await assume({ RoleArn: absent }))).toEqual([403, 'AccessDenied', denial(absent)])
    expect(fixture.log.at(-1)?.reason).toContain('there is no role')
    await admin({
      Action: 'UpdateAssumeRolePolicy',
      RoleName: 'InstruqtS3Access',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: '999999999999' } }],
      }),
    })
    expect(refusal(await assume())).toEqual([403, 'AccessDenied', denial(roleArn)])
    expect(fixture.log.at(-1)?.reason).toContain('ImplicitlyDenied')
  })

  it('needs the permission of the caller as well when the trust names the account', async () => {
    await admin({ Action: 'DeleteUserPolicy', UserName: 'instruqt', PolicyName: 'assume' })
    expect(refusal(await assume())).toEqual([403, 'AccessDenied', denial(roleArn)])
  })

  it.each([
    [
      { RoleSessionName: 'Session1:2' },
      String.raw`1 validation error detected: Value 'Session1:2' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+=,.@-]*`,
    ],
    [
      { RoleSessionName: 'x', DurationSeconds: '60' },
      "2 validation errors detected: Value 'x' at 'roleSessionName' failed to satisfy constraint: Member must have length greater than or equal to 2; Value '60' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
    ],
    [
      { DurationSeconds: '43201' },
      "1 validation error detected: Value '43201' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 43200",
    ],
    [{ RoleArn: 'arn:aws:iam::roleAbcdefgh' }, 'arn:aws:iam::roleAbcdefgh is invalid'],
    [
      { ExternalId: 'a b' },
      String.raw`1 validation error detected: Value 'a b' at 'externalId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+=,.@:\/-]*`,
    ],
    [
      { SourceIdentity: 'aws:me' },
      String.raw`1 validation error detected: Value 'aws:me' at 'sourceIdentity' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+=,.@-]*`,
    ],
    [
      { DurationSeconds: '3601' },
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    ],
  ])('answers ValidationError to %j', async (params, message) => {
    expect(refusal(await assume(params))).toEqual([400, 'ValidationError', message])
  })

  it('asks for the names that are missing, all of them at once', async () => {
    const response = await fixture.query(issuer, 'sts', { Action: 'AssumeRole' })
    expect(refusal(response)).toEqual([
      400,
      'ValidationError',
      "2 validation errors detected: Value null at 'roleArn' failed to satisfy constraint: Member must not be null; Value null at 'roleSessionName' failed to satisfy constraint: Member must not be null",
    ])
  })

  it.each([
    [
      {
        'Tags.member.1.Key': 'a',
        'Tags.member.1.Value': '1',
        'Tags.member.2.Key': 'A',
        'Tags.member.2.Value': '2',
      },
      'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    ],
    [
      { 'TransitiveTagKeys.member.1': 'a' },
      'The specified transitive tag key must be included in the requested tags.',
    ],
  ])('answers InvalidParameterValue to %j', async (params, message) => {
    expect(refusal(await assume(params))).toEqual([400, 'InvalidParameterValue', message])
  })

  it('refuses a session policy that is no policy', async () => {
    expect(refusal(await assume({ Policy: '{"Statement":' })).slice(0, 2)).toEqual([
      400,
      'MalformedPolicyDocument',
    ])
  })

  it('refuses tags that fill more than AWS allots', async () => {
    const random = Array.from({ length: 9 }, (_, index) => [
      [`Tags.member.${index + 1}.Key`, `key${index}`],
      [
        `Tags.member.${index + 1}.Value`,
        Buffer.from(crypto.getRandomValues(new Uint8Array(120))).toString('hex'),
      ],
    ]).flat()
    const [status, code, message] = refusal(await assume(Object.fromEntries(random)))
    expect([status, code]).toEqual([400, 'PackedPolicyTooLarge'])
    expect(message).toMatch(/^Packed size of session tags consumes \d+% of allotted space\.$/)
  })

  it('refuses a chained session of more than an hour, and a wrong external id', async () => {
    await admin({ Action: 'UpdateRole', RoleName: 'InstruqtS3Access', MaxSessionDuration: '43200' })
    await admin({
      Action: 'PutRolePolicy',
      RoleName: 'InstruqtS3Access',
      PolicyName: 'chain',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'sts:*', Resource: '*' }],
      }),
    })
    const session = credentials(await assume({ DurationSeconds: '43200' }))
    expect(refusal(await assume({ DurationSeconds: '3601' }, session))).toEqual([
      400,
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    ])
    expect((await assume({ DurationSeconds: '3600' }, session)).status).toBe(200)
  })
})

describe('AssumeRole, allowed', () => {
  it('answers credentials, the session’s arn and id, and nothing about a packed size', async () => {
    const response = await assume()
    expect(response.status).toBe(200)
    expect(element(response, 'Arn')).toBe(
      `arn:aws:sts::${accountId}:assumed-role/InstruqtS3Access/identified@domain.ext`,
    )
    expect(element(response, 'AssumedRoleId')).toMatch(/^AROA[A-Z2-7]{17}:identified@domain\.ext$/)
    expect(element(response, 'AccessKeyId')).toMatch(/^ASIA[A-Z2-7]{16}$/)
    expect(element(response, 'SecretAccessKey')).toHaveLength(40)
    expect(element(response, 'Expiration')).toBe('2026-11-22T13:00:00Z')
    expect(element(response, 'PackedPolicySize')).toBeUndefined()
    expect(response.headers).toContainEqual(['x-amzn-RequestId', element(response, 'RequestId')])
    expect(String(response.body)).toMatch(
      /^<AssumeRoleResponse xmlns="https:\/\/sts\.amazonaws\.com\/doc\/2011-06-15\/"><AssumeRoleResult>/,
    )
  })

  it('gives a session that is who it says, whatever is denied to it', async () => {
    const deny = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }],
    })
    const session = credentials(await assume({ Policy: deny }))
    const response = await fixture.query(session, 'sts', { Action: 'GetCallerIdentity' })
    expect(element(response, 'Arn')).toBe(
      `arn:aws:sts::${accountId}:assumed-role/InstruqtS3Access/identified@domain.ext`,
    )
    expect(element(response, 'Account')).toBe(accountId)
    expect(element(response, 'UserId')).toMatch(/^AROA/)
  })

  it('tells a packed size when there are tags, and hands on the transitive ones and the source identity', async () => {
    await admin({
      Action: 'PutRolePolicy',
      RoleName: 'InstruqtS3Access',
      PolicyName: 'chain',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: 'sts:*',
            Resource: '*',
            Condition: { StringEquals: { 'aws:PrincipalTag/team': 'red', 'aws:SourceIdentity': 'martijn' } },
          },
        ],
      }),
    })
    const response = await assume({
      'Tags.member.1.Key': 'team',
      'Tags.member.1.Value': 'red',
      'TransitiveTagKeys.member.1': 'team',
      SourceIdentity: 'martijn',
    })
    expect(Number(element(response, 'PackedPolicySize'))).toBeGreaterThan(0)
    expect(element(response, 'SourceIdentity')).toBe('martijn')
    const second = credentials(await assume({}, credentials(response)))
    const third = await assume({}, second)
    expect(element(third, 'SourceIdentity')).toBe('martijn')
    expect(refusal(await assume({ SourceIdentity: 'somebody' }, second)).slice(0, 2)).toEqual([
      403,
      'AccessDenied',
    ])
  })

  it('lets a trust policy ask for an external id', async () => {
    const other = createFixture()
    const setup = await createSetup(other, { Condition: { StringEquals: { 'sts:ExternalId': 'abc-123' } } })
    const ask = (params: Record<string, string>) =>
      other.query(setup.issuer, 'sts', {
        Action: 'AssumeRole',
        RoleArn: setup.roleArn,
        RoleSessionName: 'ab',
        ...params,
      })
    expect((await ask({})).status).toBe(403)
    expect((await ask({ ExternalId: 'abc-124' })).status).toBe(403)
    expect((await ask({ ExternalId: 'abc-123' })).status).toBe(200)
  })
})

describe('the credentials of a session', () => {
  it('are refused with a changed token, a changed secret, no token, or the token of another key', async () => {
    const session = credentials(await assume())
    const other = credentials(await assume())
    const { sessionToken } = session
    const flipped = `${sessionToken.slice(0, 60)}${sessionToken[60] === 'A' ? 'B' : 'A'}${sessionToken.slice(61)}`
    const invalid = [403, 'InvalidClientTokenId', 'The security token included in the request is invalid.']
    expect(refusal(await who({ ...session, sessionToken: flipped }))).toEqual(invalid)
    expect(refusal(await who({ ...session, sessionToken: `${sessionToken} ` }))).toEqual(invalid)
    expect(refusal(await who({ ...session, sessionToken: other.sessionToken }))).toEqual(invalid)
    expect(
      refusal(await who({ accessKeyId: session.accessKeyId, secretAccessKey: session.secretAccessKey })),
    ).toEqual(invalid)
    expect(refusal(await who({ ...session, secretAccessKey: other.secretAccessKey })).slice(0, 2)).toEqual([
      403,
      'SignatureDoesNotMatch',
    ])
    expect(refusal(await who({ ...issuer, sessionToken }))).toEqual(invalid)
  })

  it('expire to the second', async () => {
    const session = credentials(await assume({ DurationSeconds: '900' }))
    fixture.clock.now = new Date('2026-11-22T12:14:59.999Z')
    expect((await who(session)).status).toBe(200)
    fixture.clock.now = new Date('2026-11-22T12:15:00Z')
    expect(refusal(await who(session))).toEqual([
      403,
      'ExpiredToken',
      'The security token included in the request is expired',
    ])
  })

  it('end with their role, also when it is made again under the same name', async () => {
    const session = credentials(await assume())
    await admin({
      Action: 'DeleteRolePolicy',
      RoleName: 'InstruqtS3Access',
      PolicyName: 'InstruqtS3AccessPolicy',
    })
    await admin({ Action: 'DeleteRole', RoleName: 'InstruqtS3Access' })
    expect(refusal(await who(session)).slice(0, 2)).toEqual([403, 'InvalidClientTokenId'])
    await admin({
      Action: 'CreateRole',
      RoleName: 'InstruqtS3Access',
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: '*' }],
      }),
    })
    expect(refusal(await who(session)).slice(0, 2)).toEqual([403, 'InvalidClientTokenId'])
  })
})
