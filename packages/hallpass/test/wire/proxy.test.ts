import { createServer, request as httpRequest, type IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { proxyFromEnvironment } from '../../src/wire/proxy.ts'
import { createTransport } from '../../src/wire/transport.ts'
import { failureOf } from './failure.ts'
import { closedPort, pem, serveHttp, serveHttps, serveTcp, start } from './loopback.ts'

/** A forward proxy that finds every host on loopback and wants the user `ada` where told so. */
async function serveProxy(
  options: { password?: string; status?: number } = {},
): Promise<{ url: URL; asked: string[] }> {
  const asked: string[] = []
  const allowed = (incoming: IncomingMessage): boolean =>
    options.password === undefined ||
    incoming.headers['proxy-authorization'] ===
      `Basic ${Buffer.from(`ada:${options.password}`).toString('base64')}`
  const server = createServer((incoming, response) => {
    asked.push(`${incoming.method} ${incoming.url}`)
    if (!allowed(incoming)) {
      response.writeHead(407).end()
      return
    }
    const target = new URL(incoming.url ?? '')
    const { method, headers } = incoming
    const onward = httpRequest({ port: target.port, method, headers, path: target.pathname }, (answer) => {
      response.writeHead(answer.statusCode ?? 0)
      answer.pipe(response)
    })
    incoming.pipe(onward)
  })
  server.on('connect', (incoming: IncomingMessage, socket: Socket) => {
    asked.push(`CONNECT ${incoming.url}`)
    socket.on('error', () => {})
    const status = allowed(incoming) ? (options.status ?? 200) : 407
    if (status !== 200) {
      socket.end(`HTTP/1.1 ${status} No\r\n\r\n`)
      return
    }
    const onward = connect(Number(incoming.url?.split(':').at(-1)), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      onward.pipe(socket).pipe(onward)
    })
    onward.on('error', () => socket.destroy())
    socket.on('close', () => onward.destroy())
  })
  return { url: await start(server, 'http'), asked }
}

const post = (endpoint: string | URL) => ({
  method: 'POST',
  endpoint: new URL(endpoint),
  target: '/',
  headers: { authorization: 'TOPSECRET' },
  body: 'TOPSECRET',
})

describe('a call over https through a proxy', () => {
  it('is refused in words when the proxy wants a password', async () => {
    const proxy = await serveProxy({ password: 'open sesame' })
    const transport = createTransport({ proxyFor: () => proxy.url })
    const error = await failureOf(transport(post('https://sts.hallpass.test')))
    expect(error).toMatchObject({ code: 'SettingInvalid', facts: { name: 'HTTPS_PROXY', status: 407 } })
    expect(error.message).toBe(`proxy ${proxy.url.host} wants a user and a password (407)`)
  })

  it('does not tell the password when the proxy refuses it', async () => {
    const proxy = await serveProxy({ password: 'open sesame' })
    const wrong = new URL(proxy.url)
    wrong.username = 'ada'
    wrong.password = 'WRONGPASSWORD'
    const error = await failureOf(
      createTransport({ proxyFor: () => wrong })(post('https://sts.hallpass.test')),
    )
    expect(error.code).toBe('SettingInvalid')
    expect(JSON.stringify([error, error.message, error.hint, error.cause])).not.toMatch(
      /WRONGPASSWORD|TOPSECRET/,
    )
  })

  it('says which host the proxy did not connect to', async () => {
    const proxy = await serveProxy({ status: 403 })
    const error = await failureOf(
      createTransport({ proxyFor: () => proxy.url })(post('https://sts.hallpass.test')),
    )
    expect(error).toMatchObject({ code: 'NetworkUnreachable', facts: { status: 403 } })
    expect(error.message).toBe(`proxy ${proxy.url.host} did not connect to sts.hallpass.test:443 (403)`)
  })

  it('names the proxy when the proxy is not there', async () => {
    const nobody = await closedPort()
    const error = await failureOf(
      createTransport({ proxyFor: () => nobody })(post('https://sts.hallpass.test')),
    )
    expect(error).toMatchObject({
      code: 'NetworkUnreachable',
      message: `nothing listens on proxy ${nobody.host}: connection refused`,
    })
  })

  it('gives up on a proxy that never answers', async () => {
    const silent = await serveTcp(() => {})
    const transport = createTransport({ proxyFor: () => silent, connectTimeoutMs: 100 })
    expect((await failureOf(transport(post('https://sts.hallpass.test')))).code).toBe('NetworkTimeout')
  })

  it('does not trust the host because the proxy connected to it', async () => {
    const endpoint = await serveHttps((_, response) => response.end())
    const proxy = await serveProxy()
    const transport = createTransport({ proxyFor: () => proxy.url })
    const error = await failureOf(transport(post(`https://sts.hallpass.test:${endpoint.port}`)))
    expect(error.code).toBe('TlsFailed')
  })

  it('reaches a host of a private authority, and the proxy sees nothing but its name', async () => {
    const endpoint = await serveHttps((incoming, response) => response.end(`for ${incoming.headers.host}`))
    const proxy = await serveProxy({ password: 'open sesame' })
    proxy.url.username = 'ada'
    proxy.url.password = 'open sesame'
    const transport = createTransport({ proxyFor: () => proxy.url, ca: () => pem('ca.pem') })
    const host = `sts.hallpass.test:${endpoint.port}`
    for (let call = 0; call < 3; call++) {
      expect(await transport(post(`https://${host}`))).toMatchObject({ status: 200, body: `for ${host}` })
    }
    expect(proxy.asked).toEqual([`CONNECT ${host}`])
  })
})

describe('a call over http through a proxy', () => {
  it('is refused in words when the proxy wants a password', async () => {
    const proxy = await serveProxy({ password: 'open sesame' })
    const error = await failureOf(
      createTransport({ proxyFor: () => proxy.url })(post('http://sts.hallpass.test')),
    )
    expect(error.code).toBe('SettingInvalid')
  })

  it('is handed to the proxy with its whole URL', async () => {
    const endpoint = await serveHttp((incoming, response) => response.end(`for ${incoming.headers.host}`))
    const proxy = await serveProxy()
    const url = `http://sts.hallpass.test:${endpoint.port}/`
    const response = await createTransport({ proxyFor: () => proxy.url })(post(url))
    expect(response.body).toBe(`for sts.hallpass.test:${endpoint.port}`)
    expect(proxy.asked).toEqual([`POST ${url}`])
  })
})

describe('proxyFromEnvironment', () => {
  it('refuses what is no http proxy', () => {
    for (const value of ['socks5://proxy:1080', 'http://', 'ftp://proxy']) {
      expect(() =>
        proxyFromEnvironment({ HTTPS_PROXY: value })(new URL('https://sts.amazonaws.com')),
      ).toThrow(expect.objectContaining({ code: 'SettingInvalid', facts: { name: 'HTTPS_PROXY' } }))
    }
  })

  const env = { HTTPS_PROXY: 'http://secure:3128', HTTP_PROXY: 'plain:8080' }
  const cases = [
    { url: 'https://sts.amazonaws.com', env: {}, proxy: undefined },
    { url: 'https://sts.amazonaws.com', env, proxy: 'http://secure:3128/' },
    { url: 'http://sts.amazonaws.com', env, proxy: 'http://plain:8080/' },
    {
      url: 'https://sts.amazonaws.com',
      env: { ...env, https_proxy: 'http://lower:1' },
      proxy: 'http://lower:1/',
    },
    { url: 'https://sts.amazonaws.com', env: { ...env, HTTPS_PROXY: '' }, proxy: undefined },
    { url: 'http://localhost:4566', env, proxy: undefined },
    { url: 'http://s3.localhost:4566', env, proxy: undefined },
    { url: 'http://127.0.0.1:4566', env, proxy: undefined },
    { url: 'http://[::1]:4566', env, proxy: undefined },
    ...[
      { noProxy: '*', bypassed: true },
      { noProxy: 'amazonaws.com', bypassed: true },
      { noProxy: '.amazonaws.com', bypassed: true },
      { noProxy: '*.amazonaws.com', bypassed: true },
      { noProxy: 'example.com, STS.AmazonAWS.com', bypassed: true },
      { noProxy: 'example.com sts.amazonaws.com:443', bypassed: true },
      { noProxy: 'sts.amazonaws.com:8443', bypassed: false },
      { noProxy: 'aws.com', bypassed: false },
      { noProxy: 'iam.amazonaws.com', bypassed: false },
      { noProxy: ',', bypassed: false },
    ].map(({ noProxy, bypassed }) => ({
      url: 'https://sts.amazonaws.com',
      env: { ...env, NO_PROXY: noProxy },
      proxy: bypassed ? undefined : 'http://secure:3128/',
    })),
    ...[
      { host: '10.1.2.3', noProxy: '10.0.0.0/8', bypassed: true },
      { host: '10.1.2.3', noProxy: '10.1.2.3', bypassed: true },
      { host: '11.1.2.3', noProxy: '10.0.0.0/8,11.0.0.0/99', bypassed: false },
      { host: '[fd00::1]', noProxy: 'fd00::/8', bypassed: true },
      { host: '[fe00::1]', noProxy: '[fd00::1]', bypassed: false },
    ].map(({ host, noProxy, bypassed }) => ({
      url: `https://${host}`,
      env: { ...env, no_proxy: noProxy },
      proxy: bypassed ? undefined : 'http://secure:3128/',
    })),
  ]
  for (const { url, env: settings, proxy } of cases) {
    it(`takes ${proxy ?? 'no proxy'} to ${url} where ${JSON.stringify(settings)}`, () => {
      expect(proxyFromEnvironment(settings)(new URL(url))?.href).toBe(proxy)
    })
  }
})
