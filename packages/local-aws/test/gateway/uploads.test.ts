import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import type { Writable } from 'node:stream'
import { crc32 } from 'node:zlib'
import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'
import { afterEach, describe, expect, it, vi } from 'vitest'

import {
  createLocalAws,
  type IncomingRequest,
  type KeyPair,
  type Listening,
  type LocalAws,
  type LocalAwsOptions,
  type LogEntry,
  type RawResponse,
} from '@hallpass/local-aws'
import { listen, type Patience } from '../../src/listen.ts'

const MiB = 1024 * 1024
const open: Listening[] = []

afterEach(async () => {
  for (const server of open.splice(0)) await server.close()
})

interface Lab {
  readonly aws: LocalAws
  readonly log: LogEntry[]
  /** Sends a request of the administrator's. */
  readonly send: (method: string, target: string, more?: Partial<Upload>) => Promise<RawResponse>
}

interface Upload {
  readonly headers: Record<string, string>
  readonly body: IncomingRequest['body']
  readonly keys: KeyPair
}

function createLab(options: LocalAwsOptions = {}): Lab {
  const log: LogEntry[] = []
  const aws = createLocalAws({ seed: { buckets: { lab: {} } }, log: (entry) => log.push(entry), ...options })
  return {
    aws,
    log,
    send: async (method, target, { headers = {}, body = Buffer.of(), keys = aws.admin } = {}) =>
      aws.handle({
        method,
        target,
        rawHeaders: Object.entries(await signed(keys, method, target, headers)).flat(),
        body,
      }),
  }
}

async function signed(
  keys: KeyPair,
  method: string,
  target: string,
  headers: Record<string, string>,
): Promise<Record<string, string>> {
  const signer = new SignatureV4({
    credentials: keys,
    region: 'us-east-1',
    service: 's3',
    sha256: Sha256,
    uriEscapePath: false,
  })
  const [path = '/', query] = target.split('?')
  const made = await signer.sign({
    method,
    protocol: 'http:',
    hostname: 'localhost',
    path,
    query: query === undefined ? {} : Object.fromEntries(new URLSearchParams(query)),
    headers: { host: 'localhost', 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', ...headers },
  })
  return made.headers
}

async function* pieces(bytes: Uint8Array, size = 100_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

/** A body that may not be looked at. */
// oxlint-disable-next-line require-yield
async function* untouchable(): AsyncGenerator<Uint8Array> {
  throw new TypeError('it was read')
}

async function bodyOf({ body, stream }: RawResponse): Promise<Buffer> {
  if (stream === undefined) return Buffer.from(body)
  const parts: Uint8Array[] = []
  for await (const part of stream) parts.push(part)
  return Buffer.concat(parts)
}

const code = ({ status, body }: RawResponse): string =>
  `${status} ${/<Code>(\w+)/.exec(String(body))?.[1] ?? ''}`.trim()

const tag = ({ headers }: RawResponse): string | undefined =>
  headers.find(([name]) => name === 'ETag')?.[1]?.replaceAll('"', '')

const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex')

describe('an upload', () => {
  it('is not read before it is known that it may be put', async () => {
    const { aws, send } = createLab()
    const body = untouchable()
    const unsigned = { method: 'PUT', target: '/lab/key', rawHeaders: ['Host', 'localhost'], body }
    expect(code(await aws.handle(unsigned))).toBe('403 AccessDenied')
    const wrong = { ...aws.admin, secretAccessKey: 'wrong' }
    expect(code(await send('PUT', '/lab/key', { body, keys: wrong }))).toBe('403 SignatureDoesNotMatch')
    expect(code(await send('PUT', '/missing/key', { body }))).toBe('404 NoSuchBucket')
    expect(code(await send('PUT', '/lab/key', { body, headers: { 'if-match': '"x"' } }))).toBe(
      '404 NoSuchKey',
    )
    expect(code(await send('PUT', '/lab/key?partNumber=1&uploadId=x', { body }))).toBe('404 NoSuchUpload')
    const tooLong = { 'content-length': String(5 * 1024 ** 3 + 1) }
    expect(code(await send('PUT', '/lab/key', { body, headers: tooLong }))).toBe('400 EntityTooLarge')
    const unknown = { 'transfer-encoding': 'chunked' }
    expect(code(await send('PUT', '/lab/key', { body, headers: unknown }))).toBe('411 MissingContentLength')
  })

  it('comes back byte by byte, whole and in parts, with its entity tag', async () => {
    const { send } = createLab()
    const bytes = randomBytes(3 * MiB + 17)
    const put = await send('PUT', '/lab/key', { body: pieces(bytes) })
    expect([put.status, tag(put)]).toEqual([200, md5(bytes)])
    expect((await bodyOf(await send('GET', '/lab/key'))).equals(bytes)).toBe(true)
    const range = await send('GET', '/lab/key', { headers: { range: 'bytes=131071-2000000' } })
    expect(range.status).toBe(206)
    expect((await bodyOf(range)).equals(bytes.subarray(131_071, 2_000_001))).toBe(true)
    const head = await send('HEAD', '/lab/key')
    expect([head.stream, head.headers.find(([name]) => name === 'Content-Length')?.[1]]).toEqual([
      undefined,
      String(bytes.length),
    ])
  })

  it.each([
    ['Content-MD5', { 'content-md5': Buffer.alloc(16).toString('base64') }, '400 BadDigest'],
    ['its own checksum', { 'x-amz-checksum-crc32': 'AAAAAA==' }, '400 BadDigest'],
    ['the signed hash', { 'x-amz-content-sha256': '0'.repeat(64) }, '400 XAmzContentSHA256Mismatch'],
  ] as const)('is not there when it is not what %s says', async (_, headers, refused) => {
    const { send } = createLab({ maxStoredBytes: 3 * MiB })
    for (let time = 0; time < 3; time++) {
      expect(code(await send('PUT', '/lab/key', { headers, body: pieces(randomBytes(2 * MiB)) }))).toBe(
        refused,
      )
    }
    expect((await send('GET', '/lab/key')).status).toBe(404)
  })

  const chunked = (bytes: Uint8Array, checksum: string): Uint8Array =>
    Buffer.concat([
      Buffer.from(`${bytes.length.toString(16)}\r\n`),
      bytes,
      Buffer.from(`\r\n0\r\nx-amz-checksum-crc32:${checksum}\r\n\r\n`),
    ])
  const crc = (bytes: Uint8Array): string => {
    const value = Buffer.alloc(4)
    value.writeUInt32BE(crc32(bytes))
    return value.toString('base64')
  }

  it('is not there before its trailer was compared', async () => {
    const { send } = createLab()
    const bytes = randomBytes(2 * MiB)
    const headers = {
      'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      'x-amz-decoded-content-length': String(bytes.length),
      'x-amz-trailer': 'x-amz-checksum-crc32',
      'content-encoding': 'aws-chunked',
    }
    let seen: Promise<RawResponse> | undefined
    const body = async function* (checksum: string) {
      for await (const piece of pieces(chunked(bytes, checksum))) {
        yield piece
        seen = send('GET', '/lab/key')
      }
    }
    expect(code(await send('PUT', '/lab/key', { headers, body: body('AAAAAA==') }))).toBe('400 BadDigest')
    expect((await seen)?.status).toBe(404)
    expect((await send('GET', '/lab/key')).status).toBe(404)
    expect((await send('PUT', '/lab/key', { headers, body: body(crc(bytes)) })).status).toBe(200)
    expect((await bodyOf(await send('GET', '/lab/key'))).equals(bytes)).toBe(true)
  })

  it.each(['/lab/key', '/lab/key?partNumber=1&uploadId='])(
    'is refused without the trailer that it announces: PUT %s',
    async (path) => {
      const { send } = createLab()
      const made = await send('POST', '/lab/key?uploads=')
      const id = /<UploadId>([^<]+)/.exec(String(made.body))?.[1] ?? ''
      const target = path.replace(/=$/, `=${id}`)
      for (const name of ['x-amz-checksum-crc32', 'x-amz-checksum-sha256, x-amz-checksum-crc32', 'x-lab']) {
        const headers = { 'x-amz-trailer': name }
        expect(code(await send('PUT', target, { headers, body: pieces(randomBytes(10)) }))).toBe(
          '400 MalformedTrailerError',
        )
      }
      expect((await send('GET', '/lab/key')).status).toBe(404)
    },
  )

  it('that nobody signed comes in chunks too', async () => {
    const Statement = {
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::lab/*',
    }
    const policy = { Version: '2012-10-17', Statement }
    const { aws, send } = createLab({ seed: { buckets: { lab: { policy } } } })
    const bytes = randomBytes(MiB)
    const put = (checksum: string, more: Record<string, string> = {}) => {
      const headers = {
        host: 'localhost',
        'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
        'x-amz-decoded-content-length': String(bytes.length),
        'x-amz-trailer': 'x-amz-checksum-crc32',
        ...more,
      }
      const body = pieces(chunked(bytes, checksum))
      return aws.handle({
        method: 'PUT',
        target: '/lab/key',
        rawHeaders: Object.entries(headers).flat(),
        body,
      })
    }
    expect(code(await put('AAAAAA=='))).toBe('400 BadDigest')
    expect(code(await put(crc(bytes), { 'x-amz-trailer': 'x-amz-checksum-sha1' }))).toBe(
      '400 MalformedTrailerError',
    )
    expect(code(await put(crc(bytes), { 'x-amz-decoded-content-length': '5' }))).toBe('400 IncompleteBody')
    expect((await put(crc(bytes))).status).toBe(200)
    expect((await bodyOf(await send('GET', '/lab/key'))).equals(bytes)).toBe(true)
  })

  it('goes where it was put even when the bucket went meanwhile, which is nowhere', async () => {
    const { send } = createLab()
    const body = async function* () {
      yield Buffer.alloc(MiB)
      await send('DELETE', '/lab')
    }
    expect(code(await send('PUT', '/lab/key', { body: body() }))).toBe('404 NoSuchBucket')
  })

  /** An object of parts, of whose whole no checksum is known: a copy has to read it. */
  async function putInParts(send: Lab['send'], parts: readonly Uint8Array[]): Promise<void> {
    const made = await send('POST', '/lab/key?uploads=')
    const id = /<UploadId>([^<]+)/.exec(String(made.body))?.[1]
    const tags: string[] = []
    for (const [index, part] of parts.entries()) {
      const target = `/lab/key?partNumber=${index + 1}&uploadId=${id}`
      tags.push(tag(await send('PUT', target, { body: pieces(part) })) ?? '')
    }
    const list = tags.map(
      (ETag, index) => `<Part><ETag>${ETag}</ETag><PartNumber>${index + 1}</PartNumber></Part>`,
    )
    const body = Buffer.from(`<CompleteMultipartUpload>${list.join('')}</CompleteMultipartUpload>`)
    expect((await send('POST', `/lab/key?uploadId=${id}`, { body })).status).toBe(200)
  }

  it('of parts is their bytes in a row, which a copy and its parts share', async () => {
    const { send } = createLab({ maxStoredBytes: 12 * MiB })
    const parts = [randomBytes(5 * MiB), randomBytes(MiB)]
    await putInParts(send, parts)
    const all = Buffer.concat(parts)
    const second = await send('GET', '/lab/key?partNumber=2')
    expect((await bodyOf(second)).equals(parts[1] ?? Buffer.of())).toBe(true)
    // Four copies of 6 MiB would be too much.
    for (const name of ['one', 'two', 'three', 'four']) {
      const copied = await send('PUT', `/lab/${name}`, { headers: { 'x-amz-copy-source': '/lab/key' } })
      expect([name, copied.status, String(copied.body)]).toEqual([
        name,
        200,
        expect.stringContaining(md5(all)),
      ])
    }
    for (const name of ['key', 'one', 'two', 'three']) await send('DELETE', `/lab/${name}`)
    await send('PUT', '/lab/other', { body: pieces(randomBytes(5 * MiB)) })
    expect((await bodyOf(await send('GET', '/lab/four'))).equals(all)).toBe(true)
  })

  it.each([
    ['if-none-match', 'PUT', '*', '412 PreconditionFailed', '200'],
    ['if-match', 'PUT', md5(Buffer.from('before')), '412 PreconditionFailed', '200'],
    ['if-match', 'DELETE', md5(Buffer.from('before')), '404 NoSuchKey', '404 NoSuchKey'],
  ])('of a copy with %s is refused when a %s comes first, while the source is read', async (...row) => {
    const [header, method, value, refused, then] = row
    const { send } = createLab()
    await putInParts(send, [randomBytes(MiB)])
    if (header === 'if-match') await send('PUT', '/lab/copy', { body: Buffer.from('before') })
    const headers = { 'x-amz-copy-source': '/lab/key', [header]: value }
    const copying = send('PUT', '/lab/copy', { headers })
    await send(method, '/lab/copy', { body: Buffer.from('meanwhile') })
    expect(code(await copying)).toBe(refused)
    const got = await send('GET', '/lab/copy')
    expect(code(got)).toBe(then)
    if (then === '200') expect(String(await bodyOf(got))).toBe('meanwhile')
  })
})

describe('the room for objects', () => {
  it('is refused when it is used up, and given back by what is deleted, replaced or aborted', async () => {
    const { send, log } = createLab({ maxStoredBytes: 3 * MiB })
    const put = async (target: string, size: number) =>
      code(await send('PUT', target, { body: pieces(randomBytes(size)) }))
    expect(await put('/lab/one', 2 * MiB)).toBe('200')
    expect(await put('/lab/two', 2 * MiB)).toBe('507 InsufficientStorage')
    expect(log.at(-1)).toMatchObject({ status: 507, errorCode: 'InsufficientStorage' })
    expect(await put('/lab/one', MiB)).toBe('200')
    expect(await put('/lab/two', 2 * MiB)).toBe('200')
    await send('DELETE', '/lab/two')
    const id = /<UploadId>([^<]+)/.exec(String((await send('POST', '/lab/key?uploads=')).body))?.[1]
    expect(await put(`/lab/key?partNumber=1&uploadId=${id}`, 2 * MiB)).toBe('200')
    expect(await put('/lab/two', 2 * MiB)).toBe('507 InsufficientStorage')
    expect((await send('DELETE', `/lab/key?uploadId=${id}`)).status).toBe(204)
    expect(await put('/lab/two', 2 * MiB)).toBe('200')
  })

  it('cannot be less than 1 MiB', () => {
    expect(() => createLocalAws({ maxStoredBytes: 1000 })).toThrow('maxStoredBytes must be 1048576 or more')
  })

  it('is not taken from a download under way', async () => {
    const { send } = createLab({ maxStoredBytes: 3 * MiB })
    const bytes = randomBytes(2 * MiB)
    await send('PUT', '/lab/key', { body: pieces(bytes) })
    const { stream } = await send('GET', '/lab/key')
    const parts: Uint8Array[] = []
    for await (const part of stream ?? []) {
      if (parts.length === 0) {
        await send('DELETE', '/lab/key')
        expect(code(await send('PUT', '/lab/key', { body: pieces(randomBytes(2 * MiB)) }))).toBe(
          '507 InsufficientStorage',
        )
      }
      parts.push(part)
    }
    expect(Buffer.concat(parts).equals(bytes)).toBe(true)
    expect((await send('PUT', '/lab/key', { body: pieces(randomBytes(2 * MiB)) })).status).toBe(200)
  })
})

describe('over a connection', () => {
  async function openPort(lab: Lab, patience?: Patience): Promise<Listening> {
    const server = await listen(lab.aws.handle, {}, patience)
    open.push(server)
    return server
  }

  /** Begins a PUT, signed as it will be; its body is up to the test. */
  async function begin(
    server: Listening,
    keys: KeyPair,
    more: Record<string, string>,
  ): Promise<ClientRequest> {
    const headers = await signed(keys, 'PUT', '/lab/key', {})
    const sending = request({
      host: '127.0.0.1',
      port: server.port,
      method: 'PUT',
      path: '/lab/key',
      headers: { ...headers, ...more },
    })
    sending.on('error', () => {})
    return sending
  }

  const answerTo = async (sending: ClientRequest): Promise<string> => {
    const [response]: IncomingMessage[] = await once(sending, 'response')
    const text: Buffer[] = []
    for await (const part of response ?? []) text.push(part)
    return `${response?.statusCode} ${/<Code>(\w+)/.exec(Buffer.concat(text).toString())?.[1] ?? ''}`.trim()
  }

  it('whoever expects to be told to continue is, unless the upload is refused', async () => {
    const lab = createLab()
    const server = await openPort(lab)
    const expecting = { expect: '100-continue', 'content-length': '5' }
    const refused = await begin(server, { ...lab.aws.admin, secretAccessKey: 'wrong' }, expecting)
    let continued = false
    refused.on('continue', () => {
      continued = true
    })
    refused.flushHeaders()
    expect(await answerTo(refused)).toBe('403 SignatureDoesNotMatch')
    expect(continued).toBe(false)
    const allowed = await begin(server, lab.aws.admin, expecting)
    allowed.flushHeaders()
    await once(allowed, 'continue')
    allowed.end('hello')
    expect(await answerTo(allowed)).toBe('200')
    expect(Buffer.from((await lab.send('GET', '/lab/key')).body).toString()).toBe('hello')
  })

  it('a refused upload is read on, so that the client comes to the refusal and to its next request', async () => {
    const server = await openPort(createLab())
    const socket = connect(server.port, '127.0.0.1')
    let answers = ''
    socket.setEncoding('latin1').on('data', (text: string) => {
      answers += text
    })
    socket.write(`PUT /lab/key HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${20 * MiB}\r\n\r\n`)
    for (let count = 0; count < 20; count++) {
      if (!socket.write(Buffer.alloc(MiB))) await once(socket, 'drain')
    }
    socket.write('GET /console HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await expect.poll(() => answers.match(/HTTP\/1\.1 403/g)).toHaveLength(2)
    expect(answers).toContain('<Code>AccessDenied</Code>')
    expect(answers).toContain('Not signed in')
    socket.destroy()
  })

  it('nothing is kept of an upload whose client goes away', async () => {
    const lab = createLab({ maxStoredBytes: 3 * MiB })
    const server = await openPort(lab)
    for (let time = 0; time < 3; time++) {
      const sending = await begin(server, lab.aws.admin, { 'content-length': String(3 * MiB) })
      await new Promise((resolve) => sending.write(randomBytes(2 * MiB), resolve))
      sending.destroy()
      await expect.poll(() => lab.log.length).toBe(time + 1)
      expect(lab.log.at(-1)).toMatchObject({
        status: 400,
        action: 's3:PutObject',
        errorCode: 'IncompleteBody',
      })
    }
    expect((await lab.send('GET', '/lab/key')).status).toBe(404)
    expect((await lab.send('PUT', '/lab/key', { body: pieces(randomBytes(2 * MiB)) })).status).toBe(200)
  })

  /** Writes one piece after the other, until the connection ends. */
  function drip(socket: Writable, piece: string): void {
    const timer = setInterval(() => socket.write(piece), 5)
    socket.once('close', () => clearInterval(timer))
  }

  it.each([
    ['long', MiB],
    ['short', 100],
  ])('a %s upload that stands still is refused', async (_, length) => {
    const lab = createLab()
    const server = await openPort(lab, { idleBodyMs: 50 })
    const sending = await begin(server, lab.aws.admin, { 'content-length': String(length) })
    sending.write('a beginning')
    expect(await answerTo(sending)).toBe('400 RequestTimeout')
    expect((await lab.send('GET', '/lab/key')).status).toBe(404)
    sending.destroy()
  })

  it.each([
    ['long', MiB],
    ['short', 60 * 1024],
  ])('a %s upload that never stands still, and hardly comes, is refused', async (_, length) => {
    const lab = createLab()
    const server = await openPort(lab, { slowMs: 100 })
    const sending = await begin(server, lab.aws.admin, { 'content-length': String(length) })
    drip(sending, '.')
    expect(await answerTo(sending)).toBe('400 RequestTimeout')
    sending.destroy()
  })

  it('whoever is nobody is not waited for longer: head or body', async () => {
    const server = await openPort(createLab(), { slowMs: 100 })
    const answers = ['', 'Transfer-Encoding: chunked\r\n\r\n', 'Content-Length: 60000\r\n\r\n'].map(
      async (rest, index) => {
        const socket = connect(server.port, '127.0.0.1').setEncoding('latin1')
        socket.on('error', () => {})
        socket.write(`POST / HTTP/1.1\r\nHost: localhost\r\n${rest}`)
        drip(socket, ['X-More: more\r\n', '1\r\n.\r\n', '.'][index] ?? '')
        const [answer = '']: string[] = await once(socket, 'data')
        socket.destroy()
        return /<Code>(\w+)/.exec(answer)?.[1] ?? answer.split('\r\n')[0]
      },
    )
    expect(await Promise.all(answers)).toEqual([
      'HTTP/1.1 408 Request Timeout',
      'RequestTimeout',
      'RequestTimeout',
    ])
  })

  it('a body may take any time while 64 KiB of it come in a minute', async () => {
    const piece = Buffer.alloc(32 * 1024)
    const sent = { missing: 0 }
    const server = await listen(async ({ body }) => {
      if (!(body instanceof Uint8Array)) for await (const bytes of body) sent.missing -= bytes.length
      return { status: 200, headers: [], body: '' }
    })
    open.push(server)
    const sending = request({ host: '127.0.0.1', port: server.port, method: 'PUT' })
    sending.setHeader('content-length', 10 * piece.length)
    const answer = answerTo(sending)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    try {
      for (let count = 0; count < 10; count++) {
        sent.missing += piece.length
        sending.write(piece)
        do await new Promise(setImmediate)
        while (sent.missing > 0)
        vi.advanceTimersByTime(19_000)
      }
      sending.end()
      expect(await answer).toBe('200')
    } finally {
      vi.useRealTimers()
    }
  })

  it('many come and go at once, and a client that reads slowly gets all of it', async () => {
    const lab = createLab()
    const server = await openPort(lab)
    const bodies = Array.from({ length: 24 }, () => randomBytes(MiB + 1))
    const fetched = await Promise.all(
      bodies.map(async (body, index) => {
        const target = `/lab/${index}`
        const url = server.url + target
        const head = await signed(lab.aws.admin, 'PUT', target, { host: new URL(url).host })
        const put = await fetch(url, { method: 'PUT', headers: head, body })
        expect(put.status).toBe(200)
        const got = await fetch(url, {
          headers: await signed(lab.aws.admin, 'GET', target, { host: new URL(url).host }),
        })
        const parts: Uint8Array[] = []
        for await (const part of got.body ?? []) {
          parts.push(part)
          await new Promise(setImmediate)
        }
        return Buffer.concat(parts).equals(body)
      }),
    )
    expect(fetched).toEqual(bodies.map(() => true))
  })
})
