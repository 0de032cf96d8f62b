import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Credentials } from '../../src/base/credentials.ts'
import { signRequest } from '../../src/query/sigv4/sigv4.ts'
import { uriEncode } from '../../src/query/sigv4/uri-encode.ts'

const numRuns = Number(process.env['FC_NUM_RUNS'] ?? 500)

/** A request before it takes the form that either signer wants. */
interface Plan {
  readonly method: string
  readonly host: string
  readonly segments: readonly string[]
  readonly query: Readonly<Record<string, string | string[]>>
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly credentials: Credentials
  readonly region: string
  readonly now: Date
}

const text = fc.string({ unit: 'binary', maxLength: 12 })
const headerName = fc.oneof(
  fc.stringMatching(/^x-[a-z0-9]{1,8}$/),
  fc.constantFrom(
    'Content-Type',
    'Range',
    'User-Agent',
    'Connection',
    'Sec-Fetch-Mode',
    'proxy-x',
    'X-Amz-Meta-A',
  ),
)
const headerValue = fc.stringMatching(/^[ \t!-~]{0,20}$/)
const plan: fc.Arbitrary<Plan> = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'HEAD'),
  host: fc.stringMatching(/^[a-z][a-z0-9-]{0,10}\.example(:[1-9]\d{3})?$/),
  segments: fc.array(fc.oneof(text, fc.constantFrom('.', '..', '', 'a', 'b c')), { maxLength: 6 }),
  query: fc.dictionary(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }),
    fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 })),
    {
      maxKeys: 5,
      noNullPrototype: true,
    },
  ),
  headers: fc.dictionary(headerName, headerValue, { maxKeys: 5, noNullPrototype: true }),
  body: fc.oneof(fc.constant(''), fc.string({ unit: 'binary', maxLength: 200 })),
  credentials: fc.record({
    accessKeyId: fc.stringMatching(/^[A-Z0-9]{16,20}$/),
    secretAccessKey: fc.stringMatching(/^[A-Za-z0-9/+]{40}$/),
    sessionToken: fc.option(fc.stringMatching(/^[A-Za-z0-9/+=]{1,60}$/), { nil: undefined }),
  }),
  region: fc.constantFrom('us-east-1', 'eu-west-1', 'cn-north-1', 'us-gov-west-1'),
  now: fc.date({
    min: new Date('2000-01-01T00:00:00Z'),
    max: new Date('2099-12-31T00:00:00Z'),
    noInvalidDate: true,
  }),
})

describe('our signature and that of @smithy/signature-v4', () => {
  for (const service of ['sts', 'iam', 's3']) {
    it(`are the same over generated requests to ${service}`, async () => {
      await fc.assert(
        fc.asyncProperty(plan, async (request) => {
          expect(ours(request, service)).toEqual(await theirs(request, service))
        }),
        { numRuns: Math.ceil(numRuns / 3) },
      )
    })
  }
})

function ours(request: Plan, service: string): Record<string, string> {
  const pairs = Object.entries(request.query).flatMap(([name, value]) =>
    [value].flat().map((single) => `${uriEncode(name)}=${uriEncode(single)}`),
  )
  const signed = signRequest(
    {
      method: request.method,
      endpoint: new URL(`https://${request.host}`),
      target: `${pathOf(request)}${pairs.length > 0 ? `?${pairs.join('&')}` : ''}`,
      headers: request.headers,
      body: request.body,
    },
    { credentials: request.credentials, region: request.region, service, now: request.now },
  )
  return signatureHeaders(signed.headers)
}

async function theirs(request: Plan, service: string): Promise<Record<string, string>> {
  const signer = new SignatureV4({
    credentials: request.credentials,
    region: request.region,
    service,
    sha256: Sha256,
    uriEscapePath: service !== 's3',
    applyChecksum: service === 's3',
  })
  const signed = await signer.sign(
    {
      method: request.method,
      protocol: 'https:',
      hostname: request.host,
      path: pathOf(request),
      query: { ...request.query },
      headers: { ...request.headers, host: request.host },
      body: request.body,
    },
    { signingDate: request.now },
  )
  return signatureHeaders(signed.headers)
}

function pathOf(request: Plan): string {
  return `/${request.segments.map(uriEncode).join('/')}`
}

function signatureHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const names = new Set(['authorization', 'x-amz-date', 'x-amz-security-token', 'x-amz-content-sha256'])
  return Object.fromEntries(Object.entries(headers).filter(([name]) => names.has(name.toLowerCase())))
}
