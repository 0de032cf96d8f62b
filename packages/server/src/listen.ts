import { createServer, IncomingMessage, Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { HallpassError } from 'hallpass'

export interface ListenOptions {
  /** Default `127.0.0.1`: only this machine can reach it. */
  readonly host?: string | undefined
  /** Default 0: any free port. */
  readonly port?: number | undefined
}

/** An open port. */
export interface Listening {
  /** `http://127.0.0.1:8080`, without a slash at the end. */
  readonly url: string
  /** Takes no more connections, and waits for what is under way. */
  readonly close: () => Promise<void>
}

const patienceMs = 10_000

/**
 * Serves an app over HTTP.
 *
 * @throws HallpassError `SettingInvalid` when the port cannot be opened
 */
export async function listen(
  fetch: (request: Request, environment: object) => Response | Promise<Response>,
  { host = '127.0.0.1', port = 0 }: ListenOptions = {},
): Promise<Listening> {
  const server = createAdaptorServer({
    fetch,
    overrideGlobalObjects: false,
    createServer,
    serverOptions: { maxHeaderSize: 16_384, keepAliveTimeout: 65_000, requestTimeout: 30_000 },
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  }).catch((error: unknown) => {
    throw new HallpassError('SettingInvalid', `port ${port} on ${host} cannot be opened`, {
      hint: 'choose another with --port, or leave it out',
      cause: error,
      facts: { name: 'port' },
    })
  })
  const address = server.address()
  const opened = typeof address === 'object' && address !== null ? address.port : port
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${opened}`,
    close: () =>
      new Promise((resolve) => {
        const http = server instanceof Server ? server : undefined
        const impatient = setTimeout(() => http?.closeAllConnections(), patienceMs)
        server.close(() => {
          clearTimeout(impatient)
          resolve()
        })
        http?.closeIdleConnections()
      }),
  }
}

/** The address at the other end of the connection that a request came over. */
export function remoteAddress(environment: unknown): string | undefined {
  if (typeof environment !== 'object' || environment === null || !('incoming' in environment))
    return undefined
  return environment.incoming instanceof IncomingMessage
    ? environment.incoming.socket.remoteAddress
    : undefined
}
