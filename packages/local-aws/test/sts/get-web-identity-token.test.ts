import { createLocalJWKSet, createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'

import type { Listening, RawResponse } from '@hallpass/local-aws'
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

const otherAccount = '444455556666'
const audience = 'https://api.example.com'
const usual = { 'Audience.member.1': audience, SigningAlgorithm: 'ES384' }
const tag = { 'Tags.member.1.Key': 'job', 'Tags.member.1.Value': '7' }

let fixture: Fixture
let anna: Keys
const open: Listening[] = []

beforeEach(async () => {
  fixture = createFixture({ accounts: [accountId, otherAccount] })
  anna = await createUser(fixture, 'anna')
})

afterAll(async () => {
  for (const server of open) await server.close()
})

const ask = (params: Record<string, string> = {}, keys: Keys = anna) =>
  fixture.query(keys, 'sts', { Action: 'GetWebIdentityToken', ...usual, ...params })
const token = async (params: Record<string, string> = {}, keys: Keys = anna): Promise<string> =>
  element(await ask(params, keys), 'WebIdentityToken') ?? ''
const enable = async (keys: Keys = fixture.aws.admin): Promise<string> => {
  const answer = await fixture.query(keys, 'iam', { Action: 'EnableOutboundWebIdentityFederation' })
  return element(answer, 'IssuerIdentifier') ?? ''
}
const may = (Action: string | readonly string[], more: object = {}, UserName = 'anna') =>
  iam(fixture, 'PutUserPolicy', {
    UserName,
    PolicyName: 'own',
    PolicyDocument: allow(typeof Action === 'string' ? [Action] : Action, { Resource: '*', ...more }),
  })
const fetched = async (url: string, method = 'GET'): Promise<RawResponse> =>
  fixture.aws.handle({
    method,
    target: new URL(url).pathname,
    rawHeaders: ['Host', new URL(url).host],
    body: new Uint8Array(),
  })
const denied = (action: string) => [
  403,
  'AccessDenied',
  `User: arn:aws:iam::${accountId}:user/anna is not authorized to perform: ${action} on resource: * because no identity-based policy allows the ${action} action`,
]

describe('GetWebIdentityToken, refused', () => {
  it('until the account issues tokens, and again when it does not any more', async () => {
    await may('sts:GetWebIdentityToken')
    const disabled = [403, 'OutboundWebIdentityFederationDisabledException']
    expect(refusal(await ask()).slice(0, 2)).toEqual(disabled)
    await enable()
    expect((await ask()).status).toBe(200)
    await iam(fixture, 'DisableOutboundWebIdentityFederation', {})
    expect(refusal(await ask()).slice(0, 2)).toEqual(disabled)
  })

  it('to whoever may not, or may not with these tags', async () => {
    await enable()
    expect(refusal(await ask())).toEqual(denied('sts:GetWebIdentityToken'))
    await may('sts:GetWebIdentityToken')
    expect(refusal(await ask(tag))).toEqual(denied('sts:TagGetWebIdentityToken'))
    await may(['sts:GetWebIdentityToken', 'sts:TagGetWebIdentityToken'], {
      Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['stage'] } },
    })
    expect(refusal(await ask(tag))[1]).toBe('AccessDenied')
  })

  it('for another audience, algorithm or duration than a policy allows', async () => {
    await enable()
    await may('sts:GetWebIdentityToken', {
      Condition: {
        'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': audience },
        StringEquals: { 'sts:SigningAlgorithm': 'ES384' },
        NumericLessThanEquals: { 'sts:DurationSeconds': 300 },
      },
    })
    expect((await ask()).status).toBe(200)
    for (const [name, value] of [
      ['Audience.member.2', 'other'],
      ['SigningAlgorithm', 'RS256'],
      ['DurationSeconds', '301'],
    ] as const) {
      expect(refusal(await ask({ [name]: value }))).toEqual(denied('sts:GetWebIdentityToken'))
    }
  })

  it.each([
    [{ 'Audience.member.1': '' }],
    [{ 'Audience.member.1': 'x'.repeat(1001) }],
    [Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`Audience.member.${n + 1}`, `a${n}`]))],
    [{ DurationSeconds: '59' }],
    [{ DurationSeconds: '3601' }],
    [{ SigningAlgorithm: 'HS256' }],
    [{ SigningAlgorithm: 'none' }],
    [{ 'Tags.member.1.Key': '', 'Tags.member.1.Value': '' }],
  ])('for %j, which is not as the model has it', async (params: Record<string, string>) => {
    await enable()
    await may('sts:*')
    expect(refusal(await ask(params)).slice(0, 2)).toEqual([400, 'ValidationError'])
  })

  it('when the session would end before the token, and to sessions of GetSessionToken', async () => {
    await enable()
    const { issuer, roleArn } = await createSetup(fixture)
    await iam(fixture, 'PutRolePolicy', {
      RoleName: roleArn.slice(roleArn.lastIndexOf('/') + 1),
      PolicyName: 'tokens',
      PolicyDocument: allow(['sts:GetWebIdentityToken']),
    })
    const params = { RoleArn: roleArn, RoleSessionName: 'me', DurationSeconds: '900' }
    const role = credentials(await fixture.query(issuer, 'sts', { Action: 'AssumeRole', ...params }))
    expect((await ask({ DurationSeconds: '900' }, role)).status).toBe(200)
    expect(refusal(await ask({ DurationSeconds: '901' }, role)).slice(0, 2)).toEqual([
      403,
      'SessionDurationEscalationException',
    ])
    await may('sts:*')
    const session = credentials(await fixture.query(anna, 'sts', { Action: 'GetSessionToken' }))
    expect(refusal(await ask({}, session))[1]).toBe('AccessDenied')
  })
})

describe('a web identity token', () => {
  it('says who a user is, for five minutes, and what the request adds', async () => {
    const iss = await enable()
    await may('sts:*')
    await iam(fixture, 'TagUser', {
      UserName: 'anna',
      'Tags.member.1.Key': 'team',
      'Tags.member.1.Value': 'red',
    })
    const now = fixture.clock.now.getTime() / 1000
    const answer = await ask({ ...tag, 'Audience.member.2': 'other' })
    expect(element(answer, 'Expiration')).toBe('2026-11-22T12:05:00Z')
    const claims = decodeJwt(element(answer, 'WebIdentityToken') ?? '')
    expect(claims).toEqual({
      iss,
      aud: [audience, 'other'],
      sub: `arn:aws:iam::${accountId}:user/anna`,
      iat: now,
      exp: now + 300,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      'https://sts.amazonaws.com/': {
        aws_account: accountId,
        source_region: 'us-east-1',
        org_id: 'o-exampleorgid',
        ou_path: 'o-exampleorgid/r-examplerootid111/',
        principal_id: `arn:aws:iam::${accountId}:user/anna`,
        principal_tags: { team: 'red' },
        request_tags: { job: '7' },
      },
    })
    expect(decodeJwt(await token())['aud']).toBe(audience)
  })

  it('names the role of a session, with its tags and its end', async () => {
    await enable()
    const { issuer, roleArn } = await createSetup(fixture)
    const RoleName = roleArn.slice(roleArn.lastIndexOf('/') + 1)
    await iam(fixture, 'PutRolePolicy', {
      RoleName,
      PolicyName: 'tokens',
      PolicyDocument: allow(['sts:GetWebIdentityToken']),
    })
    await iam(fixture, 'TagRole', { RoleName, 'Tags.member.1.Key': 'team', 'Tags.member.1.Value': 'blue' })
    const params = { RoleArn: roleArn, RoleSessionName: 'me' }
    const role = credentials(await fixture.query(issuer, 'sts', { Action: 'AssumeRole', ...params }))
    expect(decodeJwt(await token({}, role))).toMatchObject({
      sub: roleArn,
      'https://sts.amazonaws.com/': {
        principal_id: roleArn,
        principal_tags: { team: 'blue' },
        original_session_exp: '2026-11-22T13:00:00Z',
      },
    })
  })

  it('is in no log and no event', async () => {
    await enable()
    await may('sts:*')
    const made = await token()
    expect(made).toMatch(/^ey[\w-]+\.ey[\w-]+\.[\w-]+$/)
    expect(JSON.stringify([fixture.log, fixture.aws.events()])).not.toContain(made.slice(-40))
  })

  it('is verified by whoever fetches its issuer’s documents, and by no other issuer’s', async () => {
    const server = await fixture.aws.listen()
    open.push(server)
    const base = new URL(server.url)
    fixture.clock.now = new Date()
    const signed = (url: string) => url.replace('http://localhost', base.origin)
    const issuer = signed(await enable())
    await may('sts:*')
    const discovery = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()
    expect(discovery).toMatchObject({ issuer, jwks_uri: `${issuer}/.well-known/jwks.json` })
    const keys = createRemoteJWKSet(new URL(String(Object(discovery).jwks_uri)))
    for (const SigningAlgorithm of ['RS256', 'ES384']) {
      const made = await token({ SigningAlgorithm })
      const { protectedHeader, payload } = await jwtVerify(made, keys, { audience })
      expect(protectedHeader).toMatchObject({ alg: SigningAlgorithm, typ: 'JWT' })
      expect(payload.sub).toBe(`arn:aws:iam::${accountId}:user/anna`)
      await expect(jwtVerify(made, keys, { audience: 'other' })).rejects.toThrow()
    }
    const stranger = createFixture()
    const other = await stranger.query(stranger.aws.admin, 'iam', {
      Action: 'EnableOutboundWebIdentityFederation',
    })
    const path = `${new URL(element(other, 'IssuerIdentifier') ?? '').pathname}/.well-known/jwks.json`
    const strangers = await stranger.aws.handle({
      method: 'GET',
      target: path,
      rawHeaders: ['Host', 'localhost'],
      body: new Uint8Array(),
    })
    await expect(
      jwtVerify(await token(), createLocalJWKSet(JSON.parse(String(strangers.body)))),
    ).rejects.toThrow()
  })

  it('lets its bearer into no role, though one trusts its issuer: AWS’s tokens are for services elsewhere', async () => {
    const server = await fixture.aws.listen()
    open.push(server)
    fixture.clock.now = new Date()
    await enable()
    await may('sts:*')
    const host = new URL(server.url).host
    // Asked at the port, as an SDK would, so that the issuer is there.
    const made = await overPort(server.url, anna)
    const issuer = String(decodeJwt(made)['iss'])
    expect(issuer).toMatch(new RegExp(`^http://${host}/_tokens/[0-9a-f-]{36}$`))
    const admin = credentials(
      await fixture.query(fixture.aws.admin, 'sts', {
        Action: 'AssumeRole',
        RoleArn: `arn:aws:iam::${otherAccount}:role/OrganizationAccountAccessRole`,
        RoleSessionName: 'admin',
      }),
    )
    const there = (Action: string, params: Record<string, string>) =>
      fixture.query(admin, 'iam', { Action, ...params })
    await there('CreateOpenIDConnectProvider', { Url: issuer, 'ClientIDList.member.1': audience })
    const provider = issuer.replace('http://', '')
    const RoleArn = `arn:aws:iam::${otherAccount}:role/Partner`
    await there('CreateRole', {
      RoleName: 'Partner',
      AssumeRolePolicyDocument: allow(['sts:AssumeRoleWithWebIdentity'], {
        Principal: { Federated: `arn:aws:iam::${otherAccount}:oidc-provider/${provider}` },
        Condition: { StringEquals: { [`${provider}:sub`]: `arn:aws:iam::${accountId}:user/anna` } },
      }),
    })
    const assume = async (WebIdentityToken: string) => {
      const body = new URLSearchParams({
        Action: 'AssumeRoleWithWebIdentity',
        Version: '2011-06-15',
        RoleArn,
        RoleSessionName: 'anna',
        WebIdentityToken,
      }).toString()
      return fixture.aws.handle({
        method: 'POST',
        target: '/',
        rawHeaders: ['Host', host, 'Content-Type', 'application/x-www-form-urlencoded'],
        body: Buffer.from(body),
      })
    }
    expect(refusal(await assume(made)).slice(0, 2)).toEqual([400, 'InvalidIdentityToken'])
  })
})

describe('an issuer of tokens', () => {
  it('is enabled and disabled by whoever may, and told what it is already', async () => {
    const as = (keys: Keys, Action: string) => fixture.query(keys, 'iam', { Action })
    for (const verb of ['Enable', 'Disable']) {
      const action = `${verb}OutboundWebIdentityFederation`
      expect(refusal(await as(anna, action))).toEqual(denied(`iam:${action}`))
    }
    const { admin } = fixture.aws
    const info = 'GetOutboundWebIdentityFederationInfo'
    expect(refusal(await as(anna, info))).toEqual(denied(`iam:${info}`))
    expect(refusal(await as(admin, info)).slice(0, 2)).toEqual([404, 'FeatureDisabled'])
    const issuer = await enable()
    expect(refusal(await as(admin, 'EnableOutboundWebIdentityFederation')).slice(0, 2)).toEqual([
      409,
      'FeatureEnabled',
    ])
    expect(element(await as(admin, info), 'IssuerIdentifier')).toBe(issuer)
    expect(element(await as(admin, info), 'JwtVendingEnabled')).toBe('true')
  })

  it('is enabled once by two who ask at the same time', async () => {
    const answers = await Promise.all(
      [0, 1].map(() =>
        fixture.query(fixture.aws.admin, 'iam', {
          Action: 'EnableOutboundWebIdentityFederation',
        }),
      ),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 409]))
  })

  it('keeps its address and its keys, which go on being there when it is disabled', async () => {
    const issuer = await enable()
    await may('sts:*')
    const made = await token()
    await iam(fixture, 'DisableOutboundWebIdentityFederation', {})
    const keys = JSON.parse(String((await fetched(`${issuer}/.well-known/jwks.json`)).body))
    const verify = (text: string) =>
      jwtVerify(text, createLocalJWKSet(keys), { currentDate: fixture.clock.now })
    expect((await verify(made)).payload.iss).toBe(issuer)
    expect(await enable()).toBe(issuer)
    expect((await verify(await token())).payload.iss).toBe(issuer)
  })

  it('shows public keys only, and of an issuer or a document that is none nothing', async () => {
    const issuer = await enable()
    const { status, body } = await fetched(`${issuer}/.well-known/jwks.json`)
    expect(status).toBe(200)
    const { keys } = JSON.parse(String(body))
    expect(keys.map((key: object) => Object.keys(key).toSorted().join())).toEqual([
      'alg,e,kid,kty,n,use',
      'alg,crv,kid,kty,use,x,y',
    ])
    for (const url of [
      `${issuer}/.well-known/other`,
      issuer,
      issuer.replace(/[^/]+$/, '0/.well-known/jwks.json'),
    ]) {
      expect((await fetched(url)).status).toBe(404)
    }
    expect((await fetched(`${issuer}/.well-known/jwks.json`, 'DELETE')).status).toBe(404)
    expect((await fetched(`${issuer}/.well-known/jwks.json`, 'HEAD')).status).toBe(200)
  })

  it('is at the host it is asked for at: http, but https under a name of AWS’s', async () => {
    await enable()
    const at = async (host: string) =>
      Object(
        JSON.parse(
          String(
            (
              await fixture.aws.handle({
                method: 'GET',
                target: `${new URL(await current()).pathname}/.well-known/openid-configuration`,
                rawHeaders: ['Host', host],
                body: new Uint8Array(),
              })
            ).body,
          ),
        ),
      ).issuer
    const current = async () =>
      element(
        await fixture.query(fixture.aws.admin, 'iam', { Action: 'GetOutboundWebIdentityFederationInfo' }),
        'IssuerIdentifier',
      ) ?? ''
    const id = new URL(await current()).pathname
    expect(await at('127.0.0.1:4566')).toBe(`http://127.0.0.1:4566${id}`)
    expect(await at('[::1]:4566')).toBe(`http://[::1]:4566${id}`)
    expect(await at('lab-aws:4566')).toBe(`http://lab-aws:4566${id}`)
    expect(await at('sts.eu-west-1.amazonaws.com')).toBe(`https://sts.eu-west-1.amazonaws.com${id}`)
  })
})

/** A token that is asked for over HTTP. */
async function overPort(url: string, keys: Keys): Promise<string> {
  const { STSClient, GetWebIdentityTokenCommand } = await import('@aws-sdk/client-sts')
  const client = new STSClient({ endpoint: url, region: 'us-east-1', credentials: keys, maxAttempts: 1 })
  const { WebIdentityToken = '' } = await client.send(
    new GetWebIdentityTokenCommand({ Audience: [audience], SigningAlgorithm: 'ES384' }),
  )
  client.destroy()
  return WebIdentityToken
}
