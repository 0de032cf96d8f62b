import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { type RawRequest, verifySignature } from '@hallpass/local-aws/sigv4'

// Issue: at least 2,000 a run; four properties of 500. More with FC_NUM_RUNS.
const numRuns = Number(process.env['FC_NUM_RUNS'] ?? 500)
const signedAt = new Date('2026-11-22T12:00:00Z')
const accessKeyId = 'AKIAIOSFODNN7EXAMPLE'

const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)

const word = fc.string({ unit: 'grapheme', maxLength: 12 })
const segment = fc.oneof(
  word,
  fc.constantFrom('a b', '+', '~', 'ü', '%41', 'a=b&c', '(x)', "o'k", '*', '日本'),
)
const queryName = fc.oneof(
  fc.stringMatching(/^[A-Za-z][A-Za-z0-9 ._~+-]{0,8}$/),
  fc.constantFrom('a', 'A', 'a-b', 'a=b', 'ü', 'X-Amz-Meta', '日'),
)
const headerName = fc.stringMatching(/^x-(amz-meta-)?[a-z][a-z0-9-]{0,8}$/)
const headerValue = fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/)

const generated = fc.record({
  method: fc.constantFrom('GET', 'PUT', 'POST', 'DELETE', 'HEAD'),
  segments: fc.array(segment, { maxLength: 4 }),
  query: fc.dictionary(queryName, fc.oneof(word, fc.array(word, { minLength: 1, maxLength: 3 })), {
    maxKeys: 5,
  }),
  headers: fc.dictionary(headerName, headerValue, { maxKeys: 4 }),
  body: fc.string({ maxLength: 50 }),
  region: fc.constantFrom('us-east-1', 'eu-west-1', 'us-gov-west-1'),
  secretAccessKey: fc.base64String({ minLength: 40, maxLength: 40 }),
  sessionToken: fc.option(fc.base64String({ minLength: 4, maxLength: 60 }), { nil: undefined }),
})
type Generated = typeof generated extends fc.Arbitrary<infer T> ? T : never

const path = (input: Generated): string => `/${input.segments.map(encode).join('/')}`

const target = (
  at: string,
  query: Readonly<Record<string, string | string[] | null | undefined>>,
): string => {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value ?? ''].flat().map((single) => `${encode(name)}=${encode(single)}`),
  )
  return pairs.length === 0 ? at : `${at}?${pairs.join('&')}`
}

async function signed(input: Generated, service: string, presign: boolean): Promise<RawRequest> {
  const { secretAccessKey, sessionToken } = input
  const signer = new SignatureV4({
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
    region: input.region,
    service,
    sha256: Sha256,
    uriEscapePath: service !== 's3',
  })
  const request = {
    method: input.method,
    protocol: 'https:',
    hostname: 'example.amazonaws.com',
    path: path(input),
    query: input.query,
    headers: {
      ...input.headers,
      host: 'example.amazonaws.com',
      ...(presign && service === 's3' ? { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } : {}),
    },
    body: input.body,
  }
  const result = presign
    ? await signer.presign(request, { signingDate: signedAt, expiresIn: 600 })
    : await signer.sign(request, { signingDate: signedAt })
  return {
    method: input.method,
    target: target(path(input), result.query ?? {}),
    rawHeaders: Object.entries(result.headers).flat(),
    body: Buffer.from(input.body),
  }
}

const verify = (request: RawRequest, input: Generated) =>
  verifySignature(request, {
    now: new Date(signedAt.getTime() + 1000),
    lookup: (id, token) =>
      id === accessKeyId && token === input.sessionToken
        ? { secretAccessKey: input.secretAccessKey }
        : 'InvalidToken',
  })

/** One change that a signature must not survive. */
const tampering = fc.constantFrom<(request: RawRequest) => RawRequest>(
  (request) => ({ ...request, method: request.method === 'GET' ? 'PUT' : 'GET' }),
  (request) => ({ ...request, target: request.target.replace('/', '/x') }),
  (request) => ({
    ...request,
    target: `${request.target}${request.target.includes('?') ? '&' : '?'}added=1`,
  }),
  (request) => ({
    ...request,
    rawHeaders: request.rawHeaders.map((text) => (text === 'example.amazonaws.com' ? 'example.com' : text)),
  }),
  (request) => ({ ...request, rawHeaders: [...request.rawHeaders, 'X-Amz-Added', '1'] }),
)

describe.each(['iam', 's3'])('requests for %s', (service) => {
  describe.each([
    ['header', false],
    ['presigned', true],
  ])('%s', (_, presign) => {
    it('signed by the AWS SDK are refused once tampered with, and accepted as they are', async () => {
      await fc.assert(
        fc.asyncProperty(generated, tampering, async (input, tamper) => {
          const request = await signed(input, service, presign)
          expect(verify(tamper(request), input).verified).toBe(false)
          expect(verify(request, input)).toMatchObject({ verified: true, accessKeyId, presigned: presign })
        }),
        { numRuns },
      )
    })
  })
})
