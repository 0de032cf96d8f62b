import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { canonicalRequest } from '../../src/query/sigv4/canonical-request.ts'
import { cachedSigningKey, signingKey } from '../../src/query/sigv4/signing-key.ts'
import { amzDate, signature, signRequest, stringToSign } from '../../src/query/sigv4/sigv4.ts'
import type { HttpRequest } from '../../src/wire/http.ts'

const emptyHash = createHash('sha256').update('').digest('hex')

describe('AWS’s worked example of IAM ListUsers', () => {
  const credentials = {
    accessKeyId: 'AKIDEXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  }
  const scope = { date: '20150830', region: 'us-east-1', service: 'iam' }
  const headers = {
    'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8',
    Host: 'iam.amazonaws.com',
    'X-Amz-Date': '20150830T123600Z',
  }
  const target = '/?Action=ListUsers&Version=2010-05-08'
  const canonical = canonicalRequest({
    method: 'GET',
    target,
    headers,
    payloadHash: emptyHash,
    service: 'iam',
  })

  it('has the documented canonical request', () => {
    expect(canonical.signedHeaders).toBe('content-type;host;x-amz-date')
    expect(createHash('sha256').update(canonical.text).digest('hex')).toBe(
      'f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59',
    )
  })

  it('has the documented string to sign, signing key and signature', () => {
    const text = stringToSign('20150830T123600Z', scope, canonical.text)
    expect(text).toBe(
      'AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/iam/aws4_request\n' +
        'f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59',
    )
    const key = signingKey(credentials.secretAccessKey, scope)
    expect(key.toString('hex')).toBe('c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9')
    expect(signature(key, text)).toBe('5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7')
  })

  it('is signed as documented by signRequest', () => {
    const signed = signRequest(
      { method: 'GET', endpoint: new URL('https://iam.amazonaws.com'), target, headers },
      { credentials, region: 'us-east-1', service: 'iam', now: new Date('2015-08-30T12:36:00Z') },
    )
    expect(signed.headers['authorization']).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, ' +
        'SignedHeaders=content-type;host;x-amz-date, ' +
        'Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
    )
  })
})

describe('AWS’s worked examples of S3', () => {
  const examples: readonly { name: string; request: Omit<HttpRequest, 'endpoint'>; expected: string }[] = [
    {
      name: 'GET object',
      request: { method: 'GET', target: '/test.txt', headers: { Range: 'bytes=0-9' } },
      expected: 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    },
    {
      name: 'PUT object',
      request: {
        method: 'PUT',
        target: '/test$file.text',
        headers: { Date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
        body: 'Welcome to Amazon S3.',
      },
      expected: '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
    },
    {
      name: 'GET bucket lifecycle',
      request: { method: 'GET', target: '/?lifecycle', headers: {} },
      expected: 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
    },
    {
      name: 'list objects',
      request: { method: 'GET', target: '/?max-keys=2&prefix=J', headers: {} },
      expected: '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
    },
  ]

  for (const { name, request, expected } of examples) {
    it(`signs "${name}" as documented`, () => {
      const signed = signRequest(
        { ...request, endpoint: new URL('https://examplebucket.s3.amazonaws.com') },
        {
          credentials: {
            accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
            secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
          },
          region: 'us-east-1',
          service: 's3',
          now: new Date('2013-05-24T00:00:00Z'),
        },
      )
      expect(signed.headers['authorization']).toMatch(new RegExp(`Signature=${expected}$`))
    })
  }
})

describe('signRequest', () => {
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'first' }
  const options = { credentials, region: 'eu-west-1', service: 'sts', now: new Date(0) }
  const request: HttpRequest = {
    method: 'POST',
    endpoint: new URL('http://127.0.0.1:4566'),
    target: '/',
    headers: {
      Authorization: 'stale',
      'X-Amz-Security-Token': 'stale',
      'User-Agent': 'test',
      'X-Amz-Date': 'stale',
    },
    body: 'Action=GetCallerIdentity',
  }

  it('replaces what an earlier signature left behind', () => {
    const { headers } = signRequest(request, options)
    expect(JSON.stringify(headers)).not.toContain('stale')
    expect(headers).not.toHaveProperty('x-amz-security-token')
    expect(headers['x-amz-date']).toBe('19700101T000000Z')
  })

  it('leaves the request that it was given as it was', () => {
    const before = structuredClone(request.headers)
    signRequest(request, options)
    expect(request.headers).toEqual(before)
  })

  it('signs host and port, and not what proxies change', () => {
    const { headers } = signRequest(request, options)
    expect(headers['host']).toBe('127.0.0.1:4566')
    expect(headers['user-agent']).toBe('test')
    expect(headers['authorization']).toContain('SignedHeaders=host;x-amz-date,')
  })

  it('signs the session token along', () => {
    const signed = signRequest(request, {
      ...options,
      credentials: { ...credentials, sessionToken: 'token' },
    })
    expect(signed.headers['x-amz-security-token']).toBe('token')
    expect(signed.headers['authorization']).toContain('SignedHeaders=host;x-amz-date;x-amz-security-token,')
  })

  it('signs otherwise for another secret under the same access key id', () => {
    const other = signRequest(request, {
      ...options,
      credentials: { ...credentials, secretAccessKey: 'second' },
    })
    expect(other.headers['authorization']).not.toBe(signRequest(request, options).headers['authorization'])
  })
})

describe('cachedSigningKey', () => {
  it('gives every scope and secret its own key, whether it is remembered or not', () => {
    for (let round = 0; round < 2; round++) {
      for (let day = 10; day < 100; day++) {
        const scope = { date: `202601${day}`, region: 'eu-west-1', service: 'sts' }
        expect(cachedSigningKey(`secret ${day % 7}`, scope).export()).toEqual(
          signingKey(`secret ${day % 7}`, scope),
        )
      }
    }
  })

  it('derives the key of a scope once', () => {
    const scope = { date: '20260101', region: 'eu-west-1', service: 'sts' }
    expect(cachedSigningKey('secret', scope)).toBe(cachedSigningKey('secret', scope))
  })
})

describe('canonicalRequest', () => {
  const cases = [
    { target: '/', service: 'sts', uri: '/', query: '' },
    { target: '?', service: 'sts', uri: '/', query: '' },
    { target: '/a/./b/../c//d', service: 'sts', uri: '/a/c/d', query: '' },
    { target: '/../..', service: 'sts', uri: '/', query: '' },
    { target: '/a//', service: 'sts', uri: '/a/', query: '' },
    { target: '/a%20b', service: 'sts', uri: '/a%2520b', query: '' },
    { target: '/a/../b//c', service: 's3', uri: '/a/../b//c', query: '' },
    { target: '/a%20b(1)%2Fc', service: 's3', uri: '/a%20b%281%29%2Fc', query: '' },
    { target: '/100%', service: 's3', uri: '/100%25', query: '' },
    { target: '/?b=2&a=2&a=1&B', service: 'sts', uri: '/', query: 'B=&a=1&a=2&b=2' },
    { target: '/?a=x+y&&c=%2b', service: 'sts', uri: '/', query: 'a=x%20y&c=%2B' },
    { target: "/?q=!'()*~-._", service: 'sts', uri: '/', query: 'q=%21%27%28%29%2A~-._' },
    { target: '/?a=b=c', service: 'sts', uri: '/', query: 'a=b%3Dc' },
  ]
  for (const { target, service, uri, query } of cases) {
    it(`reads ${target} of ${service} as ${uri} with query "${query}"`, () => {
      expect(uriAndQuery(target, service)).toEqual([uri, query])
    })
  }

  it('folds white space in header values and sorts headers by their lower-case names', () => {
    const { text, signedHeaders } = canonicalRequest({
      method: 'GET',
      target: '/',
      headers: { 'X-B': '  two \t  words ', 'x-a': '1', 'Proxy-Authorization': 'Basic', Connection: 'close' },
      payloadHash: emptyHash,
      service: 'sts',
    })
    expect(signedHeaders).toBe('x-a;x-b')
    expect(text).toBe(`GET\n/\n\nx-a:1\nx-b:two words\n\nx-a;x-b\n${emptyHash}`)
  })
})

describe('amzDate', () => {
  it('writes the second in UTC without fractions', () => {
    expect(amzDate(new Date('2026-11-22T07:01:02.999Z'))).toBe('20261122T070102Z')
  })
})

function uriAndQuery(target: string, service: string): string[] {
  const { text } = canonicalRequest({ method: 'GET', target, headers: {}, payloadHash: emptyHash, service })
  return text.split('\n').slice(1, 3)
}
