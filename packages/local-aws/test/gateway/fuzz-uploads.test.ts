import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createLocalAws } from '@hallpass/local-aws'
import { signature, signingKey } from '@hallpass/local-aws/sigv4'

const numRuns = Number(process.env['FC_NUM_RUNS'] ?? 400)

const now = new Date('2026-11-29T12:00:00Z')
const Statement = { Effect: 'Allow', Principal: '*', Action: 's3:PutObject', Resource: 'arn:aws:s3:::lab/*' }
const aws = createLocalAws({
  seed: { buckets: { lab: { policy: { Version: '2012-10-17', Statement } } } },
  now: () => now,
  maxStoredBytes: 4 * 1024 * 1024,
})

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    '',
    '__proto__',
    '%',
    '\0',
    '\ud800',
    '\r\n',
    '--b',
    '\r\n--b--\r\n',
    '${filename}',
    '../a',
    '0',
    '-1',
  ),
)
/** Bytes in pieces, as they may come over a connection; some connections break. */
async function* inPieces(bytes: Uint8Array, size: number, breaks: boolean): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  if (breaks) throw new Error('the connection broke')
}
/** What says of a body what may not be so, each by itself well-formed. */
const announcement = fc.constantFrom<[name: string, value: string]>(
  ['content-encoding', 'aws-chunked'],
  ['content-md5', 'XUFAKrxLKna5cZ2REBfFkg=='],
  ['x-amz-checksum-crc32', 'NhCmhg=='],
  ['x-amz-checksum-sha256', 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ='],
  ['x-amz-content-sha256', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD'],
  ['x-amz-content-sha256', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER'],
  ['x-amz-content-sha256', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'],
  ['x-amz-decoded-content-length', '5'],
  ['x-amz-sdk-checksum-algorithm', 'CRC32'],
  ['x-amz-sdk-checksum-algorithm', 'SHA256'],
  ['x-amz-trailer', 'x-amz-checksum-crc32'],
  ['x-amz-trailer', 'x-amz-checksum-crc64nvme'],
  ['x-amz-trailer', 'x-amz-checksum-crc32,x-amz-checksum-md5'],
)
const way = fc.record({
  size: fc.integer({ min: 1, max: 300 }),
  breaks: fc.constantFrom(true, false, false, false),
})

/** Nothing that this process would answer for: a fault of ours, or a header that no answer can have. */
function expectAnswer({ status, headers }: Awaited<ReturnType<typeof aws.handle>>): void {
  expect(status).not.toBe(500)
  for (const [name, value] of headers) {
    expect(name).toMatch(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/)
    // oxlint-disable-next-line no-control-regex
    expect(value).toMatch(/^[\t\x20-\x7e\x80-\xff]*$/)
  }
}

describe('no form', () => {
  const scope = { date: '20261129', region: 'us-east-1', service: 's3' }
  const name = fc.oneof(
    fc.constantFrom(
      'key',
      'acl',
      'bucket',
      'tagging',
      'policy',
      'redirect',
      'success_action_redirect',
      'success_action_status',
      'Content-Type',
      'Content-MD5',
      'x-amz-meta-a',
      'x-amz-storage-class',
      'x-amz-checksum-crc32',
      'x-amz-checksum-sha256',
      'x-amz-content-sha256',
      'x-amz-copy-source',
      'x-amz-decoded-content-length',
      'x-amz-sdk-checksum-algorithm',
      'x-amz-security-token',
      'x-amz-trailer',
      'x-amz-website-redirect-location',
      'AWSAccessKeyId',
      'signature',
      'file',
    ),
    text,
  )
  const json = fc.oneof(
    fc.jsonValue(),
    fc.tuple(
      fc.constantFrom('eq', 'starts-with', 'content-length-range', '__proto__'),
      fc.jsonValue(),
      fc.jsonValue(),
    ),
    name.map((one) => ['starts-with', `$${one}`, '']),
  )
  const document = fc.oneof(
    fc.jsonValue(),
    fc.record({
      expiration: fc.oneof(fc.constant('2026-11-29T13:00:00Z'), fc.jsonValue()),
      conditions: fc.array(json),
    }),
    // One that lets through what the form has.
    fc.constant(undefined),
  )

  it('is answered 500, or with a header that no answer can have', async () => {
    const statuses = new Set<number>()
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.tuple(name, text), announcement), { maxLength: 6 }),
        document,
        fc.constantFrom('signed', 'wrong', 'unsigned'),
        fc.constantFrom('\r\n--b--\r\n', '\r\n--b', ''),
        text,
        way,
        async (extra, given, sign, end, file, { size, breaks }) => {
          const own = {
            'x-amz-algorithm': 'AWS4-HMAC-SHA256',
            'x-amz-credential': `${aws.admin.accessKeyId}/20261129/us-east-1/s3/aws4_request`,
            'x-amz-date': '20261129T120000Z',
          }
          const fields: Array<readonly [string, string]> = [['key', 'a'], ...extra]
          const allowed = [...fields, ...Object.entries(own), ['bucket']].map(([one]) => [
            'starts-with',
            `$${one}`,
            '',
          ])
          const policy = Buffer.from(
            JSON.stringify(given ?? { expiration: '2026-11-29T13:00:00Z', conditions: allowed }),
          ).toString('base64')
          if (sign !== 'unsigned') {
            const made = signature(signingKey(aws.admin.secretAccessKey, scope), policy)
            const signed = { ...own, policy, 'x-amz-signature': sign === 'signed' ? made : '0' }
            fields.push(...Object.entries(signed))
          }
          const parts = fields.map(
            ([one, value]) => `--b\r\nContent-Disposition: form-data; name="${one}"\r\n\r\n${value}\r\n`,
          )
          const body = `${parts.join('')}--b\r\nContent-Disposition: form-data; name="file"; filename="${file}"\r\n\r\nhello${end}`
          const answer = await aws.handle({
            method: 'POST',
            target: '/lab',
            rawHeaders: ['Host', 'localhost', 'Content-Type', 'multipart/form-data; boundary=b'],
            body: inPieces(Buffer.from(body), size, breaks),
          })
          statuses.add(answer.status)
          expectAnswer(answer)
          const signer = new SignatureV4({
            credentials: aws.admin,
            region: 'us-east-1',
            service: 's3',
            sha256: Sha256,
            uriEscapePath: false,
          })
          const read = await signer.sign(
            {
              method: 'GET',
              protocol: 'http:',
              hostname: 'localhost',
              path: '/lab/a',
              headers: { host: 'localhost', 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
            },
            { signingDate: now },
          )
          expectAnswer(
            await aws.handle({
              method: 'GET',
              target: '/lab/a',
              rawHeaders: Object.entries(read.headers).flat(),
              body: new Uint8Array(),
            }),
          )
        },
      ),
      { numRuns },
    )
    expect([...statuses]).toEqual(expect.arrayContaining([204, 400, 403]))
  })
})

describe('no upload', () => {
  const header = fc.tuple(
    fc.constantFrom(
      'content-md5',
      'content-length',
      'transfer-encoding',
      'x-amz-content-sha256',
      'x-amz-decoded-content-length',
      'x-amz-trailer',
      'x-amz-checksum-crc32',
      'x-amz-checksum-sha256',
      'x-amz-sdk-checksum-algorithm',
      'x-amz-copy-source',
      'x-amz-copy-source-range',
      'if-none-match',
    ),
    fc.oneof(
      fc.string({ maxLength: 20 }).filter((value) => value.trim() !== ''),
      fc.constantFrom(
        'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
        'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
        'UNSIGNED-PAYLOAD',
        'x-amz-checksum-crc32',
        'x-amz-checksum-xxhash3',
        'CRC32C',
        '5',
        '99999999999999',
        'chunked',
        '/lab/a',
        'bytes=0-1',
      ),
    ),
  )
  const body = fc.oneof(
    text,
    fc.constantFrom(
      '5\r\nhello\r\n0\r\n\r\n',
      '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n',
      'ffffffff\r\n',
    ),
  )
  const target = fc.oneof(
    fc.constantFrom('/lab/a', '/lab/a?partNumber=1&uploadId=made'),
    fc.constantFrom('/lab/a?partNumber=1&uploadId=x', '/none/a', '/lab/a?partNumber=0&uploadId='),
  )
  /** Whose it is, and where it carries what it announces. */
  const by = fc.constantFrom('headers' as const, 'query' as const, 'nobody' as const)

  const signed = async (
    method: string,
    address: string,
    who: 'headers' | 'query',
    sent: Readonly<Record<string, string>> = {},
  ) => {
    const signer = new SignatureV4({
      credentials: aws.admin,
      region: 'us-east-1',
      service: 's3',
      sha256: Sha256,
      uriEscapePath: false,
    })
    const [path = '/', params] = address.split('?')
    const request = {
      method,
      protocol: 'http:',
      hostname: 'localhost',
      path,
      query: params === undefined ? {} : Object.fromEntries(new URLSearchParams(params)),
      headers: { host: 'localhost', 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', ...sent },
    }
    const { headers, query = {} } =
      who === 'query'
        ? await signer.presign(request, { signingDate: now, expiresIn: 60 })
        : await signer.sign(request, { signingDate: now })
    const pairs = Object.entries(query).map(
      ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`,
    )
    return { method, target: `${path}?${pairs.join('&')}`, rawHeaders: Object.entries(headers).flat() }
  }

  it('is answered 500', async () => {
    const begun = await aws.handle({
      ...(await signed('POST', '/lab/a?uploads=', 'headers')),
      body: new Uint8Array(),
    })
    const id = /<UploadId>([^<]+)/.exec(String(begun.body))?.[1] ?? ''
    const statuses = new Set<number>()
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.array(fc.oneof(header, announcement), { maxLength: 5 }),
          announcement.map((one) => [one]),
        ),
        by,
        target,
        body,
        way,
        async (extra, who, on, bytes, { size, breaks }) => {
          const sent = Object.fromEntries(extra)
          const to = on.replace('=made', `=${id}`)
          const head =
            who === 'nobody'
              ? {
                  method: 'PUT',
                  target: to,
                  rawHeaders: ['host', 'localhost', ...Object.entries(sent).flat()],
                }
              : await signed('PUT', to, who, sent)
          const answer = await aws.handle({
            ...head,
            body: inPieces(Buffer.from(bytes), size, breaks),
          })
          statuses.add(answer.status)
          expectAnswer(answer)
        },
      ),
      { numRuns },
    )
    expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 404]))
  })
})
