import { beforeEach, describe, expect, it } from 'vitest'

import type { RawResponse } from '@hallpass/local-aws'

import {
  accountId,
  allow,
  createFixture,
  credentials,
  element,
  type Fixture,
  iam,
  refusal,
} from '../local-aws-fixture.ts'
import { createTokenIssuer, issuerUrl, type TokenIssuer } from './token-issuer.ts'

const RoleArn = `arn:aws:iam::${accountId}:role/Visitor`
const providerArn = `arn:aws:iam::${accountId}:oidc-provider/idp.example.com/tenant`
const prefix = 'idp.example.com/tenant'
const invalid = (message: string) => [400, 'InvalidIdentityToken', message]

let fixture: Fixture
let issuer: TokenIssuer
/** What happens before the provider answers. */
let meanwhile: () => Promise<unknown>

beforeEach(async () => {
  const clock = { now: () => new Date() }
  issuer = createTokenIssuer(() => clock.now())
  meanwhile = async () => {}
  fixture = createFixture({
    fetchDocument: async (url) => {
      await meanwhile()
      return issuer.fetchDocument(url)
    },
  })
  clock.now = () => fixture.clock.now
  await iam(fixture, 'CreateOpenIDConnectProvider', {
    Url: issuerUrl,
    'ClientIDList.member.1': 'hallpass',
  })
  await iam(fixture, 'CreateRole', { RoleName: 'Visitor', AssumeRolePolicyDocument: trust() })
  await iam(fixture, 'PutRolePolicy', {
    RoleName: 'Visitor',
    PolicyName: 'lab',
    PolicyDocument: allow('s3:*'),
  })
})

const trust = (
  Condition: object = { StringEquals: { [`${prefix}:aud`]: 'hallpass' } },
  Action: readonly string[] = ['sts:AssumeRoleWithWebIdentity'],
) => allow(Action, { Principal: { Federated: providerArn }, Condition })

const setTrust = (PolicyDocument: string) =>
  iam(fixture, 'UpdateAssumeRolePolicy', { RoleName: 'Visitor', PolicyDocument })

/** Sends the request as every SDK does: without a signature. */
function assume(WebIdentityToken: string, params: Record<string, string> = {}): Promise<RawResponse> {
  const body = new URLSearchParams({
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn,
    RoleSessionName: 'anna',
    WebIdentityToken,
    ...params,
  })
  return fixture.aws.handle({
    method: 'POST',
    target: '/',
    rawHeaders: ['Host', 'localhost', 'Content-Type', 'application/x-www-form-urlencoded'],
    body: Buffer.from(body.toString()),
  })
}

describe('AssumeRoleWithWebIdentity, refused', () => {
  it('for what is no token, and never shows it', async () => {
    expect(refusal(await assume('not.a.token'))).toEqual(
      invalid(
        'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
      ),
    )
    expect(refusal(await assume('ab'))).toEqual([
      400,
      'ValidationError',
      "1 validation error detected: Value at 'webIdentityToken' failed to satisfy constraint: Member must have length greater than or equal to 4",
    ])
  })

  it('for a provider that is deleted while it is asked for its keys', async () => {
    meanwhile = async () => {
      meanwhile = async () => {}
      await iam(fixture, 'DeleteOpenIDConnectProvider', { OpenIDConnectProviderArn: providerArn })
    }
    expect(refusal(await assume(issuer.token()))).toEqual(
      invalid(`No OpenIDConnect provider found in your account for ${issuerUrl}`),
    )
    expect(issuer.asked.length).toBeGreaterThan(0)
  })

  it('for an issuer that is not registered, before anybody is asked', async () => {
    expect(refusal(await assume(issuer.token({ iss: 'https://evil.example.com' })))).toEqual(
      invalid('No OpenIDConnect provider found in your account for https://evil.example.com'),
    )
    expect(issuer.asked).toEqual([])
  })

  it('for a signature by another key', async () => {
    expect(refusal(await assume(issuer.token({}, { key: 'other' }))).slice(0, 2)).toEqual([
      400,
      'InvalidIdentityToken',
    ])
    expect(refusal(await assume(issuer.token({}, { key: 'rsa', header: { alg: 'ES256' } })))[0]).toBe(400)
  })

  it.each([
    [{ exp: undefined }, 'Missing a required claim: exp'],
    [{ iat: undefined }, 'Missing a required claim: iat'],
    [{ aud: undefined }, 'Missing a required claim: aud'],
    [{ sub: undefined }, 'Missing a required claim: sub'],
    [{ aud: 'another' }, 'Incorrect token audience'],
    [{ azp: 'another' }, 'Incorrect token audience'],
    [{ aud: ['another', 'hallpass'] }, 'Incorrect token audience'],
  ])('for the claims %j', async (claims, message) => {
    expect(refusal(await assume(issuer.token(claims)))).toEqual(invalid(message))
  })

  it('for a token that has expired, to the second, and for one from the future', async () => {
    const seconds = fixture.clock.now.getTime() / 1000
    expect(refusal(await assume(issuer.token({ exp: seconds })))).toEqual([
      400,
      'ExpiredTokenException',
      `Token expired: current date/time ${seconds} must be before the expiration date/time ${seconds}`,
    ])
    expect((await assume(issuer.token({ exp: seconds + 1 }))).status).toBe(200)
    expect(refusal(await assume(issuer.token({ nbf: seconds + 61 })))[1]).toBe('InvalidIdentityToken')
    expect(refusal(await assume(issuer.token({ iat: seconds + 61 })))[1]).toBe('InvalidIdentityToken')
    expect((await assume(issuer.token({ iat: seconds + 60 }))).status).toBe(200)
  })

  it('where the provider does not answer, or answers what is no use', async () => {
    const token = issuer.token()
    const [configuration = '', keys = ''] = issuer.documents.keys()
    issuer.documents.set(keys, '{"keys":[]}')
    const noKey = invalid(
      "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
    )
    expect(refusal(await assume(token))).toEqual(noKey)
    fixture.clock.now = new Date(fixture.clock.now.getTime() + 11_000)
    issuer.documents.delete(keys)
    expect(refusal(await assume(token)).slice(0, 2)).toEqual([400, 'IDPCommunicationError'])
    for (const text of [
      'no JSON',
      '[]',
      JSON.stringify({ issuer: 'https://evil.example.com', jwks_uri: `${issuerUrl}/keys` }),
      JSON.stringify({ issuer: issuerUrl, jwks_uri: 'http://169.254.169.254/latest' }),
      JSON.stringify({ issuer: issuerUrl, jwks_uri: 'file:///etc/passwd' }),
    ]) {
      issuer.documents.set(configuration, text)
      expect(refusal(await assume(token))).toEqual(noKey)
    }
    expect(issuer.asked.filter((url) => !url.startsWith(issuerUrl))).toEqual([])
  })

  it.each([
    [{ StringEquals: { [`${prefix}:sub`]: 'ben' } }],
    [{ 'ForAnyValue:StringEquals': { [`${prefix}:amr`]: 'mfa' } }],
    [{ StringEquals: { [`${prefix}:repository`]: 'org/lab' } }],
  ])('by the trust policy’s condition %j', async (condition) => {
    await setTrust(trust(condition))
    const token = issuer.token({ amr: ['pwd'], repository: 'org/lab' })
    const denied = [403, 'AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity']
    expect(refusal(await assume(token))).toEqual(denied)
    expect(fixture.log.at(-1)?.reason).toContain('ImplicitlyDenied')
    expect(refusal(await assume(token, { RoleArn: `${RoleArn}Absent` }))).toEqual(denied)
    expect(fixture.log.at(-1)?.reason).toContain('there is no role')
  })

  it('by a trust policy that names the account, or another provider', async () => {
    const Action = 'sts:AssumeRoleWithWebIdentity'
    for (const Principal of [
      { AWS: `arn:aws:iam::${accountId}:root` },
      { AWS: '*' },
      { Federated: `${providerArn}x` },
    ]) {
      await setTrust(allow(Action, { Principal }))
      expect(refusal(await assume(issuer.token()))[1]).toBe('AccessDenied')
    }
  })

  it('for tags and a source identity that the trust policy does not allow, or that are none', async () => {
    const tags = { 'https://aws.amazon.com/tags': { principal_tags: { team: ['red'] } } }
    expect(refusal(await assume(issuer.token(tags)))).toEqual([
      403,
      'AccessDenied',
      'Not authorized to perform sts:TagSession',
    ])
    const identity = { 'https://aws.amazon.com/source_identity': 'anna@x' }
    expect(refusal(await assume(issuer.token(identity)))[2]).toBe(
      'Not authorized to perform sts:SetSourceIdentity',
    )
    for (const claims of [
      { 'https://aws.amazon.com/tags': 'red' },
      { 'https://aws.amazon.com/tags': { principal_tags: { team: ['red', 'blue'] } } },
      { 'https://aws.amazon.com/tags': { principal_tags: { 'aws:team': ['red'] } } },
      { 'https://aws.amazon.com/tags': { transitive_tag_keys: ['team'] } },
      { 'https://aws.amazon.com/source_identity': 'a b' },
    ]) {
      expect(refusal(await assume(issuer.token(claims))).slice(0, 2)).toEqual([403, 'IDPRejectedClaim'])
    }
  })

  it('for longer than the role lasts', async () => {
    expect(refusal(await assume(issuer.token(), { DurationSeconds: '3601' }))[2]).toBe(
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    )
  })
})

describe('AssumeRoleWithWebIdentity, allowed', () => {
  it.each(['rsa', 'ec'] as const)('answers who it is about, with an %s key', async (key) => {
    const response = await assume(issuer.token({}, { key }))
    const fields = ['SubjectFromWebIdentityToken', 'Audience', 'Provider', 'Arn', 'PackedPolicySize']
    expect(fields.map((name) => element(response, name))).toEqual([
      'anna',
      'hallpass',
      providerArn,
      `arn:aws:sts::${accountId}:assumed-role/Visitor/anna`,
      undefined,
    ])
    expect((await fixture.rest(credentials(response), 'GET', '/')).status).toBe(200)
    expect(fixture.log.at(-2)).toMatchObject({ status: 200, who: providerArn })
  })

  it('asks the provider once in five minutes, and again for a key it does not know', async () => {
    await Promise.all([assume(issuer.token()), assume(issuer.token()), assume(issuer.token())])
    expect(issuer.asked.length).toBe(2)
    expect(refusal(await assume(issuer.token({}, { header: { kid: 'new' } })))[0]).toBe(400)
    expect(issuer.asked.length).toBe(2)
    fixture.clock.now = new Date(fixture.clock.now.getTime() + 10_000)
    expect(refusal(await assume(issuer.token({}, { header: { kid: 'new' } })))[0]).toBe(400)
    expect(issuer.asked.length).toBe(4)
    fixture.clock.now = new Date(fixture.clock.now.getTime() + 300_000)
    await assume(issuer.token())
    expect(issuer.asked.length).toBe(6)
  })

  it('does not send a key that is for another algorithm, or for encryption, into the verification', async () => {
    const [, address = ''] = issuer.documents.keys()
    const { keys }: { keys: object[] } = JSON.parse(issuer.documents.get(address) ?? '')
    for (const change of [{ alg: 'RS512' }, { use: 'enc' }, { kty: 'oct' }, { n: 7 }]) {
      issuer.documents.set(
        address,
        JSON.stringify({ keys: keys.map((key) => Object.assign({}, key, change)) }),
      )
      fixture.clock.now = new Date(fixture.clock.now.getTime() + 300_000)
      expect(refusal(await assume(issuer.token()))[2]).toContain("Couldn't retrieve verification key")
    }
  })

  it('takes a client of several from azp, and gives aud as oaud', async () => {
    await setTrust(
      trust({
        StringEquals: { [`${prefix}:aud`]: 'hallpass', [`${prefix}:email`]: 'a@b.example' },
        'ForAnyValue:StringEquals': { [`${prefix}:oaud`]: 'other', [`${prefix}:amr`]: 'mfa' },
      }),
    )
    const claims = { azp: 'hallpass', aud: ['x', 'other'], amr: ['pwd', 'mfa'], email: 'a@b.example' }
    expect((await assume(issuer.token(claims))).status).toBe(200)
  })

  it('hands tags, source identity and the provider’s keys on to what the session does', async () => {
    await setTrust(
      trust(
        {
          StringEquals: { 'aws:RequestTag/team': 'red', 'sts:SourceIdentity': 'anna@x' },
          'ForAllValues:StringEquals': { 'sts:TransitiveTagKeys': ['team'] },
        },
        ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession', 'sts:SetSourceIdentity'],
      ),
    )
    const StringEquals = {
      'aws:PrincipalTag/team': 'red',
      'aws:PrincipalTag/lab': '7',
      'aws:SourceIdentity': 'anna@x',
      'aws:FederatedProvider': providerArn,
      [`${prefix}:sub`]: 'anna',
    }
    const PolicyDocument = allow('s3:ListAllMyBuckets', { Resource: '*', Condition: { StringEquals } })
    await iam(fixture, 'PutRolePolicy', { RoleName: 'Visitor', PolicyName: 'lab', PolicyDocument })
    const list = async (claims: object): Promise<number> => {
      const token = issuer.token({
        'https://aws.amazon.com/tags': {
          principal_tags: { team: ['red'], lab: ['7'] },
          transitive_tag_keys: ['team'],
        },
        'https://aws.amazon.com/source_identity': 'anna@x',
        ...claims,
      })
      const response = await assume(token)
      expect(element(response, 'SourceIdentity')).toBe('anna@x')
      return (await fixture.rest(credentials(response), 'GET', '/')).status
    }
    expect(await list({ sub: 'ben' })).toBe(403)
    expect(await list({})).toBe(200)
    const flat = {
      'https://aws.amazon.com/tags': undefined,
      'https://aws.amazon.com/tags/principal_tags/team': 'red',
      'https://aws.amazon.com/tags/principal_tags/lab': ['7'],
      'https://aws.amazon.com/tags/transitive_tag_keys': 'team',
    }
    expect(await list(flat)).toBe(200)
  })

  it('is limited by its session policy, and is not chained', async () => {
    const response = await assume(issuer.token(), { Policy: allow('sts:*') })
    expect(Number(element(response, 'PackedPolicySize'))).toBeGreaterThan(0)
    expect((await fixture.rest(credentials(response), 'GET', '/')).status).toBe(403)
    await iam(fixture, 'UpdateRole', { RoleName: 'Visitor', MaxSessionDuration: '43200' })
    expect((await assume(issuer.token(), { DurationSeconds: '43200' })).status).toBe(200)
  })

  it('takes no notice of a signature', async () => {
    const response = await fixture.query(fixture.aws.admin, 'sts', {
      Action: 'AssumeRoleWithWebIdentity',
      RoleArn,
      RoleSessionName: 'anna',
      WebIdentityToken: issuer.token(),
    })
    expect(element(response, 'SubjectFromWebIdentityToken')).toBe('anna')
  })
})
