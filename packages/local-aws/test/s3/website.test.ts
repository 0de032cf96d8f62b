import {
  CreateBucketCommand,
  PutBucketCorsCommand,
  PutBucketPolicyCommand,
  PutBucketWebsiteCommand,
  PutObjectCommand,
  S3Client,
  type WebsiteConfiguration,
} from '@aws-sdk/client-s3'
import { createLocalAws, type Listening, type RawResponse } from '@hallpass/local-aws'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { websiteOfHost } from '../../src/s3/index.ts'
import { encodedPath } from '../../src/s3/website/redirect.ts'
import { createS3WithBucket, header } from './s3-fixture.ts'

const aws = createLocalAws()
let server: Listening
let admin: S3Client

const index = { IndexDocument: { Suffix: 'index.html' } }
const policy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::site/*' },
    { Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::site/secret/*' },
  ],
})

beforeAll(async () => {
  server = await aws.listen()
  admin = new S3Client({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: aws.admin,
    forcePathStyle: true,
  })
  await admin.send(new CreateBucketCommand({ Bucket: 'site' }))
  await admin.send(new PutBucketPolicyCommand({ Bucket: 'site', Policy: policy }))
  const pages = ['index.html', 'error.html', 'docs/index.html', 'docs/a b.html', 'secret/index.html']
  for (const Key of pages) {
    const page = { Bucket: 'site', Key, Body: Key, ContentType: 'text/html' }
    await admin.send(new PutObjectCommand(page))
  }
  await admin.send(
    new PutObjectCommand({ Bucket: 'site', Key: 'moved', WebsiteRedirectLocation: '/docs/index.html' }),
  )
})

afterAll(async () => {
  admin.destroy()
  await server.close()
})

async function configure(WebsiteConfiguration: WebsiteConfiguration): Promise<void> {
  await admin.send(new PutBucketWebsiteCommand({ Bucket: 'site', WebsiteConfiguration }))
}

function visit(
  target: string,
  more: Readonly<Record<string, string>> = {},
  method = 'GET',
): Promise<RawResponse> {
  const headers = { Host: 'site.s3-website.localhost:4566', ...more }
  return aws.handle({ method, target, rawHeaders: Object.entries(headers).flat(), body: Buffer.of() })
}

/** Status, and where it leads or what it holds. */
async function seen(target: string, more?: Readonly<Record<string, string>>): Promise<string> {
  const answer = await visit(target, more)
  const code = header(answer, 'x-amz-error-code')
  return `${answer.status} ${header(answer, 'location') ?? code ?? Buffer.from(answer.body).toString()}`
}

describe('the website of a bucket', () => {
  it.each([
    ['bucket.s3-website-eu-west-1.amazonaws.com', 'bucket'],
    ['bucket.s3-website.eu-central-1.amazonaws.com', 'bucket'],
    ['www.lab.s3-website.localhost:4566', 'www.lab'],
    ['bucket.s3.eu-west-1.amazonaws.com', undefined],
    ['s3-website.localhost', undefined],
    ['bucket.s3-website.localhost.example.com', undefined],
  ])('has a host name of its own: %s', (host, bucket) => {
    expect(websiteOfHost(host)).toBe(bucket)
  })

  it('is not there before it is configured, nor for any other method', async () => {
    expect(await seen('/')).toBe('404 NoSuchWebsiteConfiguration')
    await configure(index)
    const put = await visit('/index.html', {}, 'PUT')
    expect([put.status, header(put, 'content-type')]).toEqual([405, 'text/html; charset=utf-8'])
    expect(await seen('/', { Host: 'none.s3-website.localhost' })).toBe('404 NoSuchBucket')
    expect(await seen('/', { Origin: 'https://evil.example.com' })).toBe('403 AccessDenied')
    expect(await seen('/%')).toBe('400 InvalidURI')
  })

  it('shows what everybody may read and nothing else', async () => {
    await configure(index)
    expect(await seen('/secret/')).toBe('403 AccessDenied')
    // Who may not list is not told what is missing.
    expect(await seen('/missing')).toBe('403 AccessDenied')
    expect(String((await visit('/missing')).body)).toContain('<h1>403 Forbidden</h1>')
    expect(await seen('/')).toBe('200 index.html')
    expect(await seen('/docs/a%20b.html?whatever=%')).toBe('200 docs/a b.html')
    const head = await visit('/', {}, 'HEAD')
    expect([head.status, head.body, header(head, 'content-type')]).toEqual([200, '', 'text/html'])
  })

  it('shows the index document of a folder, the error document, and leads where objects and folders are', async () => {
    await configure({ ...index, ErrorDocument: { Key: 'error.html' } })
    expect(await seen('/docs/')).toBe('200 docs/index.html')
    expect(await seen('/docs')).toBe('302 /docs/')
    expect(await seen('/moved')).toBe('301 /docs/index.html')
    expect(await seen('/missing')).toBe('403 error.html')
    expect(await seen('/', { Range: 'bytes=0-4' })).toBe('206 index')
  })

  it('follows routing rules, before an object is looked for and after an error', async () => {
    await configure({
      ...index,
      RoutingRules: [
        {
          Condition: { KeyPrefixEquals: 'old/' },
          Redirect: { ReplaceKeyPrefixWith: 'docs/', HttpRedirectCode: '302' },
        },
        {
          Condition: { HttpErrorCodeReturnedEquals: '403' },
          Redirect: { HostName: 'lab.example.com', Protocol: 'https', ReplaceKeyWith: 'a\r\nb' },
        },
        {
          Condition: { KeyPrefixEquals: 'app/' },
          Redirect: { ReplaceKeyPrefixWith: '#!/' },
        },
        {
          Condition: { KeyPrefixEquals: 'ask/' },
          Redirect: { ReplaceKeyWith: 'find?q=a%20b&l="é' },
        },
      ],
    })
    expect(await seen('/old/x')).toBe('302 http://site.s3-website.localhost:4566/docs/x')
    expect(await seen('/missing')).toBe('301 https://lab.example.com/a%0D%0Ab')
    expect(await seen('/app/a%20b')).toBe('301 http://site.s3-website.localhost:4566/#!/a%20b')
    expect(await seen('/ask/x')).toBe('301 http://site.s3-website.localhost:4566/find?q=a%20b&l=%22%C3%A9')
    expect(await seen('/docs/')).toBe('200 docs/index.html')
    await configure({ RedirectAllRequestsTo: { HostName: 'lab.example.com', Protocol: 'https' } })
    expect(await seen('/a?b=c')).toBe('301 https://lab.example.com/a?b=c')
  })

  it('is refused with documents and redirects that no website has', () => {
    const { refusal } = createS3WithBucket()
    const website = (inner: string) => ({ body: `<WebsiteConfiguration>${inner}</WebsiteConfiguration>` })
    const suffix = (text: string) => `<IndexDocument><Suffix>${text}</Suffix></IndexDocument>`
    const all = (inner: string) => `<RedirectAllRequestsTo>${inner}</RedirectAllRequestsTo>`
    const rule = (inner: string) =>
      `${suffix('i')}<RoutingRules><RoutingRule><Redirect>${inner}</Redirect></RoutingRule></RoutingRules>`
    for (const inner of [
      '',
      suffix(''),
      suffix('a/b'),
      all('<HostName>a&#10;b</HostName>'),
      `${all('<HostName>a</HostName>')}${suffix('i')}`,
      rule('<Protocol>ftp</Protocol>'),
      rule('<HttpRedirectCode>200</HttpRedirectCode>'),
      rule('<ReplaceKeyWith>a</ReplaceKeyWith><ReplaceKeyPrefixWith>b</ReplaceKeyPrefixWith>'),
    ]) {
      expect(refusal('PUT /lab?website', website(inner))).toEqual(['InvalidArgument', 400])
    }
    expect(refusal('PUT /lab?website', website(all('')))).toEqual(['MalformedXML', 400])
  })
})

describe('where a redirect leads', () => {
  it('holds nothing that could end its header, whatever the key', () => {
    const anyText = fc.tuple(fc.string({ unit: 'binary' }), fc.constantFrom('', '\ud800', '\r\n', '/../'))
    fc.assert(
      fc.property(anyText, (parts) => /^[\w/%.!~*'()-]*$/.test(encodedPath(parts.join('')))),
      { numRuns: 300 },
    )
  })
})

describe('a page of another origin', () => {
  const origin = 'https://lab.example.com'
  const ask = (headers: Readonly<Record<string, string>>, target = '/site/index.html', method = 'OPTIONS') =>
    aws.handle({
      method,
      target,
      rawHeaders: Object.entries({ Host: 'localhost:4566', Origin: origin, ...headers }).flat(),
      body: Buffer.of(),
    })
  const wants = (method: string, headers = '') => ({
    'Access-Control-Request-Method': method,
    ...(headers === '' ? {} : { 'Access-Control-Request-Headers': headers }),
  })

  it('may do nothing before a bucket has rules', async () => {
    const answer = await ask(wants('GET'))
    expect([answer.status, String(answer.body)]).toEqual([
      403,
      expect.stringContaining('CORSResponse: CORS is not enabled for this bucket.'),
    ])
    expect((await ask(wants('GET'), '/none/key')).status).toBe(403)
    expect((await ask({})).status).toBe(400)
    expect((await ask({}, '/site/index.html', 'GET')).status).toBe(403)
  })

  it('may do what a rule allows, and is told which headers it may read', async () => {
    await admin.send(
      new PutBucketCorsCommand({
        Bucket: 'site',
        CORSConfiguration: {
          CORSRules: [
            {
              AllowedMethods: ['GET', 'PUT'],
              AllowedOrigins: ['https://*.example.com'],
              AllowedHeaders: ['x-amz-*', 'Content-Type'],
              ExposeHeaders: ['ETag', 'x-amz-version-id'],
              MaxAgeSeconds: 60,
            },
            { AllowedMethods: ['HEAD'], AllowedOrigins: ['*'] },
          ],
        },
      }),
    )
    for (const refused of [
      wants('DELETE'),
      wants('PUT', 'authorization'),
      { ...wants('GET'), Origin: 'https://example.com' },
      { ...wants('GET'), Origin: 'http://lab.example.com' },
    ]) {
      expect((await ask(refused)).status).toBe(403)
    }
    const allowed = await ask(wants('PUT', 'X-Amz-Date, content-type'))
    expect(allowed.status).toBe(200)
    expect(header(allowed, 'access-control-allow-origin')).toBe(origin)
    expect(header(allowed, 'access-control-allow-methods')).toBe('GET, PUT')
    expect(header(allowed, 'access-control-allow-headers')).toBe('x-amz-date, content-type')
    expect(header(allowed, 'access-control-max-age')).toBe('60')
    expect(header(allowed, 'access-control-allow-credentials')).toBe('true')

    const got = await ask({}, '/site/index.html', 'GET')
    expect(got.status).toBe(200)
    expect(header(got, 'access-control-expose-headers')).toBe('ETag, x-amz-version-id')
    expect(header(got, 'access-control-allow-origin')).toBe(origin)
    const missing = await ask({}, '/site/none', 'GET')
    expect([missing.status, header(missing, 'access-control-allow-origin')]).toEqual([403, origin])
    const head = await ask({ Origin: 'null' }, '/site/index.html', 'HEAD')
    expect([head.status, header(head, 'access-control-allow-origin')]).toEqual([200, '*'])
    expect(header(head, 'access-control-allow-credentials')).toBeUndefined()
  })

  it('has no way to the sign-in by a bucket’s rules, nor by a name that somebody pointed here', async () => {
    await admin.send(new CreateBucketCommand({ Bucket: 'console' }))
    const CORSConfiguration = { CORSRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'] }] }
    await admin.send(new PutBucketCorsCommand({ Bucket: 'console', CORSConfiguration }))
    const answer = await ask({}, '/console', 'GET')
    expect(String(answer.body)).toContain('<Code>AccessDenied</Code>')
    const rebound = await ask({ Host: 'rebound.example.com' }, '/console', 'GET')
    expect(rebound.status).toBe(403)
  })

  it('is refused rules that no bucket has', () => {
    const { refusal } = createS3WithBucket()
    const rules = (inner: string) => ({
      body: `<CORSConfiguration><CORSRule>${inner}</CORSRule></CORSConfiguration>`,
    })
    const method = '<AllowedMethod>GET</AllowedMethod>'
    const origins = '<AllowedOrigin>*</AllowedOrigin>'
    expect(refusal('PUT /lab?cors', { body: '<CORSConfiguration/>' })).toEqual(['MalformedXML', 400])
    for (const inner of [method, origins, `${method}${origins}<MaxAgeSeconds>soon</MaxAgeSeconds>`]) {
      expect(refusal('PUT /lab?cors', rules(inner))).toEqual(['MalformedXML', 400])
    }
    for (const inner of [
      `<AllowedMethod>PATCH</AllowedMethod>${origins}`,
      `${method}<AllowedOrigin>*.*</AllowedOrigin>`,
      `${method}${origins}<ExposeHeader>a&#10;b</ExposeHeader>`,
    ]) {
      expect(refusal('PUT /lab?cors', rules(inner))).toEqual(['InvalidRequest', 400])
    }
  })
})
