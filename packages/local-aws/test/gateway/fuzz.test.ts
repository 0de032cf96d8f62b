import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { RawRequest } from '@hallpass/local-aws'

import { createFixture, createSetup } from '../local-aws-fixture.ts'

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
    '\u0000',
    '\ud800',
    '../..',
    '20261122T120000Z',
    'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
    '{"Version":"2012-10-17","Statement":{}}',
    'arn:aws:iam::111122223333:role/InstruqtS3Access',
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
    'X-Amz-Security-Token',
    'X-Amz-Content-Sha256',
    'X-Amz-Decoded-Content-Length',
    'Content-Type',
    'Cookie',
    'Range',
    'x-amz-copy-source',
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
    const action = fc.constantFrom(
      'AssumeRole',
      'GetCallerIdentity',
      'CreateRole',
      'PutUserPolicy',
      'CreateUser',
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('sts', 'iam'), action, parameters, async (service, name, pairs) => {
        const response = await fixture.query(fixture.aws.admin, service === 'sts' ? 'sts' : 'iam', {
          RoleArn: 'arn:aws:iam::111122223333:role/InstruqtS3Access',
          RoleSessionName: 'name',
          UserName: 'fuzz',
          ...Object.fromEntries(pairs.filter(([key]) => key !== 'Version')),
          Action: name,
        })
        expect(response.status === 500).toBe(false)
      }),
      { numRuns },
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
