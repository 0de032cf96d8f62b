import { Agent, type IncomingMessage, request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createLocalAws, type Listening } from '@hallpass/local-aws'

const aws = createLocalAws()
let server: Listening

beforeAll(async () => {
  server = await aws.listen()
})

afterAll(() => server.close())

interface Answer {
  readonly status: number | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

const send = (
  options: { method: string; path: string; headers?: Record<string, string>; agent?: Agent },
  body?: Buffer,
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sending = request({ host: '127.0.0.1', port: server.port, ...options }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body: text }),
      )
    })
    sending.on('error', reject)
    sending.end(body)
  })

describe('a listening local AWS', () => {
  it('is on loopback, on a port of its own', () => {
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`)
    expect(server.port).toBeGreaterThan(0)
  })

  it('refuses a body over 16 MiB, and serves the next request', async () => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    const answer = await send(
      { method: 'POST', path: '/', headers },
      Buffer.alloc(16 * 1024 * 1024 + 1),
    ).catch((error: Error) => error.message)
    // The server may hang up before all of it was sent.
    expect(typeof answer === 'string' ? 413 : answer.status).toBe(413)
    expect((await send({ method: 'GET', path: '/console' })).status).toBe(403)
  })

  it('answers HEAD without a body, and with the length it would have', async () => {
    const [head, get] = await Promise.all([
      send({ method: 'HEAD', path: '/console' }),
      send({ method: 'GET', path: '/console' }),
    ])
    expect(head.body).toBe('')
    expect(head.headers['content-length']).toBe(get.headers['content-length'])
    expect(get.body).toContain('<h1>Not signed in</h1>')
  })

  it('answers bytes as they are, and many requests on one connection', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const statuses = await Promise.all(
      Array.from({ length: 20 }, async () => (await send({ method: 'GET', path: '/b/k', agent })).status),
    )
    agent.destroy()
    expect(new Set(statuses)).toEqual(new Set([403]))
  })

  it('closes with connections open', async () => {
    const other = await aws.listen()
    const agent = new Agent({ keepAlive: true })
    await new Promise<void>((resolve, reject) => {
      request({ host: '127.0.0.1', port: other.port, path: '/console', agent }, (response) => {
        response.resume().on('end', resolve)
      })
        .on('error', reject)
        .end()
    })
    await other.close()
    agent.destroy()
    await expect(aws.listen({ port: server.port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})
