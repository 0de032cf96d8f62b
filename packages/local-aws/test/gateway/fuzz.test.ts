import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { RawRequest } from '@hallpass/local-aws'

import { iamActions } from '../../src/iam/index.ts'
import { secretsManagerActions } from '../../src/secretsmanager/index.ts'
import { ssmActions } from '../../src/ssm/index.ts'
import { sqsActions } from '../../src/sqs/index.ts'
import { createFixture, createSetup, iam } from '../local-aws-fixture.ts'
import { base64, samlMetadata, samlResponse, usualAttributes } from '../saml/identity-provider.ts'
import { createTokenIssuer, issuerUrl } from '../sts/token-issuer.ts'

const numRuns = Number(process.env['FC_NUM_RUNS'] ?? 400)

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '',
    '__proto__',
    'AssumeRole',
    'getSigninToken',
    'AWS4-HMAC-SHA256 Credential=/////, SignedHeaders=, Signature=',
    'AWS4-HMAC-SHA256 Credential=AKIA/20261122/us-east-1/s3/aws4_request,SignedHeaders=host,Signature=00',
    '%',
    '%zz',
    'AmazonSSM.GetParameter',
    'application/x-amz-json-1.1',
    '\u0000',
    '\ud800',
    '../..',
    '20261122T120000Z',
    'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
    '{"Version":"2012-10-17","Statement":{}}',
    'arn:aws:iam::111122223333:role/InstruqtS3Access',
    'arn:aws:iam::111122223333:user/admin',
    'arn:aws:iam::aws:policy/ReadOnlyAccess',
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"${__proto__}"}]}',
    '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"sts:*","Resource":"*"}]}',
    's3:GetObject',
    'sts:AssumeRole',
    'constructor',
    'bucket.s3-website.localhost',
    'https://lab.example.com',
    'a.b.c',
    'string',
    '999999999999999999999',
  ),
)

const method = fc.oneof(fc.constantFrom('GET', 'PUT', 'POST', 'DELETE', 'HEAD', 'OPTIONS'), text)
const headerName = fc.oneof(
  fc.constantFrom(
    'Host',
    'Authorization',
    'X-Amz-Date',
    'Date',
    'X-Amz-Target',
    'X-Amz-Security-Token',
    'X-Amz-Content-Sha256',
    'X-Amz-Decoded-Content-Length',
    'Content-Type',
    'Cookie',
    'Range',
    'x-amz-copy-source',
    'Origin',
    'Access-Control-Request-Method',
  ),
  text,
)
const path = fc.oneof(
  fc.constantFrom('/', '/federation', '/console', '/console/sign-out', '/bucket', '/bucket/key', '*', ''),
  text.map((rest) => `/${rest}`),
)
const parameters = fc.array(
  fc.tuple(
    fc.oneof(
      fc.constantFrom(
        'Action',
        'Version',
        'Session',
        'SessionDuration',
        'SigninToken',
        'Destination',
        'RoleArn',
        'RoleSessionName',
        'Policy',
        'DurationSeconds',
        'Tags.member.1.Key',
        'Tags.member.1.Value',
        'TransitiveTagKeys.member.1',
        'PolicyArns.member.1.arn',
        'TokenCode',
        'WebIdentityToken',
        'ProviderId',
        'Name',
        'AccessKeyId',
        'PolicySourceArn',
        'PolicyInputList.member.1',
        'PermissionsBoundaryPolicyInputList.member.1',
        'ActionNames.member.1',
        'ResourceArns.member.1',
        'ResourcePolicy',
        'ResourceOwner',
        'CallerArn',
        'ContextEntries.member.1.ContextKeyName',
        'ContextEntries.member.1.ContextKeyType',
        'ContextEntries.member.1.ContextKeyValues.member.1',
        'AssumeRolePolicyDocument',
        'PolicyDocument',
        'PolicyArn',
        'MaxItems',
        'Marker',
        'SerialNumber',
        'X-Amz-Algorithm',
        'X-Amz-Signature',
        'X-Amz-Credential',
        'X-Amz-Expires',
        'list-type',
        'prefix',
        'uploads',
      ),
      text,
    ),
    text,
  ),
  { maxLength: 6 },
)
const joined = (pairs: ReadonlyArray<readonly [string, string]>): string =>
  pairs.map(([name, value]) => `${name}=${value}`).join('&')

const rawRequest: fc.Arbitrary<RawRequest> = fc.record({
  method,
  target: fc
    .tuple(path, parameters)
    .map(([at, pairs]) => (pairs.length === 0 ? at : `${at}?${joined(pairs)}`)),
  rawHeaders: fc.array(fc.tuple(headerName, text), { maxLength: 6 }).map((pairs) => pairs.flat()),
  body: fc.oneof(
    parameters.map((pairs) => Buffer.from(joined(pairs))),
    fc.uint8Array({ maxLength: 60 }),
  ),
})

describe('whatever is sent', () => {
  it('unsigned or with nonsense for a signature, is answered, and never with a 500', async () => {
    const fixture = createFixture()
    await fc.assert(
      fc.asyncProperty(rawRequest, async (request) => {
        const { status } = await fixture.aws.handle(request)
        expect(status).toBeGreaterThanOrEqual(200)
        expect(status === 500).toBe(false)
      }),
      { numRuns: numRuns * 4 },
    )
  })

  it('with a good signature, is answered, and never with a 500', async () => {
    const fixture = createFixture()
    await createSetup(fixture)
    const stsNames = [
      'AssumeRole',
      'AssumeRoleWithSAML',
      'AssumeRoleWithWebIdentity',
      'GetAccessKeyInfo',
      'GetCallerIdentity',
      'GetFederationToken',
      'GetSessionToken',
    ].map((name) => ({ service: 'sts' as const, name }))
    // The administrator's own rights and keys stay.
    const iamNames = [...iamActions.keys()]
      .filter((name) => !/^(?:Delete|Detach|Update|Put)(?:User|AccessKey)|^UpdateAccessKey$/.test(name))
      .map((name) => ({ service: 'iam' as const, name }))
    const action = fc.oneof(fc.constantFrom(...stsNames), fc.constantFrom(...iamNames))
    const sensible = {
      RoleArn: 'arn:aws:iam::111122223333:role/InstruqtS3Access',
      RoleSessionName: 'name',
      Name: 'name',
      UserName: 'fuzz',
      RoleName: 'InstruqtS3Access',
      PolicySourceArn: 'arn:aws:iam::111122223333:role/InstruqtS3Access',
      'PolicyInputList.member.1':
        '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}',
      'ActionNames.member.1': 'sts:AssumeRole',
    }
    await fc.assert(
      fc.asyncProperty(action, parameters, fc.boolean(), async ({ service, name }, pairs, helped) => {
        const response = await fixture.query(fixture.aws.admin, service, {
          ...(helped ? sensible : {}),
          ...Object.fromEntries(pairs.filter(([key]) => key !== 'Version')),
          Action: name,
        })
        expect(response.status === 500).toBe(false)
      }),
      { numRuns: numRuns * 2 },
    )
  })

  it('with a web identity token of whatever claims, and whatever its provider answers, is answered', async () => {
    const clock = { now: () => new Date() }
    const issuer = createTokenIssuer(() => clock.now())
    const fixture = createFixture({ fetchDocument: issuer.fetchDocument })
    clock.now = () => fixture.clock.now
    await createSetup(fixture)
    await iam(fixture, 'CreateOpenIDConnectProvider', { Url: issuerUrl, 'ClientIDList.member.1': 'hallpass' })
    const names = [
      'iss',
      'sub',
      'aud',
      'azp',
      'amr',
      'exp',
      'iat',
      'nbf',
      'email',
      '__proto__',
      'https://aws.amazon.com/tags',
      'https://aws.amazon.com/tags/principal_tags/a',
      'https://aws.amazon.com/source_identity',
    ]
    const claims = fc.dictionary(fc.constantFrom(...names), fc.jsonValue(), { maxKeys: 4 })
    const [configuration = '', keySet = ''] = issuer.documents.keys()
    const good = new Map(issuer.documents)
    const documents = fc.record({ configuration: fc.option(fc.json()), keySet: fc.option(fc.json()) })
    await fc.assert(
      fc.asyncProperty(claims, documents, fc.integer(), async (claim, answers, jumpMs) => {
        issuer.documents.set(configuration, answers.configuration ?? good.get(configuration) ?? '')
        issuer.documents.set(keySet, answers.keySet ?? good.get(keySet) ?? '')
        fixture.clock.now = new Date(fixture.clock.now.getTime() + (jumpMs % 600_000))
        const response = await fixture.aws.handle({
          method: 'POST',
          target: '/',
          rawHeaders: ['Host', 'localhost', 'Content-Type', 'application/x-www-form-urlencoded'],
          body: Buffer.from(
            new URLSearchParams({
              Action: 'AssumeRoleWithWebIdentity',
              Version: '2011-06-15',
              RoleArn: 'arn:aws:iam::111122223333:role/InstruqtS3Access',
              RoleSessionName: 'name',
              WebIdentityToken: issuer.token(claim),
            }).toString(),
          ),
        })
        expect([400, 403]).toContain(response.status)
      }),
      { numRuns: Math.ceil(numRuns / 2) },
    )
  })

  it('to SQS, of whatever input, is answered, and never with a 500', async () => {
    const fixture = createFixture()
    const { actions } = sqsActions(() => new Date())
    const QueueUrl = 'http://localhost/111122223333/fuzz'
    const sensible: Readonly<Record<string, unknown>> = {
      QueueUrl,
      QueueName: 'fuzz',
      MessageBody: 'hello',
      ReceiptHandle: Buffer.from('arn:aws:sqs:us-east-1:111122223333:fuzz a b').toString('base64'),
      Label: 'fuzz',
      AWSAccountIds: ['111122223333'],
      Actions: ['SendMessage'],
      Entries: [{ Id: 'a', MessageBody: 'hello', ReceiptHandle: 'x', VisibilityTimeout: 1 }],
      VisibilityTimeout: 1,
      Attributes: {
        RedrivePolicy:
          '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:111122223333:fuzz","maxReceiveCount":1}',
      },
      MessageAttributes: { a: { DataType: 'String', StringValue: 'b' } },
    }
    const names = [...new Set([...actions.values()].flatMap(({ members }) => members.map(firstWord)))]
    const wild = fc.dictionary(
      fc.constantFrom(...names.filter((name) => name !== 'WaitTimeSeconds')),
      fc.oneof(
        fc.jsonValue({ maxDepth: 4 }),
        text,
        fc.integer(),
        fc.array(fc.dictionary(fc.constantFrom('Id', 'MessageBody', 'ReceiptHandle'), text)),
        fc.dictionary(fc.constantFrom('Policy', 'RedrivePolicy', 'FifoQueue', 'VisibilityTimeout'), text),
      ),
      { maxKeys: 4 },
    )
    const body = fc.oneof(
      { weight: 20, arbitrary: fc.tuple(fc.subarray(Object.keys(sensible)), wild) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }) },
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...actions.keys()), body, async (name, sent) => {
        const input =
          sent instanceof Uint8Array
            ? sent
            : { ...Object.fromEntries(sent[0].map((key) => [key, sensible[key]])), ...sent[1] }
        const { status, body: answer } = await fixture.json(fixture.aws.admin, 'sqs', name, input)
        expect(status === 500).toBe(false)
        JSON.parse(String(answer))
      }),
      { numRuns: numRuns * 4 },
    )
  })

  it('with a SAML response that was changed anywhere, or says anything, is answered', async () => {
    const fixture = createFixture()
    const { roleArn } = await createSetup(fixture)
    const providerArn = 'arn:aws:iam::111122223333:saml-provider/idp'
    await iam(fixture, 'CreateSAMLProvider', { Name: 'idp', SAMLMetadataDocument: samlMetadata() })
    const words = fc.string({ unit: 'grapheme' }).map((value) => value.replaceAll(/[<&]/g, ''))
    const names = [
      'Role',
      'RoleSessionName',
      'SourceIdentity',
      'SessionDuration',
      'PrincipalTag:a',
      '__proto__',
    ]
    const attributes = fc.dictionary(
      fc.constantFrom(...names.map((name) => `https://aws.amazon.com/SAML/Attributes/${name}`)),
      fc.array(words, { maxLength: 2 }),
    )
    const damage = fc.record({ at: fc.nat(), length: fc.nat({ max: 200 }), text: fc.string() })
    const damages = fc.array(damage, { maxLength: 2 })
    await fc.assert(
      fc.asyncProperty(attributes, words, damages, async (said, subject, changes) => {
        const claims = { subject, attributes: { ...usualAttributes(roleArn, providerArn), ...said } }
        let document = Buffer.from(samlResponse(fixture.clock.now, claims), 'base64').toString()
        for (const change of changes) {
          const at = change.at % document.length
          document = document.slice(0, at) + change.text + document.slice(at + change.length)
        }
        const response = await fixture.aws.handle({
          method: 'POST',
          target: '/',
          rawHeaders: ['Host', 'localhost', 'Content-Type', 'application/x-www-form-urlencoded'],
          body: Buffer.from(
            new URLSearchParams({
              Action: 'AssumeRoleWithSAML',
              Version: '2011-06-15',
              RoleArn: roleArn,
              PrincipalArn: providerArn,
              SAMLAssertion: base64(document),
            }).toString(),
          ),
        })
        expect([400, 403]).toContain(response.status)
      }),
      { numRuns: Math.ceil(numRuns / 2) },
    )
  })

  it('to a service of the JSON protocol, of whatever input, is answered, and never with a 500', async () => {
    const fixture = createFixture()
    const tables = { ssm: ssmActions, secretsmanager: secretsManagerActions }
    const called = Object.entries(tables).flatMap(([service, { actions }]) =>
      [...actions.values()].map(({ name, members }) => ({ service, name, members })),
    )
    const sensible: Readonly<Record<string, unknown>> = {
      Name: 'fuzz',
      Names: ['fuzz', '/fuzz/a:1'],
      Path: '/',
      Value: 'v',
      Type: 'String',
      Overwrite: true,
      Labels: ['one'],
      ParameterVersion: 1,
      ResourceType: 'Parameter',
      ResourceId: 'fuzz',
      SecretId: 'fuzz',
      SecretIdList: ['fuzz'],
      SecretString: 'v',
      VersionStage: 'AWSCURRENT',
      ResourcePolicy:
        '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}',
      Tags: [{ Key: 'k', Value: 'v' }],
      TagKeys: ['k'],
      AllowedPattern: '(v|w)+',
    }
    const names = [
      ...new Set(called.flatMap(({ members }) => members.map((member) => /^\w+/.exec(member)?.[0] ?? ''))),
    ]
    const wild = fc.dictionary(
      fc.oneof(fc.constantFrom(...names), text),
      fc.oneof(
        fc.jsonValue({ maxDepth: 3 }),
        text,
        fc.array(text, { maxLength: 3 }),
        fc.integer(),
        fc.boolean(),
      ),
      { maxKeys: 4 },
    )
    const body = fc.oneof(
      { weight: 20, arbitrary: fc.tuple(fc.subarray(Object.keys(sensible)), wild) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }) },
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...called), body, async ({ service, name }, sent) => {
        const input =
          sent instanceof Uint8Array
            ? sent
            : { ...Object.fromEntries(sent[0].map((key) => [key, sensible[key]])), ...sent[1] }
        const { status, body: answer } = await fixture.json(fixture.aws.admin, service, name, input)
        expect(status === 500).toBe(false)
        JSON.parse(String(answer))
      }),
      { numRuns: numRuns * 4 },
    )
  })

  it('to S3 with a good signature, is answered, and never with a 500', async () => {
    const fixture = createFixture()
    const signer = new SignatureV4({
      credentials: fixture.aws.admin,
      region: 'us-east-1',
      service: 's3',
      sha256: Sha256,
      uriEscapePath: false,
    })
    const request = fc.record({
      method: fc.constantFrom('GET', 'PUT', 'POST', 'DELETE', 'HEAD'),
      path: fc.oneof(
        fc.constantFrom('/', '/bucket', '/bucket/key'),
        text.map((rest) => `/bucket/${encodePath(rest)}`),
      ),
      query: fc.dictionary(
        fc.constantFrom(
          'list-type',
          'prefix',
          'delimiter',
          'max-keys',
          'delete',
          'policy',
          'marker',
          'continuation-token',
          'location',
        ),
        text,
        { maxKeys: 3 },
      ),
      headers: fc.dictionary(
        fc.constantFrom(
          'range',
          'if-match',
          'x-amz-copy-source',
          'content-md5',
          'x-amz-meta-a',
          'x-amz-tagging',
        ),
        fc.stringMatching(/^[!-~]{0,20}$/),
        { maxKeys: 2 },
      ),
      body: fc.oneof(
        fc.constantFrom('', '<a/>', '<Delete><Object><Key>k</Key></Object></Delete>', '<!DOCTYPE a>'),
        fc.string({ maxLength: 30 }),
      ),
    })
    await fc.assert(
      fc.asyncProperty(request, async (input) => {
        const query = Object.entries(input.query).map(([key, value]) => `${key}=${encodePath(value)}`)
        const { headers } = await signer.sign(
          {
            ...input,
            query: Object.fromEntries(
              Object.entries(input.query).map(([key, value]) => [
                key,
                value.replace(/\p{Surrogate}/gu, '\ufffd'),
              ]),
            ),
            protocol: 'http:',
            hostname: 'localhost',
            headers: { ...input.headers, host: 'localhost' },
          },
          { signingDate: fixture.clock.now },
        )
        const response = await fixture.aws.handle({
          method: input.method,
          target: query.length === 0 ? input.path : `${input.path}?${query.join('&')}`,
          rawHeaders: Object.entries(headers).flat(),
          body: Buffer.from(input.body),
        })
        expect(response.status === 500).toBe(false)
        expect(fixture.log.at(-1)?.errorCode).not.toBe('SignatureDoesNotMatch')
      }),
      { numRuns },
    )
  })
})

function encodePath(value: string): string {
  return encodeURIComponent(value.replace(/\p{Surrogate}/gu, '\ufffd')).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** `Entries` of `Entries[].Id`. */
function firstWord(member: string): string {
  return /^\w+/.exec(member)?.[0] ?? ''
}
