import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'

import {
  canonicalRequest,
  type RawRequest,
  signature,
  signingKey,
  stringToSign,
  verifySignature,
} from '@hallpass/local-aws/sigv4'

// IAM User Guide and S3 API Reference publish this secret with their examples.
const s3Secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
const emptyHash = createHash('sha256').digest('hex')

const authorization = (signedHeaders: string, hex: string): string =>
  `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=${signedHeaders},Signature=${hex}`

const request = (method: string, target: string, headers: Record<string, string>, body = ''): RawRequest => ({
  method,
  target,
  rawHeaders: Object.entries(headers).flat(),
  body: Buffer.from(body),
})

const chunk = (size: number, hex: string): string =>
  `${size.toString(16)};chunk-signature=${hex}\r\n${'a'.repeat(size)}\r\n`

const upload = (text: string): RawRequest =>
  request(
    'PUT',
    '/examplebucket/chunkObject.txt',
    {
      Host: 's3.amazonaws.com',
      'x-amz-date': '20130524T000000Z',
      'x-amz-storage-class': 'REDUCED_REDUNDANCY',
      Authorization: authorization(
        'content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class',
        '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
      ),
      'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
      'Content-Encoding': 'aws-chunked',
      'x-amz-decoded-content-length': '66560',
      'Content-Length': '66824',
    },
    text,
  )

const trailed = (text: string): RawRequest =>
  request(
    'PUT',
    '/examplebucket/chunkObject.txt',
    {
      Host: 's3.amazonaws.com',
      'x-amz-date': '20130524T000000Z',
      'x-amz-storage-class': 'REDUCED_REDUNDANCY',
      Authorization: authorization(
        'content-encoding;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class;x-amz-trailer',
        '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e',
      ),
      'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
      'Content-Encoding': 'aws-chunked',
      'x-amz-decoded-content-length': '66560',
      'x-amz-trailer': 'x-amz-checksum-crc32c',
      'Content-Length': '66824',
    },
    text,
  )

describe('the IAM ListUsers example of the AWS documentation', () => {
  const headers = new Map([
    ['content-type', 'application/x-www-form-urlencoded; charset=utf-8'],
    ['host', 'iam.amazonaws.com'],
    ['x-amz-date', '20150830T123600Z'],
  ])
  const scope = { date: '20150830', region: 'us-east-1', service: 'iam' }
  const canonical = canonicalRequest({
    method: 'GET',
    target: '/?Action=ListUsers&Version=2010-05-08',
    headers,
    signedHeaders: ['content-type', 'host', 'x-amz-date'],
    payloadHash: emptyHash,
    normalizePath: true,
  })

  it('has the documented canonical request', () => {
    expect(createHash('sha256').update(canonical).digest('hex')).toBe(
      'f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59',
    )
  })

  it('has the documented string to sign', () => {
    expect(stringToSign('20150830T123600Z', scope, canonical)).toBe(
      [
        'AWS4-HMAC-SHA256',
        '20150830T123600Z',
        '20150830/us-east-1/iam/aws4_request',
        'f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59',
      ].join('\n'),
    )
  })

  it('has the documented signing key and signature', () => {
    const key = signingKey('wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', scope)
    expect(key.export().toString('hex')).toBe(
      'c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9',
    )
    expect(signature(key, stringToSign('20150830T123600Z', scope, canonical))).toBe(
      '5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
    )
  })
})

describe('the examples of the S3 API Reference', () => {
  const now = new Date('2013-05-24T00:00:00Z')
  const verify = (example: RawRequest) =>
    verifySignature(example, {
      lookup: (id) => (id === 'AKIAIOSFODNN7EXAMPLE' ? { secretAccessKey: s3Secret } : undefined),
      now,
    })
  const host = 'examplebucket.s3.amazonaws.com'
  it('refuses GET Object when one digit of the signature is changed', () => {
    const result = verify(
      request('GET', '/test.txt', {
        Host: host,
        Range: 'bytes=0-9',
        'x-amz-content-sha256': emptyHash,
        'x-amz-date': '20130524T000000Z',
        Authorization: authorization(
          'host;range;x-amz-content-sha256;x-amz-date',
          'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb42',
        ),
      }),
    )
    expect(result).toMatchObject({ verified: false, code: 'SignatureDoesNotMatch', status: 403 })
  })

  it.each([
    [
      'GET Object',
      request('GET', '/test.txt', {
        Host: host,
        Range: 'bytes=0-9',
        'x-amz-content-sha256': emptyHash,
        'x-amz-date': '20130524T000000Z',
        Authorization: authorization(
          'host;range;x-amz-content-sha256;x-amz-date',
          'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
        ),
      }),
    ],
    [
      'PUT Object',
      request(
        'PUT',
        '/test%24file.text',
        {
          Host: host,
          Date: 'Fri, 24 May 2013 00:00:00 GMT',
          'x-amz-date': '20130524T000000Z',
          'x-amz-storage-class': 'REDUCED_REDUNDANCY',
          'x-amz-content-sha256': '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
          Authorization: authorization(
            'date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class',
            '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
          ),
        },
        'Welcome to Amazon S3.',
      ),
    ],
    [
      'GET Bucket Lifecycle',
      request('GET', '/?lifecycle', {
        Host: host,
        'x-amz-date': '20130524T000000Z',
        'x-amz-content-sha256': emptyHash,
        Authorization: authorization(
          'host;x-amz-content-sha256;x-amz-date',
          'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
        ),
      }),
    ],
    [
      'List Objects',
      request('GET', '/?max-keys=2&prefix=J', {
        Host: host,
        'x-amz-date': '20130524T000000Z',
        'x-amz-content-sha256': emptyHash,
        Authorization: authorization(
          'host;x-amz-content-sha256;x-amz-date',
          '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
        ),
      }),
    ],
    [
      'the presigned GET Object',
      request(
        'GET',
        '/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
        { Host: host },
      ),
    ],
  ])('accepts %s', (_, example) => {
    expect(verify(example)).toMatchObject({ verified: true, accessKeyId: 'AKIAIOSFODNN7EXAMPLE' })
  })

  it('decodes the chunked upload, and refuses it once a byte of the second chunk is changed', () => {
    const body =
      chunk(65536, 'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648') +
      chunk(1024, '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497') +
      chunk(0, 'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9')
    expect(verify(upload(`${body.slice(0, 65_800)}b${body.slice(65_801)}`))).toMatchObject({
      verified: false,
      code: 'SignatureDoesNotMatch',
    })
    for (const more of ['x', '\r\n\r\n', '0\r\n', 'x-amz-checksum-crc32:AAAAAA==\r\n']) {
      expect(verify(upload(body + more))).toMatchObject({ verified: false, code: 'IncompleteBody' })
    }
    const result = verify(upload(body))
    expect(result).toMatchObject({ verified: true })
    expect(result.verified && Buffer.from(result.body).equals(Buffer.from('a'.repeat(66_560)))).toBe(true)
  })

  it('decodes the chunked upload with a trailer, and refuses it once the trailer is changed', () => {
    const body =
      chunk(65536, 'b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2') +
      chunk(1024, '1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7') +
      chunk(0, '2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992').replace(/\r\n$/, '') +
      'x-amz-checksum-crc32c:sOO8/Q==\r\n' +
      'x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n'
    expect(verify(trailed(`${body}x-amz-acl:public-read\r\n`))).toMatchObject({
      code: 'MalformedTrailerError',
    })
    expect(verify(trailed(body.replace('sOO8', 'sOO9')))).toMatchObject({ code: 'SignatureDoesNotMatch' })
    const result = verify(trailed(body))
    expect(result).toMatchObject({ verified: true })
    expect(result.verified && result.headers.get('x-amz-checksum-crc32c')).toBe('sOO8/Q==')
  })
})
