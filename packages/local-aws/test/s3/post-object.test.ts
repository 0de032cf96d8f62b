import { execFile } from 'node:child_process'
import { createHmac, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createLocalAws, type KeyPair, type Listening } from '@hallpass/local-aws'
import { signature, signingKey } from '@hallpass/local-aws/sigv4'
import { cleanEnvironment, requireTool } from '../tools.ts'

const now = new Date('2026-11-29T12:00:00Z')
const clock = { now }
const aws = createLocalAws({
  now: () => clock.now,
  seed: {
    buckets: {
      lab: {},
      open: {
        policy: {
          Version: '2012-10-17',
          Statement: {
            Effect: 'Allow',
            Principal: '*',
            Action: 's3:PutObject',
            Resource: 'arn:aws:s3:::open/*',
          },
        },
      },
    },
    users: {
      poster: {
        policies: {
          post: {
            Version: '2012-10-17',
            Statement: {
              Effect: 'Allow',
              Action: 's3:PutObject',
              Resource: 'arn:aws:s3:::lab/user/*',
              Condition: { StringEquals: { 's3:authType': 'POST' } },
            },
          },
        },
      },
    },
  },
})
let server: Listening

beforeAll(async () => {
  server = await aws.listen()
})
afterAll(() => server.close())

type Fields = Record<string, string>
interface Form {
  readonly fields?: Fields
  readonly conditions?: readonly unknown[]
  /** Default: in an hour. */
  readonly expiration?: string
  readonly file?: { readonly name: string; readonly bytes: Uint8Array } | undefined
  readonly keys?: KeyPair
  readonly version?: 2 | 4
  readonly bucket?: string
  readonly headers?: Fields
}

/** Fields and policy that belong together: a test adds to either. */
function signedFields({
  fields = {},
  conditions,
  expiration = '2026-11-29T13:00:00Z',
  keys = aws.admin,
  version = 4,
  bucket = 'lab',
}: Form): Fields {
  const scope = { date: '20261129', region: 'us-east-1', service: 's3' }
  const own: Fields =
    version === 2
      ? { AWSAccessKeyId: keys.accessKeyId }
      : {
          'x-amz-algorithm': 'AWS4-HMAC-SHA256',
          'x-amz-credential': `${keys.accessKeyId}/20261129/us-east-1/s3/aws4_request`,
          'x-amz-date': '20261129T115900Z',
        }
  const all: Fields = { key: 'user/a', ...fields, ...own }
  const policy = Buffer.from(
    JSON.stringify({
      expiration,
      conditions: [
        { bucket },
        ...Object.entries(own).map(([name, value]) => ({ [name]: value })),
        ...(conditions ??
          Object.entries({ key: 'user/a', ...fields }).map(([name, value]) => ({ [name]: value }))),
      ],
    }),
  ).toString('base64')
  return {
    ...all,
    policy,
    ...(version === 2
      ? { signature: createHmac('sha1', keys.secretAccessKey).update(policy).digest('base64') }
      : { 'x-amz-signature': signature(signingKey(keys.secretAccessKey, scope), policy) }),
  }
}

async function submit(fields: Fields, form: Form = {}): Promise<Response> {
  const { file = { name: 'notes.txt', bytes: Buffer.from('hello') }, bucket = 'lab', headers = {} } = form
  const data = new FormData()
  for (const [name, value] of Object.entries(fields)) data.append(name, value)
  if (!('file' in form && form.file === undefined)) data.append('file', new Blob([file.bytes]), file.name)
  data.append('after', 'is not looked at')
  return fetch(`${server.url}/${bucket}`, { method: 'POST', body: data, headers, redirect: 'manual' })
}

const post = (form: Form = {}): Promise<Response> => submit(signedFields(form), form)

/** Status and code, or status and message where the code is AccessDenied. */
async function outcome(answer: Response | Promise<Response>): Promise<string> {
  const response = await answer
  const text = await response.text()
  const part = (name: string) => new RegExp(`<${name}>([^<]*)`).exec(text)?.[1] ?? ''
  return `${response.status} ${part('Code')} ${part('Message')}`
    .trim()
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
}

const stored = async (key: string): Promise<Response> => {
  const { accessKeyId, secretAccessKey } = aws.admin
  // Version 2 needs no more than a line.
  const expires = String(Math.floor(clock.now.getTime() / 1000) + 60)
  const signed = createHmac('sha1', secretAccessKey)
    .update(`GET\n\n\n${expires}\n/lab/${key}`)
    .digest('base64')
  const query = new URLSearchParams({ AWSAccessKeyId: accessKeyId, Expires: expires, Signature: signed })
  return fetch(`${server.url}/lab/${key}?${query.toString()}`)
}

describe('a form', () => {
  it.each([
    ['without a signature', { key: 'user/a' }, '403 AccessDenied Access Denied'],
    [
      'without a key',
      { policy: 'e30=' },
      "400 InvalidArgument Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields.",
    ],
    [
      'with a policy that nobody signed',
      { key: 'user/a', policy: 'e30=' },
      "400 InvalidArgument Bucket POST must contain a field named 'AWSAccessKeyId'.  If it is specified, please check the order of the fields.",
    ],
    [
      'with a signature over nothing',
      { key: 'user/a', 'x-amz-signature': '0' },
      "400 InvalidArgument Bucket POST must contain a field named 'policy'.  If it is specified, please check the order of the fields.",
    ],
  ] as const)('is refused %s', async (_, fields, expected) => {
    expect(await outcome(submit(fields))).toBe(expected)
  })

  it('is refused with a wrong signature, an unknown key, and two signatures', async () => {
    const fields = signedFields({})
    expect(await outcome(submit({ ...fields, policy: `${fields['policy']}=` }))).toMatch(
      /^403 SignatureDoesNotMatch/,
    )
    const other = { accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' }
    expect(await outcome(post({ keys: other }))).toMatch(/^403 InvalidAccessKeyId/)
    expect(await outcome(post({ keys: other, version: 2 }))).toMatch(/^403 InvalidAccessKeyId/)
    expect(await outcome(submit({ ...fields, signature: 'x' }))).toMatch(/^400 InvalidArgument Only one auth/)
    expect(await outcome(submit({ ...fields, 'x-amz-date': '20261128T115900Z' }))).toMatch(
      /^400 AuthorizationHeaderMalformed/,
    )
  })

  it('is refused once its policy has ended', async () => {
    const expired = '403 AccessDenied Invalid according to Policy: Policy expired.'
    expect(await outcome(post({ expiration: '2026-11-29T12:00:00Z' }))).toBe(expired)
    expect(await outcome(post({ expiration: '2026-11-29T12:00:00.001Z' }))).toBe('204')
  })

  it.each<[string, readonly unknown[], string]>([
    ['another key', [{ key: 'user/b' }], 'Policy Condition failed: ["eq", "$key", "user/b"]'],
    [
      'another beginning',
      [['starts-with', '$key', 'users/']],
      'Policy Condition failed: ["starts-with", "$key", "users/"]',
    ],
    [
      'a field that is not there',
      [{ key: 'user/a' }, ['eq', '$Content-Type', 'text/plain']],
      'Policy Condition failed: ["eq", "$Content-Type", "text/plain"]',
    ],
    ['a field that it does not name', [], 'Extra input fields: key'],
  ])('is refused with %s', async (_, conditions, problem) => {
    expect(await outcome(post({ conditions }))).toBe(
      `403 AccessDenied Invalid according to Policy: ${problem}`,
    )
  })

  it('is refused for another bucket, and with a field more', async () => {
    const fields = signedFields({})
    expect(await outcome(submit(fields, { bucket: 'open' }))).toBe(
      '403 AccessDenied Invalid according to Policy: Policy Condition failed: ["eq", "$bucket", "lab"]',
    )
    expect(await outcome(submit({ ...fields, 'x-amz-meta-a': 'b' }))).toBe(
      '403 AccessDenied Invalid according to Policy: Extra input fields: x-amz-meta-a',
    )
    expect(await outcome(submit({ ...fields, 'x-ignore-a': 'b' }))).toBe('204')
  })

  it.each<[string, unknown]>([
    ['Invalid JSON.', '{'],
    ['Invalid JSON.', '[]'],
    ['Policy missing expiration.', { conditions: [] }],
    ['Policy missing conditions.', { expiration: '2026-11-29T13:00:00Z' }],
    ["Invalid 'expiration' value: 'tomorrow'", { expiration: 'tomorrow', conditions: [] }],
    [
      "Invalid 'expiration' value: '2031-02-30T00:00:00Z'",
      { expiration: '2031-02-30T00:00:00Z', conditions: [] },
    ],
    ["Unexpected: 'more'", { more: 1 }],
    [
      'Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.',
      { expiration: '2026-11-29T13:00:00Z', conditions: [{}] },
    ],
    [
      "Invalid Condition: operation 'like' not supported.",
      { expiration: '2026-11-29T13:00:00Z', conditions: [['like', '$key', 'a']] },
    ],
    [
      `Invalid Condition: operation '{"toString":1}' not supported.`,
      { expiration: '2026-11-29T13:00:00Z', conditions: [[{ toString: 1 }, '$key', 'a']] },
    ],
    [`Invalid 'expiration' value: '{"toString":1}'`, { expiration: { toString: 1 }, conditions: [] }],
    [
      'Invalid content-length-range: it must have two whole numbers.',
      { expiration: '2026-11-29T13:00:00Z', conditions: [['content-length-range', -1, 5]] },
    ],
  ])('is refused with a policy that is none: %s', async (problem, document) => {
    const policy = Buffer.from(typeof document === 'string' ? document : JSON.stringify(document)).toString(
      'base64',
    )
    const scope = { date: '20261129', region: 'us-east-1', service: 's3' }
    const signed = {
      policy,
      'x-amz-signature': signature(signingKey(aws.admin.secretAccessKey, scope), policy),
    }
    expect(await outcome(submit({ ...signedFields({}), ...signed }))).toBe(
      `400 InvalidPolicyDocument Invalid Policy: ${problem}`,
    )
  })

  it('is refused with a file longer or shorter than its policy says, of which nothing is kept', async () => {
    const conditions = [
      ['starts-with', '$key', ''],
      ['content-length-range', 10, 100_000],
    ]
    const key = 'user/range'
    const send = (length: number) =>
      outcome(post({ fields: { key }, conditions, file: { name: 'a', bytes: randomBytes(length) } }))
    expect(await send(9)).toMatch(/^400 EntityTooSmall/)
    expect(await send(100_001)).toMatch(/^400 EntityTooLarge/)
    expect((await stored(key)).status).toBe(404)
    expect(await send(10)).toBe('204')
    expect(await send(100_000)).toBe('204')
  })

  it('is refused without a file, with too much before it, and when it is none', async () => {
    expect(await outcome(post({ file: undefined }))).toBe(
      '400 InvalidArgument POST requires exactly one file upload per request.',
    )
    expect(await outcome(submit({ key: 'a', 'x-amz-meta-a': 'x'.repeat(21_000) }))).toMatch(
      /^400 MaxPostPreDataLengthExceededError/,
    )
    const raw = (body: string, type = 'multipart/form-data; boundary=b') =>
      outcome(fetch(`${server.url}/lab`, { method: 'POST', body, headers: { 'content-type': type } }))
    for (const body of [
      '',
      'text',
      '--b\r\n\r\n\r\n--b--',
      '--b\r\nContent-Disposition: form-data\r\n\r\n',
    ]) {
      expect(await raw(body)).toMatch(/^400 MalformedPOSTRequest/)
    }
    expect(await raw('--b--\r\n', 'multipart/form-data')).toMatch(/^400 MalformedPOSTRequest/)
  })

  it('that is cut off within its file makes nothing', async () => {
    const fields = { key: 'cut' }
    const parts = Object.entries(fields).map(
      ([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    )
    const file = '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhello'
    const send = (end: string) =>
      outcome(
        fetch(`${server.url}/open`, {
          method: 'POST',
          body: `${parts.join('')}${file}${end}`,
          headers: { 'content-type': 'multipart/form-data; boundary="b"' },
        }),
      )
    expect(await send('')).toMatch(/^400 MalformedPOSTRequest/)
    expect(await send('\r\n--')).toMatch(/^400 MalformedPOSTRequest/)
    expect(await send('\r\n--b--\r\n')).toBe('204')
  })

  it('of a page of another origin is refused unless somebody signed it', async () => {
    const headers = { origin: 'https://lab.example.com' }
    expect(await outcome(submit({ key: 'a' }, { bucket: 'open' }))).toBe('204')
    expect(await outcome(submit({ key: 'a' }, { bucket: 'open', headers }))).toBe(
      '403 AccessDenied Access Denied',
    )
    expect(await outcome(post({ headers }))).toBe('204')
  })

  it('may do what its signer may, by a form', async () => {
    const poster = aws.keys.get('poster')
    if (poster === undefined) throw new Error('there is no key')
    expect(await outcome(post({ keys: poster }))).toBe('204')
    expect(await outcome(post({ keys: poster, fields: { key: 'other/a' } }))).toMatch(
      /^403 AccessDenied User: arn:aws:iam::111122223333:user\/poster is not authorized to perform: s3:PutObject/,
    )
    expect(await outcome(post({ keys: poster, version: 2 }))).toBe('204')
  })
})

describe('the object that a form makes', () => {
  it('has the file’s bytes, and what the fields say of it', async () => {
    const bytes = Buffer.concat([randomBytes(300_000), Buffer.from('\r\n--'), randomBytes(5)])
    const answer = await post({
      fields: {
        key: 'user/${filename}',
        'Content-Type': 'text/plain',
        'Cache-Control': 'no-store',
        'x-amz-meta-who': 'Ærø',
        tagging: '<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>',
      },
      conditions: [
        ['starts-with', '$key', 'user/'],
        ['starts-with', '$Content-Type', 'text/'],
        ['starts-with', '$Cache-Control', ''],
        ['eq', '$x-amz-meta-who', 'Ærø'],
        ['starts-with', '$tagging', ''],
      ],
      file: { name: 'C:\\folder\\notes one.bin', bytes },
    })
    expect([answer.status, answer.headers.get('location')]).toEqual([
      204,
      `${server.url}/lab/user/notes%20one.bin`,
    ])
    const got = await stored('user/notes%20one.bin')
    expect(Buffer.from(await got.arrayBuffer()).equals(bytes)).toBe(true)
    expect(Object.fromEntries(got.headers)).toMatchObject({
      'content-type': 'text/plain',
      'cache-control': 'no-store',
      'x-amz-meta-who': Buffer.from('Ærø').toString('latin1'),
      'x-amz-tagging-count': '1',
      etag: answer.headers.get('etag'),
    })
  })

  it('is refused with what no header can hold', async () => {
    expect(await outcome(post({ fields: { 'x-amz-meta-a': 'a\u0001b' } }))).toMatch(/^400 InvalidArgument/)
    expect(await outcome(post({ fields: { 'x-amz-meta-a b': 'c' } }))).toMatch(/^400 InvalidArgument/)
  })

  it('is refused when it announces a trailer, which no form has', async () => {
    for (const name of ['x-amz-checksum-crc32', 'x-amz-checksum-sha256', 'x-lab']) {
      expect(await outcome(post({ fields: { 'x-amz-trailer': name } }))).toMatch(/^400 MalformedTrailerError/)
    }
  })

  it('says where its object is, also where the host names the bucket', async () => {
    const body =
      '--b\r\nContent-Disposition: form-data; name="key"\r\n\r\na/x y.txt\r\n' +
      '--b\r\nContent-Disposition: form-data; name="success_action_status"\r\n\r\n201\r\n' +
      '--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nhello\r\n--b--\r\n'
    const sent = (Host: string, target: string) =>
      aws.handle({
        method: 'POST',
        target,
        rawHeaders: ['Host', Host, 'Content-Type', 'multipart/form-data; boundary=b'],
        body: Buffer.from(body),
      })
    for (const [host, target, location] of [
      ['open.localhost:4566', '/', 'http://open.localhost:4566/a/x%20y.txt'],
      ['open.s3.amazonaws.com', '/', 'http://open.s3.amazonaws.com/a/x%20y.txt'],
      ['localhost:4566', '/open', 'http://localhost:4566/open/a/x%20y.txt'],
    ] as const) {
      const answer = await sent(host, target)
      expect([answer.status, answer.headers.find(([name]) => name === 'Location')?.[1]]).toEqual([
        201,
        location,
      ])
      expect(String(answer.body)).toContain(`<Location>${location}</Location>`)
    }
  })

  it('is answered as the form wants', async () => {
    const status = (value: string) => post({ fields: { success_action_status: value } })
    expect((await status('200')).status).toBe(200)
    expect((await status('404')).status).toBe(204)
    const created = await status('201')
    expect([created.status, await created.text()]).toEqual([
      201,
      `<?xml version="1.0" encoding="UTF-8"?>\n<PostResponse><Location>${server.url}/lab/user/a</Location><Bucket>lab</Bucket><Key>user/a</Key><ETag>&quot;5d41402abc4b2a76b9719d911017c592&quot;</ETag></PostResponse>`,
    ])
    const redirect = (name: string, value: string) => post({ fields: { [name]: value } })
    for (const name of ['success_action_redirect', 'redirect']) {
      const answer = await redirect(name, 'https://lab.example.com/done?a=b')
      expect([answer.status, answer.headers.get('location')]).toEqual([
        303,
        'https://lab.example.com/done?a=b&bucket=lab&key=user%2Fa&etag=%225d41402abc4b2a76b9719d911017c592%22',
      ])
    }
    expect((await redirect('success_action_redirect', 'javascript:alert(1)')).status).toBe(204)
    expect((await redirect('success_action_redirect', 'nowhere')).status).toBe(204)
  })
})

describe.runIf(requireTool('local S3 with forms of boto3', 'boto3'))('forms of boto3', () => {
  const script = `
import boto3, datetime, json, urllib.request, urllib.error, uuid
from botocore.config import Config
def send(post, data):
    boundary = uuid.uuid4().hex
    parts = b''.join(f'--{boundary}\\r\\nContent-Disposition: form-data; name="{n}"\\r\\n\\r\\n{v}\\r\\n'.encode() for n, v in post['fields'].items())
    body = parts + f'--{boundary}\\r\\nContent-Disposition: form-data; name="file"; filename="f.txt"\\r\\n\\r\\n'.encode() + data + f'\\r\\n--{boundary}--\\r\\n'.encode()
    request = urllib.request.Request(post['url'], body, {'Content-Type': f'multipart/form-data; boundary={boundary}'})
    try:
        return urllib.request.urlopen(request).status
    except urllib.error.HTTPError as error:
        return error.code
for version in ('s3v4', 's3'):
    s3 = boto3.client('s3', config=Config(signature_version=version, s3={'addressing_style': 'path'}))
    s3.create_bucket(Bucket='py-' + version)
    post = s3.generate_presigned_post('py-' + version, 'user/\${filename}', Fields={'acl': 'private'}, Conditions=[{'acl': 'private'}, ['content-length-range', 1, 10]])
    print('policy' in post['fields'], send(post, b'hello'), send(post, b'hello, all'), send(post, b'hello, everybody'))
    print(s3.get_object(Bucket='py-' + version, Key='user/f.txt')['Body'].read().decode())
`
  const home = mkdtempSync(join(tmpdir(), 'post-object-'))
  afterAll(() => rmSync(home, { recursive: true }))

  it('upload within their conditions alone, signed with Version 4 and 2', async () => {
    const today = createLocalAws()
    const listening = await today.listen()
    const file = join(home, 'script.py')
    writeFileSync(file, script)
    const { stdout } = await promisify(execFile)('python3', [file], {
      env: cleanEnvironment({
        HOME: home,
        AWS_ENDPOINT_URL: listening.url,
        AWS_DEFAULT_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: today.admin.accessKeyId,
        AWS_SECRET_ACCESS_KEY: today.admin.secretAccessKey,
      }),
    })
    await listening.close()
    expect(stdout.split('\n')).toEqual([
      'True 204 204 400',
      'hello, all',
      'True 204 204 400',
      'hello, all',
      '',
    ])
  })
})
