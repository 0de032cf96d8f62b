import type { IncomingMessage } from 'node:http'
import type { Agent, AgentOptions, RequestOptions } from 'node:https'
import type { Duplex } from 'node:stream'
import { HallpassError } from '../base/index.ts'
import { networkError } from './network-error.ts'

export interface TunnelOptions {
  /** `http:` or `https:`, with user and password where it wants them. */
  readonly proxy: URL
  /** Milliseconds until the proxy must have opened the tunnel. */
  readonly connectTimeoutMs: number
}

/**
 * An agent whose connections lead through an HTTP proxy: `CONNECT`, then TLS with the host itself, so that
 * the proxy learns which host is called and nothing of what is said.
 */
export function createTunnelAgent(settings: AgentOptions, tunnel: TunnelOptions): Agent {
  const https = process.getBuiltinModule('node:https')
  const tls = process.getBuiltinModule('node:tls')
  class TunnelAgent extends https.Agent {
    override createConnection(
      options: RequestOptions,
      callback: (error: Error | null, stream?: Duplex) => void,
    ): undefined {
      const host = options.hostname ?? options.host ?? ''
      openTunnel(`${host.includes(':') ? `[${host}]` : host}:${options.port ?? 443}`, tunnel).then(
        (socket) => {
          callback(null, tls.connect({ ...settings, servername: options.servername ?? host, socket }))
        },
        callback,
      )
    }
  }
  return new TunnelAgent(settings)
}

function openTunnel(authority: string, { proxy, connectTimeoutMs }: TunnelOptions): Promise<Duplex> {
  const { request } = process.getBuiltinModule(proxy.protocol === 'https:' ? 'node:https' : 'node:http')
  return new Promise((resolve, reject) => {
    const outgoing = request({
      method: 'CONNECT',
      hostname: proxy.hostname.replace(/^\[|\]$/g, ''),
      port: proxy.port === '' ? undefined : proxy.port,
      path: authority,
      headers: { host: authority, ...proxyAuthorization(proxy) },
      agent: false,
    })
    const fail = (error: unknown): void => {
      clearTimeout(timer)
      reject(networkError(error, `proxy ${proxy.host}`))
      outgoing.destroy()
    }
    const timer = setTimeout(() => fail(tooSlow(proxy, authority)), connectTimeoutMs)
    outgoing.on('error', fail)
    outgoing.on('connect', (answer: IncomingMessage, socket: Duplex) => {
      clearTimeout(timer)
      if (answer.statusCode === 200) {
        resolve(socket)
        return
      }
      socket.destroy()
      reject(proxyRefusal(proxy, authority, answer.statusCode ?? 0))
    })
    outgoing.end()
  })
}

/** `proxy-authorization` for the user and password in the proxy's URL; empty where it has none. */
export function proxyAuthorization(proxy: URL): Record<string, string> {
  if (proxy.username === '') return {}
  const pair = `${decoded(proxy.username)}:${decoded(proxy.password)}`
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` }
}

/** A `%` that begins no escape is meant as it stands. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** What a proxy's own refusal means: 407 is a matter of settings, anything else of reaching the host. */
export function proxyRefusal(proxy: URL, authority: string, status: number): HallpassError {
  if (status === 407) {
    return new HallpassError('SettingInvalid', `proxy ${proxy.host} wants a user and a password (407)`, {
      hint: `set them in HTTPS_PROXY: http://USER:PASSWORD@${proxy.host}`,
      facts: { name: 'HTTPS_PROXY', status },
    })
  }
  return new HallpassError(
    'NetworkUnreachable',
    `proxy ${proxy.host} did not connect to ${authority} (${status})`,
    {
      hint: `ask whoever runs the proxy to allow ${authority}, or name the host in NO_PROXY`,
      facts: { status },
    },
  )
}

function tooSlow(proxy: URL, authority: string): HallpassError {
  return new HallpassError('NetworkTimeout', `proxy ${proxy.host} did not connect to ${authority} in time`, {
    hint: 'check HTTPS_PROXY, or name the host in NO_PROXY',
  })
}
