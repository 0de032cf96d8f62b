import { describe, expect, it } from 'vitest'
import type { HttpRequest } from '../../src/wire/http.ts'
import { createTransport } from '../../src/wire/transport.ts'
import { failureOf } from './failure.ts'
import { closedPort, pem, serveHttp, serveHttps, serveTcp } from './loopback.ts'

const secret = 'TOPSECRETTOKEN'
const request = (endpoint: URL): HttpRequest => ({
  method: 'POST',
  endpoint,
  target: `/?token=${secret}`,
  headers: { 'x-secret': secret },
  body: secret,
})

describe('a call that cannot be made', () => {
  const cases = [
    {
      name: 'to a port where nothing listens',
      server: closedPort,
      code: 'NetworkUnreachable',
      message: /^nothing listens on 127\.0\.0\.1:\d+: connection refused$/,
    },
    {
      name: 'to a name that does not exist',
      server: async () => new URL('http://sts.hallpass.invalid'),
      code: 'NetworkUnreachable',
      message: /sts\.hallpass\.invalid/,
    },
    {
      name: 'to a server that hangs up at once',
      server: () => serveTcp((socket) => socket.destroy()),
      code: 'NetworkUnreachable',
      message: /broke the connection off/,
    },
    {
      name: 'to a server that resets the connection when asked',
      server: () => serveTcp((socket) => socket.once('data', () => socket.resetAndDestroy())),
      code: 'NetworkUnreachable',
      message: /broke the connection off/,
    },
    {
      name: 'to a server that resets in the middle of its answer',
      server: () =>
        serveTcp((socket) =>
          socket.once('data', () => {
            socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n<Assume', () =>
              socket.resetAndDestroy(),
            )
          }),
        ),
      code: 'NetworkUnreachable',
      message: /broke the connection off/,
    },
    {
      name: 'to a server that closes before all of its answer was sent',
      server: () =>
        serveTcp((socket) =>
          socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n<Assume')),
        ),
      code: 'NetworkUnreachable',
      message: /broke the connection off/,
    },
    {
      name: 'to a server that speaks another protocol',
      server: () => serveTcp((socket) => socket.end('SSH-2.0-OpenSSH_9.7\r\n')),
      code: 'ResponseInvalid',
      message: /something that is not HTTP/,
    },
    {
      name: 'to a server that sends drop by drop',
      server: () =>
        serveHttp((_, response) => {
          response.writeHead(200)
          const drip = setInterval(() => response.write('.'), 20)
          response.on('close', () => clearInterval(drip))
        }),
      code: 'NetworkTimeout',
      message: /did not answer in full within 0\.2 s$/,
    },
    {
      name: 'to a server that never answers',
      server: () => serveTcp(() => {}),
      code: 'NetworkTimeout',
      message: /did not answer in full within 0\.2 s$/,
    },
    {
      name: 'over TLS to a server that never shakes hands',
      server: async () => {
        const url = await serveTcp(() => {})
        return new URL(`https://${url.host}`)
      },
      connectTimeoutMs: 100,
      code: 'NetworkTimeout',
      message: /did not take the connection within 0\.1 s$/,
    },
    {
      name: 'to a server that sends more than it should',
      server: () => serveHttp((_, response) => response.end('x'.repeat(5000))),
      code: 'ResponseInvalid',
      message: /is larger than 4096 bytes$/,
    },
    {
      name: 'to a server that sends endless headers',
      server: () =>
        serveTcp((socket) =>
          socket.once('data', () => socket.write(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}`)),
        ),
      code: 'ResponseInvalid',
      message: /something that is not HTTP/,
    },
    {
      name: 'over TLS to a server that speaks plain HTTP',
      server: async () => {
        const url = await serveHttp((_, response) => response.end())
        return new URL(`https://${url.host}`)
      },
      code: 'TlsFailed',
      message: /TLS/,
    },
    {
      name: 'to a server whose certificate nobody vouches for',
      server: () => serveHttps((_, response) => response.end()),
      code: 'TlsFailed',
      message: /^the certificate of 127\.0\.0\.1:\d+ leads to an authority that this machine does not trust$/,
    },
    {
      name: 'to a server whose certificate is for another name',
      server: () => serveHttps((_, response) => response.end()),
      ca: () => pem('ca.pem'),
      code: 'TlsFailed',
      message: /^the certificate of 127\.0\.0\.1:\d+ is for another name$/,
    },
  ]
  for (const { name, server, code, message, ca, connectTimeoutMs = 2_000 } of cases) {
    it(`${name} ends with ${code}, a hint, and no secret`, async () => {
      const endpoint = await server()
      const transport = createTransport({ timeoutMs: 200, connectTimeoutMs, maxBytes: 4096, ca })
      const error = await failureOf(transport(request(endpoint)))
      expect({ code: error.code, message: error.message }).toEqual({
        code,
        message: expect.stringMatching(message),
      })
      expect(error.hint).toMatch(/./)
      expect(JSON.stringify([error, error.message, error.hint, error.cause])).not.toContain(secret)
    })
  }

  it('rejects, and does not throw, when the setting of the certificates is wrong', async () => {
    const transport = createTransport({
      ca: () => {
        throw new TypeError('no such file')
      },
    })
    await expect(transport(request(new URL('https://127.0.0.1:1')))).rejects.toThrow('no such file')
  })
})

describe('a call that is called off', () => {
  it('is not sent when the signal was aborted before', async () => {
    let asked = 0
    const endpoint = await serveHttp((_, response) => {
      asked++
      response.end()
    })
    const error = await failureOf(
      createTransport()(request(endpoint), { signal: AbortSignal.abort('enough') }),
    )
    expect(error).toMatchObject({ code: 'Aborted', cause: 'enough' })
    expect(asked).toBe(0)
  })

  it('ends at once while the answer is on its way', async () => {
    const controller = new AbortController()
    const endpoint = await serveHttp((_, response) => {
      response.writeHead(200).write('half')
      controller.abort()
    })
    const error = await failureOf(createTransport()(request(endpoint), { signal: controller.signal }))
    expect(error.code).toBe('Aborted')
  })

  it('leaves no listener on a signal that outlives the call', async () => {
    const endpoint = await serveHttp((_, response) => response.end())
    let listeners = 0
    const signal = new AbortController().signal
    const count = (change: number) => (listeners += change)
    const add = signal.addEventListener.bind(signal)
    const remove = signal.removeEventListener.bind(signal)
    signal.addEventListener = (...args: Parameters<typeof add>) => (count(1), add(...args))
    signal.removeEventListener = (...args: Parameters<typeof remove>) => (count(-1), remove(...args))
    await createTransport()(request(endpoint), { signal })
    expect(listeners).toBe(0)
  })
})

describe('a call that succeeds', () => {
  it('sends target, headers and body as they are and returns status, headers and body', async () => {
    const endpoint = await serveHttp((incoming, response) => {
      let body = ''
      incoming.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
      incoming.on('end', () => {
        response.setHeader('x-twice', ['one', 'two'])
        response.writeHead(418, { 'content-type': 'application/json' })
        response.end(
          JSON.stringify({ method: incoming.method, url: incoming.url, headers: incoming.headers, body }),
        )
      })
    })
    const response = await createTransport()({
      method: 'PUT',
      endpoint,
      target: '/a/../b//c?x=%20',
      headers: { 'x-header': 'value' },
      body: 'grüße',
    })
    expect(response.status).toBe(418)
    expect(response.headers).toMatchObject({ 'content-type': 'application/json', 'x-twice': 'one, two' })
    expect(JSON.parse(response.body)).toMatchObject({
      method: 'PUT',
      url: '/a/../b//c?x=%20',
      headers: { host: endpoint.host, 'x-header': 'value', 'content-length': '7' },
      body: 'grüße',
    })
  })

  it('does not follow a redirect', async () => {
    const endpoint = await serveHttp((_, response) =>
      response.writeHead(302, { location: '/elsewhere' }).end(),
    )
    expect(await createTransport()(request(endpoint))).toMatchObject({ status: 302, body: '' })
  })

  it('puts characters together that arrive in pieces', async () => {
    const endpoint = await serveHttp((_, response) => {
      const bytes = Buffer.from('über 🎓')
      response.write(bytes.subarray(0, 1))
      setTimeout(() => response.end(bytes.subarray(1)), 10)
    })
    expect((await createTransport()(request(endpoint))).body).toBe('über 🎓')
  })

  it('keeps the connection for the next call, and no more connections than allowed', async () => {
    const ports = new Set<number | undefined>()
    const endpoint = await serveHttp((incoming, response) => {
      ports.add(incoming.socket.remotePort)
      response.end()
    })
    const transport = createTransport({ maxSockets: 2 })
    await Promise.all(Array.from({ length: 10 }, () => transport(request(endpoint))))
    expect(ports.size).toBe(2)
  })
})
