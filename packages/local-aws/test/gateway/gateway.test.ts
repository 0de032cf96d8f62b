import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'
import { beforeEach, describe, expect, it } from 'vitest'

import { createLocalAws, type RawRequest, type RawResponse } from '@hallpass/local-aws'

import {
  accountId,
  createFixture,
  createSetup,
  credentials,
  type Fixture,
  refusal,
} from '../local-aws-fixture.ts'

let fixture: Fixture
beforeEach(() => {
  fixture = createFixture()
})

const form = ['Content-Type', 'application/x-www-form-urlencoded'] as const
const unsigned = (
  method: string,
  target: string,
  body = '',
  headers: readonly string[] = [],
): RawRequest => ({
  method,
  target,
  rawHeaders: ['Host', 'localhost:4566', ...headers],
  body: Buffer.from(body),
})

async function signedFor(
  service: string,
  request: { method: string; path: string; query?: Record<string, string> },
) {
  const signer = new SignatureV4({
    credentials: fixture.aws.admin,
    region: 'eu-west-1',
    service,
    sha256: Sha256,
    uriEscapePath: service !== 's3',
  })
  const { headers } = await signer.sign(
    { ...request, protocol: 'http:', hostname: 'localhost', headers: { host: 'localhost' } },
    { signingDate: fixture.clock.now },
  )
  const query = new URLSearchParams(request.query).toString().replaceAll('+', '%20')
  return fixture.aws.handle({
    method: request.method,
    target: query === '' ? request.path : `${request.path}?${query}`,
    rawHeaders: Object.entries(headers).flat(),
    body: Buffer.of(),
  })
}

const header = (response: RawResponse, name: string): string | undefined =>
  response.headers.find(([key]) => key.toLowerCase() === name)?.[1]

describe('an unsigned request', () => {
  it('in the query protocol misses its authentication token', async () => {
    const response = await fixture.aws.handle(
      unsigned('POST', '/', 'Action=GetCallerIdentity&Version=2011-06-15', form),
    )
    expect(refusal(response)).toEqual([
      403,
      'MissingAuthenticationToken',
      'Request is missing Authentication Token',
    ])
    expect(String(response.body)).toContain(
      '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">',
    )
    expect(fixture.log.at(-1)).toMatchObject({ action: 'sts:GetCallerIdentity', status: 403, who: undefined })
  })

  it('in the query protocol of IAM is answered as IAM answers', async () => {
    const response = await fixture.aws.handle(
      unsigned('POST', '/', 'Action=ListUsers&Version=2010-05-08', form),
    )
    expect(String(response.body)).toContain(
      '<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">',
    )
  })

  it('to a bucket is anonymous, and denied', async () => {
    const response = await fixture.aws.handle(unsigned('GET', '/bucket/key'))
    expect(response.status).toBeGreaterThanOrEqual(403)
    expect(String(response.body)).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\s*<Error><Code>/)
  })

  it('of a browser for the root leads to the console page', async () => {
    const response = await fixture.aws.handle(unsigned('GET', '/', '', ['Accept', 'text/html,*/*']))
    expect([response.status, header(response, 'location')]).toEqual([303, '/console'])
  })
})

describe('a signed request', () => {
  it('for an action that is not there answers 501 with its name', async () => {
    expect(
      refusal(await fixture.query(fixture.aws.admin, 'sts', { Action: 'GetDelegatedAccessToken' })),
    ).toEqual([501, 'NotImplemented', 'The local AWS does not have the action sts:GetDelegatedAccessToken.'])
  })

  it('for a service that is not there answers 501 with its name', async () => {
    const response = await signedFor('ec2', {
      method: 'GET',
      path: '/',
      query: { Action: 'RunInstances', Version: '2016-11-15' },
    })
    expect(refusal(response)).toEqual([
      501,
      'NotImplemented',
      'The local AWS does not have the action ec2:RunInstances.',
    ])
  })

  it('for a version that is not there, or without an action, is refused', async () => {
    const admin = fixture.aws.admin
    expect(
      refusal(await fixture.query(admin, 'sts', { Action: 'GetCallerIdentity', Version: '2010-05-08' })),
    ).toEqual([400, 'InvalidAction', 'Could not find operation GetCallerIdentity for version 2010-05-08'])
    expect(refusal(await fixture.query(admin, 'sts', {})).slice(0, 2)).toEqual([400, 'MissingAction'])
  })

  it('for one service does not pass as one for another by naming two scopes', async () => {
    const { aws, clock } = fixture
    const signer = new SignatureV4({
      credentials: aws.admin,
      region: 'us-east-1',
      service: 's3',
      sha256: Sha256,
    })
    const body = 'Action=GetCallerIdentity&Version=2011-06-15'
    const { headers } = await signer.sign(
      {
        method: 'POST',
        protocol: 'http:',
        hostname: 'localhost',
        path: '/',
        headers: { host: 'localhost', 'content-type': form[1] },
        body,
      },
      { signingDate: clock.now },
    )
    headers['authorization'] = headers['authorization']!.replace(
      'Credential=',
      `Credential=${aws.admin.accessKeyId}/20261122/us-east-1/sts/aws4_request, Credential=`,
    )
    const response = await aws.handle({
      method: 'POST',
      target: '/',
      rawHeaders: Object.entries(headers).flat(),
      body: Buffer.from(body),
    })
    expect(refusal(response)).toEqual([
      403,
      'SignatureDoesNotMatch',
      "Credential should be scoped to correct service: 'sts'. ",
    ])
  })

  it('may come by GET', async () => {
    const response = await signedFor('sts', {
      method: 'GET',
      path: '/',
      query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
    })
    expect(response.status).toBe(200)
  })

  it('by a user without policies is denied with the reason in the log and in IAM’s answer', async () => {
    const { issuer } = await createSetup(fixture)
    const response = await fixture.query(issuer, 'iam', { Action: 'CreateUser', UserName: 'eve' })
    expect(refusal(response)).toEqual([
      403,
      'AccessDenied',
      `User: arn:aws:iam::${accountId}:user/instruqt is not authorized to perform: iam:CreateUser on resource: arn:aws:iam::${accountId}:user/eve because no identity-based policy allows the iam:CreateUser action`,
    ])
    expect(fixture.log.at(-1)?.reason).toMatch(/^ImplicitlyDenied: /)
  })

  it('with an inactive key is refused like one that does not exist', async () => {
    const { issuer } = await createSetup(fixture)
    await fixture.query(fixture.aws.admin, 'iam', {
      Action: 'UpdateAccessKey',
      UserName: 'instruqt',
      AccessKeyId: issuer.accessKeyId,
      Status: 'Inactive',
    })
    const response = await fixture.query(issuer, 'sts', { Action: 'GetCallerIdentity' })
    expect(refusal(response).slice(0, 2)).toEqual([403, 'InvalidClientTokenId'])
  })

  it('sees the session in conditions: role, user id, source identity and address', async () => {
    const { issuer, roleArn } = await createSetup(fixture)
    const allowIf = (Condition: object) =>
      fixture.query(fixture.aws.admin, 'iam', {
        Action: 'PutRolePolicy',
        RoleName: 'InstruqtS3Access',
        PolicyName: 'iam',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 'iam:ListUsers', Resource: '*', Condition }],
        }),
      })
    const session = credentials(
      await fixture.query(issuer, 'sts', {
        Action: 'AssumeRole',
        RoleArn: roleArn,
        RoleSessionName: 'me',
        SourceIdentity: 'martijn',
      }),
    )
    const list = async () => (await fixture.query(session, 'iam', { Action: 'ListUsers' })).status
    await allowIf({ StringEquals: { 'aws:SourceIdentity': 'somebody' } })
    expect(await list()).toBe(403)
    await allowIf({ DateLessThan: { 'aws:TokenIssueTime': '2026-11-22T12:00:00Z' } })
    expect(await list()).toBe(403)
    await allowIf({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } })
    expect(await list()).toBe(403)
    await allowIf({
      StringEquals: {
        'aws:SourceIdentity': 'martijn',
        'aws:PrincipalType': 'AssumedRole',
        'aws:PrincipalAccount': accountId,
        'aws:RequestedRegion': 'us-east-1',
      },
      StringLike: { 'aws:userid': 'AROA*:me' },
      ArnEquals: { 'aws:PrincipalArn': roleArn },
      IpAddress: { 'aws:SourceIp': '127.0.0.0/8' },
      Bool: { 'aws:SecureTransport': 'true', 'aws:MultiFactorAuthPresent': 'false' },
      DateEquals: { 'aws:CurrentTime': '2026-11-22T12:00:00Z', 'aws:TokenIssueTime': '2026-11-22T12:00:00Z' },
    })
    expect(await list()).toBe(200)
  })
})

describe('what is too large', () => {
  it('is refused in the words of the service', async () => {
    const body = 'a'.repeat(16 * 1024 * 1024 + 1)
    expect(refusal(await fixture.aws.handle(unsigned('PUT', '/b?policy', body))).slice(0, 2)).toEqual([
      400,
      'EntityTooLarge',
    ])
    expect(refusal(await fixture.aws.handle(unsigned('POST', '/', body, form))).slice(0, 2)).toEqual([
      413,
      'RequestEntityTooLarge',
    ])
    expect((await fixture.aws.handle(unsigned('GET', `/${'a'.repeat(40_000)}`))).status).toBe(414)
    expect((await fixture.aws.handle(unsigned('GET', '/', '', ['X', 'a'.repeat(70_000)]))).status).toBe(400)
  })
})

describe('createLocalAws', () => {
  it('refuses an account that is none, and a region that is none', () => {
    expect(() => createLocalAws({ accountId: '1234' })).toThrow(TypeError)
    expect(() => createLocalAws({ region: 'nowhere' })).toThrow(TypeError)
  })

  it('makes a new administrator’s key each time, and a session is good in its own instance only', async () => {
    const other = createFixture()
    expect(other.aws.admin).not.toEqual(fixture.aws.admin)
    const { issuer, roleArn } = await createSetup(fixture)
    const session = credentials(
      await fixture.query(issuer, 'sts', { Action: 'AssumeRole', RoleArn: roleArn, RoleSessionName: 'me' }),
    )
    const response = await other.query(session, 'sts', { Action: 'GetCallerIdentity' })
    expect(refusal(response).slice(0, 2)).toEqual([403, 'InvalidClientTokenId'])
  })

  it('takes the administrator’s key it is given', async () => {
    const admin = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' }
    expect(createLocalAws({ admin }).admin).toEqual(admin)
  })
})
