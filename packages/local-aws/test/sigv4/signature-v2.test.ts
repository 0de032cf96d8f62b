import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'

import { type RawRequest, verifySignature } from '@hallpass/local-aws/sigv4'

import { bucketOfHost } from '../../src/s3/index.ts'

const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'

function verify(request: RawRequest, now: string, more: { v2?: boolean; token?: string } = {}) {
  return verifySignature(request, {
    now: new Date(now),
    service: 's3',
    lookup: (id, token) => {
      if (token !== more.token) return 'InvalidToken'
      return id === 'AKIAIOSFODNN7EXAMPLE' ? { secretAccessKey } : undefined
    },
    ...(more.v2 === false ? {} : { bucketOfHost }),
  })
}

const host = ['Host', 'johnsmith.s3.amazonaws.com']
const signed = (
  method: string,
  target: string,
  date: string,
  signature: string,
  more: readonly string[] = [],
): RawRequest => ({
  method,
  target,
  rawHeaders: [...host, 'Date', date, 'Authorization', `AWS AKIAIOSFODNN7EXAMPLE:${signature}`, ...more],
  body: Buffer.of(),
})
const get = signed(
  'GET',
  '/photos/puppy.jpg',
  'Tue, 27 Mar 2007 19:36:42 +0000',
  'bWq2s1WEIj+Ydj0vQ697zp+IXMU=',
)
const presigned: RawRequest = {
  method: 'GET',
  target:
    '/photos/puppy.jpg?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D&Expires=1175139620',
  rawHeaders: host,
  body: Buffer.of(),
}
const then = '2007-03-27T19:40:00Z'

// The examples of AWS's own page on the scheme.
describe('Signature Version 2', () => {
  it('is refused where it was not asked for', () => {
    expect(verify(get, then, { v2: false })).toMatchObject({ code: 'InvalidRequest' })
    expect(verify(presigned, then, { v2: false })).toMatchObject({ code: 'InvalidRequest' })
  })

  it('is refused once anything that it covers is changed', () => {
    const changed: readonly RawRequest[] = [
      { ...get, method: 'DELETE' },
      { ...get, target: '/photos/kitten.jpg' },
      { ...get, target: '/photos/puppy.jpg?acl' },
      { ...get, target: '/photos/puppy.jpg?response-content-type=text/html' },
      { ...get, rawHeaders: [...get.rawHeaders, 'x-amz-acl', 'public-read'] },
      { ...get, rawHeaders: [...get.rawHeaders, 'Content-Type', 'text/html'] },
      { ...get, rawHeaders: ['Host', 'jane.s3.amazonaws.com', ...get.rawHeaders.slice(2)] },
      { ...presigned, method: 'PUT' },
      { ...presigned, target: presigned.target.replace('1175139620', '1175139621') },
      { ...presigned, target: `${presigned.target}&x-amz-acl=public-read` },
    ]
    expect(changed.map((request) => verify(request, then))).toEqual(
      changed.map(() => expect.objectContaining({ verified: false, code: 'SignatureDoesNotMatch' })),
    )
  })

  it('is refused with a parameter that it should cover and does not', () => {
    for (const parameter of ['publicAccessBlock', 'encryption', 'made-up']) {
      expect(verify({ ...get, target: `${get.target}?${parameter}` }, then)).toMatchObject({
        code: 'InvalidRequest',
      })
    }
  })

  it('is refused too late, too early, with a token that is not wanted, and beside another signature', () => {
    expect(verify(get, '2007-03-27T19:51:43Z')).toMatchObject({ code: 'RequestTimeTooSkewed' })
    expect(verify(get, '2007-03-27T19:21:41Z')).toMatchObject({ code: 'RequestTimeTooSkewed' })
    expect(verify(presigned, '2007-03-29T03:40:20Z')).toMatchObject({ code: 'AccessDenied' })
    expect(verify(get, then, { token: 'wanted' })).toMatchObject({ code: 'InvalidToken' })
    const twice = { ...get, rawHeaders: [...get.rawHeaders, 'authorization', 'AWS AKIAIOSFODNN7EXAMPLE:x'] }
    expect(verify(twice, then)).toMatchObject({ verified: false })
    const both = { ...presigned, rawHeaders: get.rawHeaders }
    expect(verify(both, then)).toMatchObject({ code: 'InvalidArgument' })
    for (const missing of [/&Signature=[^&]*/, /&Expires=.*/, /AWSAccessKeyId=[^&]*&/]) {
      expect(verify({ ...presigned, target: presigned.target.replace(missing, '') }, then)).toMatchObject({
        verified: false,
      })
    }
  })

  it.each([
    ['GET an object', get],
    [
      'PUT an object',
      signed('PUT', '/photos/puppy.jpg', 'Tue, 27 Mar 2007 21:15:45 +0000', 'MyyxeRY7whkBe+bq8fHCL/2kKUg=', [
        'Content-Type',
        'image/jpeg',
      ]),
    ],
    [
      'list a bucket, whose parameters are not covered',
      signed(
        'GET',
        '/?prefix=photos&max-keys=50&marker=puppy',
        'Tue, 27 Mar 2007 19:42:41 +0000',
        'htDYFYduRNen8P9ZfE/s9SuKy0U=',
      ),
    ],
    [
      'fetch an ACL',
      signed('GET', '/?acl', 'Tue, 27 Mar 2007 19:44:46 +0000', 'c2WLPFtWHVgbEmeEG93a4cG37dM='),
    ],
  ])('is accepted: %s', (_, request) => {
    const now = new Date(request.rawHeaders[3] ?? '').toISOString()
    expect(verify(request, now)).toMatchObject({ verified: true, scope: { service: 's3' }, presigned: false })
  })

  it('is accepted in a presigned URL', () => {
    expect(verify(presigned, then)).toMatchObject({ verified: true, presigned: true })
  })

  it('covers the headers that a presigned URL carries in its query, and says what it signed without the token', () => {
    const toSign = 'GET\n\n\n1175139620\nx-amz-security-token:secret+token\n/johnsmith/a'
    const signature = createHmac('sha1', secretAccessKey).update(toSign).digest('base64')
    const target = (sent: string) =>
      `/a?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Expires=1175139620&x-amz-security-token=secret%2Btoken&Signature=${encodeURIComponent(sent)}`
    const verified = (sent: string) =>
      verify({ ...presigned, target: target(sent) }, then, { token: 'secret+token' })
    expect(verified(signature)).toMatchObject({ verified: true })
    const refused = verified('AAAA')
    expect(refused).toMatchObject({ code: 'SignatureDoesNotMatch' })
    expect(!refused.verified && refused.details['StringToSign']).toBe(
      toSign.replace('secret+token', '[secret]'),
    )
  })
})
