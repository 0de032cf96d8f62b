import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'
import { describe, expect, it } from 'vitest'

import { type RawRequest, verifySignature } from '@hallpass/local-aws/sigv4'

const keys = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
}
const signedAt = new Date('2022-01-27T00:14:27Z')

async function sign(
  service: string,
  options: { presign?: number; headers?: Record<string, string>; body?: string } = {},
): Promise<RawRequest> {
  const signer = new SignatureV4({
    credentials: keys,
    region: 'eu-west-1',
    service,
    sha256: Sha256,
    uriEscapePath: service !== 's3',
  })
  const request = {
    method: 'PUT',
    protocol: 'https:',
    hostname: 'localhost',
    path: '/a',
    headers: { host: 'localhost', ...options.headers },
    ...(options.body === undefined ? {} : { body: options.body }),
  }
  const result =
    options.presign === undefined
      ? await signer.sign(request, { signingDate: signedAt })
      : await signer.presign(request, { signingDate: signedAt, expiresIn: options.presign })
  const query = new URLSearchParams(
    Object.entries(result.query ?? {}).map(([k, v]): [string, string] => [k, String(v)]),
  )
  return {
    method: 'PUT',
    target: query.size === 0 ? '/a' : `/a?${query.toString()}`,
    rawHeaders: Object.entries(result.headers).flat(),
    body: Buffer.from(options.body ?? ''),
  }
}

const verify = (request: RawRequest, now = signedAt, more: { service?: string; expiresAt?: Date } = {}) =>
  verifySignature(request, {
    now,
    lookup: (id, token) => {
      if (token !== undefined) return 'InvalidToken'
      return id === keys.accessKeyId
        ? { secretAccessKey: keys.secretAccessKey, expiresAt: more.expiresAt }
        : undefined
    },
    ...(more.service === undefined ? {} : { service: more.service }),
  })

const replaceHeader = (request: RawRequest, name: string, change: (value: string) => string): RawRequest => ({
  ...request,
  rawHeaders: request.rawHeaders.map((text, index, all) =>
    index % 2 === 1 && all[index - 1]?.toLowerCase() === name ? change(text) : text,
  ),
})

const at = (text: string): Date => new Date(text)

describe('a request for STS is refused', () => {
  it('without a signature', () => {
    expect(
      verify({ method: 'POST', target: '/', rawHeaders: ['Host', 'x'], body: Buffer.of() }),
    ).toMatchObject({
      code: 'MissingAuthenticationToken',
      status: 403,
    })
  })

  it('when its clock is behind, in the words of AWS', async () => {
    expect(verify(await sign('sts'), at('2022-01-27T01:59:28Z'))).toMatchObject({
      code: 'SignatureDoesNotMatch',
      status: 403,
      message:
        'Signature expired: 20220127T001427Z is now earlier than 20220127T014428Z (20220127T015928Z - 15 min.)',
    })
  })

  it('when its clock is ahead', async () => {
    expect(verify(await sign('sts'), at('2022-01-26T23:59:26Z'))).toMatchObject({
      code: 'SignatureDoesNotMatch',
      message:
        'Signature not yet current: 20220127T001427Z is still later than 20220127T001426Z (20220126T235926Z + 15 min.)',
    })
  })

  it.each([
    ['Credential', "Authorization header requires 'Credential' parameter."],
    ['Signature', "Authorization header requires 'Signature' parameter."],
    ['SignedHeaders', "Authorization header requires 'SignedHeaders' parameter."],
  ])('when the header lacks %s', async (name, message) => {
    const request = replaceHeader(await sign('sts'), 'authorization', (value) =>
      value.replace(new RegExp(`${name}=[^,]*,? ?`), ''),
    )
    expect(verify(request)).toMatchObject({ code: 'IncompleteSignature', status: 400, message })
  })

  it('when the credential is not five elements', async () => {
    const request = replaceHeader(await sign('sts'), 'authorization', (value) =>
      value.replace('/aws4_request', ''),
    )
    expect(verify(request)).toMatchObject({
      code: 'IncompleteSignature',
      message:
        "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'AKIAIOSFODNN7EXAMPLE/20220127/eu-west-1/sts'",
    })
  })

  it('when it is scoped to another day or another service', async () => {
    const request = await sign('sts')
    expect(
      verify(replaceHeader(request, 'authorization', (value) => value.replace('20220127', '20220126'))),
    ).toMatchObject({
      code: 'SignatureDoesNotMatch',
      message:
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20220126' != '20220127', from '20220127T001427Z'.",
    })
    expect(verify(request, signedAt, { service: 'iam' })).toMatchObject({
      code: 'SignatureDoesNotMatch',
      message: "Credential should be scoped to correct service: 'iam'. ",
    })
  })

  it('when the host is not signed', async () => {
    const request = replaceHeader(await sign('sts'), 'authorization', (value) => value.replace('host;', ''))
    expect(verify(request)).toMatchObject({
      code: 'SignatureDoesNotMatch',
      message: "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    })
  })

  it('for a key that does not exist, a token that is not wanted, and credentials that have expired', async () => {
    const unknown = replaceHeader(await sign('sts'), 'authorization', (value) =>
      value.replace(keys.accessKeyId, 'AKIAAAAAAAAAAAAAAAAA'),
    )
    expect(verify(unknown)).toMatchObject({ code: 'InvalidClientTokenId', status: 403 })
    const token = await sign('sts', { headers: { 'x-amz-security-token': 'abc' } })
    expect(verify(token)).toMatchObject({ code: 'InvalidClientTokenId', status: 403 })
    expect(verify(await sign('sts'), signedAt, { expiresAt: signedAt })).toMatchObject({
      code: 'ExpiredToken',
      status: 403,
      message: 'The security token included in the request is expired',
    })
  })
})

describe('a request for S3 is refused', () => {
  it('when its clock is off by more than a quarter of an hour', async () => {
    expect(verify(await sign('s3'), at('2022-01-27T00:29:28Z'))).toMatchObject({
      code: 'RequestTimeTooSkewed',
      status: 403,
      details: { RequestTime: '20220127T001427Z', MaxAllowedSkewMilliseconds: '900000' },
    })
  })

  it('when a presigned address has expired, to the second', async () => {
    const request = await sign('s3', { presign: 60, headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } })
    expect(verify(request, at('2022-01-27T00:15:27Z'))).toMatchObject({
      code: 'AccessDenied',
      status: 403,
      message: 'Request has expired',
      details: { 'X-Amz-Expires': '60', Expires: '2022-01-27T00:15:27Z' },
    })
    expect(verify(request, at('2022-01-27T00:15:26Z'))).toMatchObject({ verified: true, presigned: true })
  })

  it.each([
    ['604801', 'X-Amz-Expires must be less than a week'],
    ['-1', 'X-Amz-Expires must be non-negative'],
    ['soon', 'X-Amz-Expires should be a number'],
  ])('when X-Amz-Expires is %s', async (expires, message) => {
    const request = await sign('s3', { presign: 60 })
    const target = request.target.replace('X-Amz-Expires=60', `X-Amz-Expires=${expires}`)
    const result = verify({ ...request, target })
    expect(result).toMatchObject({ code: 'AuthorizationQueryParametersError', status: 400 })
    expect(!result.verified && result.message).toContain(message)
  })

  it('when header and query both sign it', async () => {
    const request = await sign('s3', { presign: 60 })
    const both = { ...request, rawHeaders: [...request.rawHeaders, 'Authorization', 'AWS4-HMAC-SHA256 x'] }
    expect(verify(both, signedAt, { service: 's3' })).toMatchObject({ code: 'InvalidArgument', status: 400 })
  })

  it('when it has two Authorization headers, whatever the second says', async () => {
    for (const service of ['s3', 'sts']) {
      const request = await sign(service)
      const index = request.rawHeaders.findIndex((text) => text.toLowerCase() === 'authorization')
      const own = request.rawHeaders[index + 1] ?? ''
      for (const second of [own, 'AWS4-HMAC-SHA256 x', 'Bearer x']) {
        const twice = { ...request, rawHeaders: [...request.rawHeaders, 'AUTHORIZATION', second] }
        expect(verify(twice, signedAt, { service })).toMatchObject({ verified: false, status: 400 })
      }
      expect(verify(request, signedAt, { service })).toMatchObject({ verified: true })
    }
  })

  it.each(['Algorithm', 'Credential', 'Date', 'Expires', 'SignedHeaders', 'Signature'])(
    'when a presigned address has no X-Amz-%s',
    async (name) => {
      const request = await sign('s3', { presign: 60 })
      const target = request.target.replace(new RegExp(`([?&])X-Amz-${name}=[^&]*&?`), '$1')
      expect(verify({ ...request, target }, signedAt, { service: 's3' })).toMatchObject({
        code: 'AuthorizationQueryParametersError',
        status: 400,
      })
    },
  )

  it('with what was signed here when signatures differ, and without the session token', async () => {
    const request = await sign('s3', { headers: { 'x-amz-security-token': 'secret-token' } })
    const refused = verifySignature(
      { ...request, method: 'GET' },
      {
        now: signedAt,
        lookup: () => ({ secretAccessKey: keys.secretAccessKey }),
      },
    )
    expect(refused).toMatchObject({
      code: 'SignatureDoesNotMatch',
      details: {
        StringToSign: expect.stringMatching(/^AWS4-HMAC-SHA256\n20220127T001427Z\n/),
        CanonicalRequest: expect.stringMatching(/^GET\n\/a\n/),
      },
    })
    expect(JSON.stringify(refused)).toContain('x-amz-security-token:[secret]')
    expect(JSON.stringify(refused)).not.toContain('secret-token')
  })

  it('when the body is not the one that was signed', async () => {
    const request = await sign('s3', { body: 'hello' })
    expect(verify({ ...request, body: Buffer.from('hullo') })).toMatchObject({
      code: 'XAmzContentSHA256Mismatch',
      status: 400,
    })
    expect(verify(request)).toMatchObject({ verified: true })
  })

  it('when it does not announce its body’s hash, or announces something else', async () => {
    const announce = (value: string) =>
      sign('s3', { headers: { 'x-amz-content-sha256': value }, body: 'hello' }).then((request) =>
        verify(request),
      )
    expect(await announce('hash')).toMatchObject({ code: 'InvalidArgument', status: 400 })
    const request = await sign('s3')
    const index = request.rawHeaders.indexOf('x-amz-content-sha256')
    const rawHeaders = request.rawHeaders.toSpliced(index, 2)
    expect(verify({ ...request, rawHeaders })).toMatchObject({ code: 'InvalidRequest', status: 400 })
  })

  it('for a key that does not exist, a token that is not wanted, and credentials that have expired', async () => {
    const unknown = replaceHeader(await sign('s3'), 'authorization', (value) =>
      value.replace(keys.accessKeyId, 'AKIAAAAAAAAAAAAAAAAA'),
    )
    expect(verify(unknown)).toMatchObject({
      code: 'InvalidAccessKeyId',
      status: 403,
      details: { AWSAccessKeyId: 'AKIAAAAAAAAAAAAAAAAA' },
    })
    const token = await sign('s3', { headers: { 'x-amz-security-token': 'abc' } })
    expect(verify(token)).toMatchObject({ code: 'InvalidToken', status: 400 })
    expect(verify(await sign('s3'), signedAt, { expiresAt: signedAt })).toMatchObject({
      code: 'ExpiredToken',
      status: 400,
      message: 'The provided token has expired.',
    })
  })
})

const upload = async (body: string, decodedLength: number): Promise<RawRequest> => ({
  ...(await sign('s3', {
    headers: {
      'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      'x-amz-decoded-content-length': String(decodedLength),
      'x-amz-trailer': 'x-amz-checksum-crc32',
    },
  })),
  body: Buffer.from(body),
})

describe('an aws-chunked body', () => {
  it.each([
    ['5\r\nhell', 5],
    ['5\r\nhello\r\n', 5],
    ['5\r\nhello\r\n0\r\n', 6],
    ['5\r\nhello0\r\n', 5],
    ['x\r\nhello\r\n0\r\n', 5],
    ['fffffffff\r\nhello\r\n0\r\n', 5],
    ['', 0],
  ])('is refused as incomplete: %j', async (body, length) => {
    expect(verify(await upload(body, length))).toMatchObject({ code: 'IncompleteBody', status: 400 })
  })

  it.each([
    ['a name that was not announced', 'x-amz-checksum-crc32:AAAAAA==\r\nx-amz-copy-source:lab/key\r\n\r\n'],
    ['no checksum', 'host:lab.localhost\r\n\r\n'],
    ['nothing of what was announced', '\r\n'],
    ['a checksum twice', 'x-amz-checksum-crc32:AAAAAA==\r\nx-amz-checksum-crc32:BBBBBB==\r\n\r\n'],
    ['more after its end', 'x-amz-checksum-crc32:AAAAAA==\r\n\r\nx-amz-meta-a:b\r\n'],
    [
      'a signature where nothing is signed',
      'x-amz-checksum-crc32:AAAAAA==\r\nx-amz-trailer-signature:a\r\n\r\n',
    ],
  ])('is refused with trailers that hold %s', async (_, trailers) => {
    expect(verify(await upload(`5\r\nhello\r\n0\r\n${trailers}`, 5))).toMatchObject({
      code: 'MalformedTrailerError',
      status: 400,
    })
  })

  it('is refused when it announces as trailer what is no checksum, or what a header says already', async () => {
    const announcing = async (names: string, more: Record<string, string>, trailers: string) => ({
      ...(await sign('s3', {
        headers: {
          'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
          'x-amz-decoded-content-length': '0',
          'x-amz-trailer': names,
          ...more,
        },
      })),
      body: Buffer.from(`0\r\n${trailers}\r\n`),
    })
    const source = await announcing('x-amz-copy-source', {}, 'x-amz-copy-source:lab/key\r\n')
    expect(verify(source)).toMatchObject({ code: 'MalformedTrailerError' })
    const sent = { 'x-amz-checksum-crc32': 'AAAAAA==' }
    const twice = await announcing('x-amz-checksum-crc32', sent, 'x-amz-checksum-crc32:BBBBBB==\r\n')
    expect(verify(twice)).toMatchObject({ code: 'MalformedTrailerError' })
  })

  it('is decoded, and its trailers become headers', async () => {
    const result = verify(
      await upload('5\r\nhello\r\n1\r\n!\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n', 6),
    )
    expect(result.verified && Buffer.from(result.body).toString()).toBe('hello!')
    expect(result.verified && result.headers.get('x-amz-checksum-crc32')).toBe('AAAAAA==')
  })
})
