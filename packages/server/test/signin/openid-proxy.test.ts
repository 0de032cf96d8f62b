import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createTransport, proxyFromEnvironment } from 'hallpass'
import { createOpenIdProvider } from '../../src/signin/index.ts'
import { useProvider } from './openid-provider.ts'

const provider = useProvider()
let proxy: Server
let asked: string[]

beforeEach(async () => {
  asked = []
  proxy = createServer((incoming, answer) => {
    asked.push(incoming.url ?? '')
    const onward = request(
      incoming.url ?? '',
      { method: incoming.method, headers: incoming.headers },
      (got) => {
        answer.writeHead(got.statusCode ?? 502, got.headers)
        got.pipe(answer)
      },
    )
    onward.once('error', () => answer.writeHead(502).end())
    incoming.pipe(onward)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => proxy.once('listening', resolve))
})
afterEach(() => proxy.close())

const proxyUrl = (): string => {
  const address: AddressInfo | string | null = proxy.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
}

it('is asked through the proxy of the environment, and not where NO_PROXY names it', async () => {
  const settings = { issuer: provider.issuer(), clientId: 'desk', clientSecret: 'a secret' }
  const faults: unknown[] = []
  const ask = (env: Readonly<Record<string, string>>) => {
    const chosen = proxyFromEnvironment(env)
    // Loopback goes by no proxy, and that is where the provider of the test is.
    const proxyFor = () => chosen(new URL('http://login.example.com'))
    const options = { now: () => new Date(), onFault: (error: unknown) => faults.push(error) }
    return createOpenIdProvider(settings, {
      ...options,
      transport: createTransport({ proxyFor }),
    }).configuration()
  }
  expect((await ask({ HTTP_PROXY: proxyUrl(), NO_PROXY: '.example.com' })).serverMetadata().issuer).toContain(
    'http',
  )
  expect(asked).toEqual([])
  expect((await ask({ HTTP_PROXY: proxyUrl() })).serverMetadata().token_endpoint).toContain('/token')
  expect(asked).toEqual([`${settings.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`])
  await expect(ask({ HTTP_PROXY: 'http://127.0.0.1:9' })).rejects.toMatchObject({
    code: 'NetworkUnreachable',
  })
  expect(faults).toHaveLength(1)
})
