import { createHash } from 'node:crypto'
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
import {
  base64,
  type Claims,
  entityId,
  samlMetadata,
  samlResponse,
  type Signing,
  usualAttributes,
} from '../saml/identity-provider.ts'

const RoleArn = `arn:aws:iam::${accountId}:role/Visitor`
const providerArn = `arn:aws:iam::${accountId}:saml-provider/idp`
const ofAws = 'https://aws.amazon.com/SAML/Attributes/'
const usual = usualAttributes(RoleArn, providerArn)
const invalid = (message: string) => [400, 'InvalidIdentityToken', message]
const notAuthorized = (action = 'sts:AssumeRoleWithSAML') => [
  403,
  'AccessDenied',
  `Not authorized to perform ${action}`,
]

let fixture: Fixture

beforeEach(async () => {
  fixture = createFixture()
  await iam(fixture, 'CreateSAMLProvider', { Name: 'idp', SAMLMetadataDocument: samlMetadata() })
  await iam(fixture, 'CreateRole', { RoleName: 'Visitor', AssumeRolePolicyDocument: trust() })
  await iam(fixture, 'PutRolePolicy', {
    RoleName: 'Visitor',
    PolicyName: 'lab',
    PolicyDocument: allow('s3:*'),
  })
})

const trust = (
  Condition: object = { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
  Action: readonly string[] = ['sts:AssumeRoleWithSAML'],
) => allow(Action, { Principal: { Federated: providerArn }, Condition })

const setTrust = (PolicyDocument: string) =>
  iam(fixture, 'UpdateAssumeRolePolicy', { RoleName: 'Visitor', PolicyDocument })

/** Sends the request as every SDK does: without a signature of its own. */
function send(params: Record<string, string>): Promise<RawResponse> {
  const body = new URLSearchParams({
    Action: 'AssumeRoleWithSAML',
    Version: '2011-06-15',
    RoleArn,
    PrincipalArn: providerArn,
    ...params,
  })
  return fixture.aws.handle({
    method: 'POST',
    target: '/',
    rawHeaders: ['Host', 'localhost', 'Content-Type', 'application/x-www-form-urlencoded'],
    body: Buffer.from(body.toString()),
  })
}

const assume = (claims: Claims = {}, params: Record<string, string> = {}, signing: Signing = {}) =>
  send({
    SAMLAssertion: samlResponse(fixture.clock.now, { attributes: usual, ...claims }, signing),
    ...params,
  })

/** With an attribute of AWS's beside, or in place of, the usual ones. */
const assumeWith = (attributes: Record<string, readonly string[]>, params: Record<string, string> = {}) =>
  assume(
    {
      attributes: {
        ...usual,
        ...Object.fromEntries(
          Object.entries(attributes).map(([name, values]) => [
            name.startsWith('urn:') ? name : `${ofAws}${name}`,
            values,
          ]),
        ),
      },
    },
    params,
  )

describe('AssumeRoleWithSAML, refused', () => {
  it('for what is no response, and never shows it', async () => {
    expect(refusal(await send({ SAMLAssertion: 'no base64!' }))).toEqual(
      invalid('Invalid base64 SAMLResponse'),
    )
    expect(refusal(await send({ SAMLAssertion: base64('<x/>') }))).toEqual(
      invalid('Your request included an invalid SAML response.'),
    )
    expect(refusal(await send({ SAMLAssertion: 'abc' }))).toEqual([
      400,
      'ValidationError',
      "1 validation error detected: Value at 'sAMLAssertion' failed to satisfy constraint: Member must have length greater than or equal to 4",
    ])
    expect(JSON.stringify(fixture.log)).not.toContain('no base64!')
  })

  it('without each of its three parameters', async () => {
    expect(refusal(await send({}))).toEqual([
      400,
      'ValidationError',
      "1 validation error detected: Value null at 'sAMLAssertion' failed to satisfy constraint: Member must not be null",
    ])
    expect(refusal(await assume({}, { RoleArn: 'arn:aws:iam::1:group/x' }))[1]).toBe('ValidationError')
    expect(refusal(await assume({}, { PrincipalArn: 'short' }))[1]).toBe('ValidationError')
  })

  it('with a provider that is not the account’s, or whose metadata has expired', async () => {
    const other = `arn:aws:iam::${accountId}:saml-provider/other`
    expect(refusal(await assume({}, { PrincipalArn: other }))).toEqual(
      invalid("Specified provider doesn't exist"),
    )
    await iam(fixture, 'UpdateSAMLProvider', {
      SAMLProviderArn: providerArn,
      SAMLMetadataDocument: samlMetadata('2026-11-22T12:00:00Z'),
    })
    expect(refusal(await assume())).toEqual(invalid('The metadata of the provider has expired.'))
  })

  it('with a signature of somebody else, or of nobody', async () => {
    expect(refusal(await assume({}, {}, { key: 'other' }))).toEqual(invalid('Response signature invalid'))
    expect(refusal(await assume({}, {}, { over: [] }))).toEqual(invalid('Response signature invalid'))
  })

  it('by another issuer that signs with the same key', async () => {
    expect(refusal(await assume({ issuer: 'https://idp.example.com/other' }))).toEqual(
      invalid('Issuer not present in specified provider'),
    )
  })

  it('after five minutes, after it expired, and before it counts', async () => {
    const expired = (message: string) => [400, 'ExpiredTokenException', message]
    expect(refusal(await assume({ issuedAt: -300 }))).toEqual(
      expired('Token must be redeemed within 5 minutes of issuance'),
    )
    expect((await assume({ issuedAt: -299 })).status).toBe(200)
    for (const claims of [{ notOnOrAfter: 0 }, { confirmedUntil: 0 }, { sessionEnds: 0 }]) {
      expect(refusal(await assume(claims))).toEqual(expired('Response has expired'))
    }
    for (const claims of [{ issuedAt: 61 }, { notBefore: 61 }]) {
      expect(refusal(await assume(claims))).toEqual(invalid('The SAML response is not valid yet.'))
    }
    expect((await assume({ issuedAt: 60, notBefore: 60 })).status).toBe(200)
  })

  it('for another audience or recipient', async () => {
    expect(refusal(await assume({ audience: 'https://sp.example.com' }))).toEqual(
      invalid('Response does not contain the required audience.'),
    )
    for (const recipient of [
      'https://sp.example.com/saml',
      'https://signin.aws.amazon.com.evil.example/saml',
    ]) {
      expect(refusal(await assume({ recipient }))).toEqual(
        invalid('The recipient of the SAML response is not AWS.'),
      )
    }
  })

  it('for attributes that are missing or not as AWS takes them', async () => {
    expect(refusal(await assume({ attributes: {} }))).toEqual(
      invalid('Your request included an invalid SAML response.'),
    )
    expect(refusal(await assumeWith({ RoleSessionName: [] }))).toEqual(
      invalid('RoleSessionName is required in AuthnResponse'),
    )
    for (const values of [['a b'], ['a'], ['anna', 'otto']]) {
      expect(refusal(await assumeWith({ RoleSessionName: values }))).toEqual(
        invalid('RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}'),
      )
    }
    for (const values of [['a b'], ['aws:anna'], ['anna', 'otto']]) {
      expect(refusal(await assumeWith({ SourceIdentity: values }))).toEqual(
        invalid('Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with "aws:"'),
      )
    }
    expect(refusal(await assumeWith({ SessionDuration: ['899'] }))[1]).toBe('InvalidIdentityToken')
    expect(refusal(await assumeWith({ 'PrincipalTag:team': ['a', 'b'] }))).toEqual([
      403,
      'IDPRejectedClaim',
      'The SAML response is rejected: the tag team has no single value',
    ])
    expect(refusal(await assumeWith({ TransitiveTagKeys: ['team'] }))).toEqual([
      403,
      'IDPRejectedClaim',
      'The SAML response is rejected: The specified transitive tag key must be included in the requested tags.',
    ])
  })

  it('for a role that the response does not offer, does not exist, or does not trust the provider', async () => {
    await iam(fixture, 'CreateRole', { RoleName: 'Other', AssumeRolePolicyDocument: trust() })
    expect(refusal(await assume({}, { RoleArn: RoleArn.replace('Visitor', 'Other') }))).toEqual(
      notAuthorized(),
    )
    const absent = RoleArn.replace('Visitor', 'Absent')
    expect(
      refusal(await assume({ attributes: usualAttributes(absent, providerArn) }, { RoleArn: absent })),
    ).toEqual(notAuthorized())
    await setTrust(allow('sts:AssumeRoleWithSAML', { Principal: { Federated: `${providerArn}2` } }))
    expect(refusal(await assume())).toEqual(notAuthorized())
    await setTrust(trust({}, ['sts:AssumeRoleWithWebIdentity']))
    expect(refusal(await assume())).toEqual(notAuthorized())
    await setTrust(allow('sts:AssumeRoleWithSAML', { Principal: { AWS: accountId } }))
    expect(refusal(await assume())).toEqual(notAuthorized())
  })

  it('for tags and a source identity that the trust policy does not let through', async () => {
    await setTrust(trust())
    expect(refusal(await assumeWith({ 'PrincipalTag:team': ['red'] }))).toEqual(
      notAuthorized('sts:TagSession'),
    )
    expect(refusal(await assumeWith({ SourceIdentity: ['anna'] }))).toEqual(
      notAuthorized('sts:SetSourceIdentity'),
    )
  })

  it('for longer than the role allows', async () => {
    expect(refusal(await assume({}, { DurationSeconds: '3601' }))).toEqual([
      400,
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    ])
  })
})

describe('AssumeRoleWithSAML', () => {
  it('answers with a session, and says whose it is', async () => {
    const response = await assume({ subject: '_42', sessionEnds: 1800 })
    expect(response.status).toBe(200)
    expect(element(response, 'Arn')).toBe(`arn:aws:sts::${accountId}:assumed-role/Visitor/anna`)
    expect(element(response, 'Subject')).toBe('_42')
    expect(element(response, 'SubjectType')).toBe('persistent')
    expect(element(response, 'Issuer')).toBe(entityId)
    expect(element(response, 'Audience')).toBe('https://signin.aws.amazon.com/saml')
    expect(element(response, 'NameQualifier')).toBe(
      createHash('sha1').update(`${entityId}${accountId}/idp`).digest('base64'),
    )
    // The provider's own session ends before the hour is over.
    expect(element(response, 'Expiration')).toBe('2026-11-22T12:30:00Z')
    const identity = await fixture.query(credentials(response), 'sts', { Action: 'GetCallerIdentity' })
    expect(element(identity, 'Arn')).toBe(`arn:aws:sts::${accountId}:assumed-role/Visitor/anna`)
  })

  it('takes the two arns of a pair in either order, and any of AWS’s endpoints', async () => {
    expect((await assumeWith({ Role: [`${providerArn}, ${RoleArn}`] })).status).toBe(200)
    for (const recipient of [
      'https://eu-central-1.signin.aws.amazon.com/saml',
      'https://us-gov-west-1.signin.aws.amazon.com/saml/acs/SAMLSP123',
    ]) {
      await setTrust(trust({ StringEquals: { 'saml:aud': recipient } }))
      expect((await assume({ recipient, audience: 'https://signin.aws.amazon.com/saml' })).status).toBe(200)
    }
  })

  it.each([
    ['saml:iss', entityId, 'https://other.example.com'],
    ['saml:sub', 'anna', 'otto'],
    ['saml:sub_type', 'transient', 'persistent'],
    ['saml:doc', `${accountId}/idp`, `${accountId}/other`],
    ['saml:edupersonaffiliation', 'student', 'staff'],
    ['saml:edupersonassurance', 'high', 'low'],
    ['sts:RoleSessionName', 'anna', 'otto'],
  ])('lets the trust policy ask for %s', async (key, value, other) => {
    const claims = {
      format: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient',
      attributes: {
        ...usual,
        'urn:oid:1.3.6.1.4.1.5923.1.1.1.1': ['student'],
        'urn:oid:1.3.6.1.4.1.5923.1.1.1.11': ['high'],
      },
    }
    await setTrust(trust({ StringEquals: { [key]: other } }))
    expect(refusal(await assume(claims))).toEqual(notAuthorized())
    await setTrust(trust({ StringEquals: { [key]: value } }))
    expect((await assume(claims)).status).toBe(200)
  })

  it('makes tags, transitive keys and a source identity of attributes, and its keys go along', async () => {
    await setTrust(
      trust({ StringEquals: { 'aws:RequestTag/team': 'red', 'sts:SourceIdentity': 'anna@example.com' } }, [
        'sts:AssumeRoleWithSAML',
        'sts:TagSession',
        'sts:SetSourceIdentity',
      ]),
    )
    await iam(fixture, 'PutRolePolicy', {
      RoleName: 'Visitor',
      PolicyName: 'lab',
      PolicyDocument: allow('iam:ListUsers', {
        Resource: '*',
        Condition: {
          StringEquals: {
            'aws:PrincipalTag/team': 'red',
            'aws:SourceIdentity': 'anna@example.com',
            'aws:FederatedProvider': providerArn,
            'saml:sub': 'anna',
            'saml:sub_type': 'persistent',
          },
          Null: { 'saml:aud': 'true' },
        },
      }),
    })
    const response = await assumeWith({
      'PrincipalTag:team': ['red'],
      TransitiveTagKeys: ['team'],
      SourceIdentity: ['anna@example.com'],
    })
    expect(element(response, 'SourceIdentity')).toBe('anna@example.com')
    const listed = await fixture.query(credentials(response), 'iam', { Action: 'ListUsers' })
    expect(listed.status).toBe(200)
    const without = await assumeWith({ 'PrincipalTag:team': ['red'], SourceIdentity: ['anna@example.org'] })
    expect(refusal(without)).toEqual(notAuthorized())
  })
})
