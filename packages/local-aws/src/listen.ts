import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import { maxBodyBytes } from './gateway.ts'
import type { RawRequest, RawResponse } from './http.ts'

export interface ListenOptions {
  /** Default 0: any free port. */
  readonly port?: number
  /** Default `127.0.0.1`: only this machine can reach it. */
  readonly host?: string
}

/** An open port. */
export interface Listening {
  /** E.g. `http://127.0.0.1:4566`, without a slash at the end. */
  readonly url: string
  readonly port: number
  /** Closes the port and every connection. */
  readonly close: () => Promise<void>
}

/** Answers a request; `undefined` cuts the connection instead. */
export type Serve = (request: RawRequest) => Promise<RawResponse | undefined>

/**
 * Serves `handle` over HTTP. Bodies over 16 MiB and headers over 64 KiB are refused without being kept.
 *
 * @throws the system's error when the port cannot be opened, e.g. with code `EADDRINUSE`
 */
export async function listen(handle: Serve, options: ListenOptions = {}): Promise<Listening> {
  const { port = 0, host = '127.0.0.1' } = options
  // On Node 22 and later an ES module's import of node:http loads all of undici with it, for 30 ms.
  const { createServer } = process.getBuiltinModule('node:http')
  const server = createServer(
    { maxHeaderSize: 64 * 1024, keepAliveTimeout: 60_000 },
    (incoming, outgoing) => {
      serve(handle, incoming, outgoing).catch(() => outgoing.destroy())
    },
  )
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address()
  const opened = isAddress(address) ? address.port : port
  const named = host.includes(':') ? `[${host}]` : host
  return {
    url: `http://${named}:${opened}`,
    port: opened,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)))
        server.closeAllConnections()
      }),
  }
}

async function serve(handle: Serve, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const body = await readBody(incoming)
  const response = await handle({
    method: incoming.method ?? 'GET',
    target: incoming.url ?? '/',
    rawHeaders: incoming.rawHeaders,
    body,
    ...(incoming.socket.remoteAddress === undefined ? {} : { remoteAddress: incoming.socket.remoteAddress }),
  })
  if (response === undefined) {
    incoming.socket.destroy()
    return
  }
  // What was not read of a refused body would be taken for the next request.
  if (!incoming.complete) outgoing.setHeader('Connection', 'close')
  outgoing.statusCode = response.status
  for (const [name, value] of response.headers) outgoing.appendHeader(name, value)
  if (!outgoing.hasHeader('Content-Length') && response.status !== 204 && response.status !== 304) {
    outgoing.setHeader('Content-Length', Buffer.byteLength(response.body))
  }
  outgoing.end(incoming.method === 'HEAD' ? undefined : response.body)
}

/** The body; of one that is too long only as much as makes it so, for the gateway to refuse. */
async function readBody(incoming: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
    if (!Buffer.isBuffer(chunk)) continue
    chunks.push(chunk)
    length += chunk.length
    if (length > maxBodyBytes) break
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)
}

function isAddress(address: string | AddressInfo | null): address is AddressInfo {
  return typeof address === 'object' && address !== null
}
