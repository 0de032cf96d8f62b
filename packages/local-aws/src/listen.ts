import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import { checkKnownNames, type KnownNames, type RawRequest, type RawResponse } from './base/index.ts'
import { maxBodyBytes } from './gateway/index.ts'

export interface ListenOptions {
  /** Default 0: any free port. */
  readonly port?: number
  /** Default `127.0.0.1`: only this machine can reach it. */
  readonly host?: string
}

const optionNames = { port: true, host: true } satisfies KnownNames<ListenOptions>

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
 * @throws TypeError for an option that does not exist
 * @throws the system's error when the port cannot be opened, e.g. with code `EADDRINUSE`
 */
export async function listen(handle: Serve, options: ListenOptions = {}): Promise<Listening> {
  checkKnownNames('listen()', options, optionNames)
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
  const headers = response.headers.flat()
  // What was not read of a refused body would be taken for the next request.
  if (!incoming.complete) headers.push('Connection', 'close')
  if (needsLength(response)) headers.push('Content-Length', String(Buffer.byteLength(response.body)))
  outgoing.writeHead(response.status, headers)
  outgoing.end(incoming.method === 'HEAD' ? undefined : response.body)
}

function needsLength({ status, headers }: RawResponse): boolean {
  return (
    status !== 204 && status !== 304 && !headers.some(([name]) => name.toLowerCase() === 'content-length')
  )
}

/** The body; of one that is too long only as much as makes it so, for the gateway to refuse. */
function readBody(incoming: IncomingMessage): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    const finish = (): void => {
      const [only] = chunks
      resolve(only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks))
    }
    // Not `for await`: for a small request the iterator costs more than half of what node:http does.
    const take = (chunk: Buffer): void => {
      chunks.push(chunk)
      length += chunk.length
      if (length <= maxBodyBytes) return
      incoming.off('data', take).pause()
      finish()
    }
    incoming.on('data', take).once('end', finish).on('error', reject)
  })
}

function isAddress(address: string | AddressInfo | null): address is AddressInfo {
  return typeof address === 'object' && address !== null
}
