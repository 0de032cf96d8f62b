import type { Agent, ClientRequest, IncomingMessage } from 'node:http'
import type { RequestOptions } from 'node:https'
import { HallpassError, onAbort } from '../base/index.ts'
import type { HttpRequest, HttpResponse, Transport } from './http.ts'
import { networkError } from './network-error.ts'
import { createTunnelAgent, proxyAuthorization, proxyRefusal } from './tunnel.ts'

export interface TransportOptions {
  /** Connections kept to one host at most; further requests wait for one. Default 50. */
  readonly maxSockets?: number | undefined
  /** Milliseconds until a connection must stand, TLS included. Default 5,000. */
  readonly connectTimeoutMs?: number | undefined
  /** Milliseconds for one whole exchange, once it has a connection. Default 20,000. */
  readonly timeoutMs?: number | undefined
  /** Bytes of an answer's body at most. Default 1 MiB. */
  readonly maxBytes?: number | undefined
  /** Certificate authorities in PEM, in place of those that Node.js trusts: what `AWS_CA_BUNDLE` names. A function is called for the first https connection. */
  readonly ca?: string | (() => string | undefined) | undefined
  /** The proxy for an endpoint, `undefined` for none. Default: no proxy at all. */
  readonly proxyFor?: ((endpoint: URL) => URL | undefined) | undefined
}

interface Route {
  readonly send: (options: RequestOptions) => ClientRequest
  readonly agent: Agent
  /** The proxy that a plain http request is handed to whole. */
  readonly via: URL | undefined
}

/**
 * A transport on `node:https` and `node:http` with connections kept alive. They do not keep the process
 * alive, and a process that makes one call loads one of the two modules only.
 */
export function createTransport(options: TransportOptions = {}): Transport {
  const { connectTimeoutMs = 5_000, timeoutMs = 20_000, maxBytes = 1_048_576 } = options
  const routeTo = createRoutes(options, connectTimeoutMs)
  return async (request, exchange = {}) =>
    send(request, routeTo(request.endpoint), {
      signal: exchange.signal,
      connectTimeoutMs,
      timeoutMs: exchange.timeoutMs ?? timeoutMs,
      maxBytes: exchange.maxBytes ?? maxBytes,
    })
}

function createRoutes(options: TransportOptions, connectTimeoutMs: number): (endpoint: URL) => Route {
  const settings = { keepAlive: true, maxSockets: options.maxSockets ?? 50, maxFreeSockets: 50 }
  const routes = new Map<string, Route>()
  const newRoute = (endpoint: URL, proxy: URL | undefined): Route => {
    // Not `import`: on Node.js 22 and later that evaluates every export of node:http, undici included.
    if (endpoint.protocol === 'http:') {
      const module = process.getBuiltinModule(proxy?.protocol === 'https:' ? 'node:https' : 'node:http')
      return { send: module.request, agent: new module.Agent(settings), via: proxy }
    }
    const https = process.getBuiltinModule('node:https')
    const ca = typeof options.ca === 'function' ? options.ca() : options.ca
    const secure = ca === undefined ? settings : { ...settings, ca }
    const agent = proxy ? createTunnelAgent(secure, { proxy, connectTimeoutMs }) : new https.Agent(secure)
    return { send: https.request, agent, via: undefined }
  }
  return (endpoint) => {
    const proxy = options.proxyFor?.(endpoint)
    const name = `${endpoint.protocol} ${proxy?.href ?? ''}`
    const route = routes.get(name) ?? newRoute(endpoint, proxy)
    routes.set(name, route)
    return route
  }
}

interface Limits {
  readonly signal: AbortSignal | undefined
  readonly connectTimeoutMs: number
  readonly timeoutMs: number
  readonly maxBytes: number
}

function send(request: HttpRequest, route: Route, limits: Limits): Promise<HttpResponse> {
  const address = request.endpoint.host
  const { signal } = limits
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(aborted(address, signal))
      return
    }
    const outgoing = route.send(requestOptions(request, route))
    let timer: NodeJS.Timeout | undefined
    const settle = (): void => {
      clearTimeout(timer)
      stopListening()
    }
    const fail = (error: unknown): void => {
      settle()
      reject(networkError(error, address))
      outgoing.destroy()
    }
    const stopListening = onAbort(signal, () => fail(aborted(address, signal)))
    outgoing.on('error', fail)
    outgoing.on('socket', (socket) => {
      timer = setTimeout(() => fail(tooSlow(address, limits.timeoutMs)), limits.timeoutMs)
      if (!socket.connecting) return
      const connectTimer = setTimeout(() => fail(notConnected(address, limits)), limits.connectTimeoutMs)
      const stop = (): void => clearTimeout(connectTimer)
      socket.once(request.endpoint.protocol === 'https:' ? 'secureConnect' : 'connect', stop)
      socket.once('close', stop)
    })
    outgoing.on('response', (incoming) => {
      if (route.via && incoming.statusCode === 407) {
        fail(proxyRefusal(route.via, address, 407))
        return
      }
      readBody(incoming, limits.maxBytes, address).then((body) => {
        settle()
        resolve({ status: incoming.statusCode ?? 0, headers: flatHeaders(incoming), body })
      }, fail)
    })
    outgoing.end(request.body)
  })
}

function requestOptions(request: HttpRequest, route: Route): RequestOptions {
  const { endpoint, method, body } = request
  const headers: Record<string, string | number> = { host: endpoint.host, ...request.headers }
  if (body !== undefined) headers['content-length'] ??= Buffer.byteLength(body)
  const peer = route.via ?? endpoint
  return {
    method,
    headers: route.via ? { ...headers, ...proxyAuthorization(route.via) } : headers,
    agent: route.agent,
    // An IPv6 address stands in brackets in a URL only.
    hostname: peer.hostname.replace(/^\[|\]$/g, ''),
    port: peer.port === '' ? undefined : peer.port,
    path: route.via ? `${endpoint.origin}${request.target}` : request.target,
  }
}

function readBody(incoming: IncomingMessage, maxBytes: number, address: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    incoming.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length > maxBytes) reject(tooLarge(address, maxBytes))
      else chunks.push(chunk)
    })
    incoming.on('error', reject)
    incoming.on('end', () => {
      const [only] = chunks
      resolve((only && chunks.length === 1 ? only : Buffer.concat(chunks)).toString('utf8'))
    })
  })
}

function flatHeaders(incoming: IncomingMessage): Record<string, string> {
  const flat: Record<string, string> = {}
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) flat[name] = typeof value === 'string' ? value : value.join(', ')
  }
  return flat
}

function aborted(address: string, signal: AbortSignal | undefined): HallpassError {
  return new HallpassError('Aborted', `the call to ${address} was called off`, { cause: signal?.reason })
}

function tooSlow(address: string, timeoutMs: number): HallpassError {
  return new HallpassError(
    'NetworkTimeout',
    `${address} did not answer in full within ${timeoutMs / 1000} s`,
    {
      hint: 'run it again; if it stays, check the network, the proxy and the endpoint URL',
    },
  )
}

function notConnected(address: string, limits: Limits): HallpassError {
  return new HallpassError(
    'NetworkTimeout',
    `${address} did not take the connection within ${limits.connectTimeoutMs / 1000} s`,
    { hint: 'check the network, the region and any endpoint URL or proxy setting, then run it again' },
  )
}

function tooLarge(address: string, maxBytes: number): HallpassError {
  return new HallpassError('ResponseInvalid', `the answer of ${address} is larger than ${maxBytes} bytes`, {
    hint: 'check the endpoint URL: AWS answers in a few thousand bytes',
  })
}
