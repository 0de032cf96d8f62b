import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import {
  AwsError,
  checkKnownNames,
  type IncomingRequest,
  type KnownNames,
  type RawResponse,
} from './base/index.ts'

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
export type Serve = (request: IncomingRequest) => Promise<RawResponse | undefined>

/** How long a client is waited for. */
export interface Patience {
  /** How long a body may stand still on its way. Default 20 s. */
  readonly idleBodyMs?: number
  /** How long the head of a request, and every 64 KiB of its body, may be waited for in all. Default 60 s. */
  readonly slowMs?: number
}

/** A body up to so long is read before the request is looked at: that costs less than reading it on demand. */
const mostReadAhead = 64 * 1024
/** How often it is looked at which heads are late, at most; it is Node's default. */
const headsLookedAtMs = 30_000
/** For how long a connection over which nothing comes or goes stays open. */
const idleConnectionMs = 300_000
/** For how long the rest of a body that was refused is still read, so that the client reads the refusal. */
const lingerMs = 60_000

/**
 * Serves `handle` over HTTP. Bodies are read as far as `handle` wants them, and no faster; who expects a
 * `100 Continue` gets it then. Headers over 64 KiB are refused. Whoever is later than `patience` has it is
 * refused: a body as S3 does, with `RequestTimeout`, a head with a bare 408.
 *
 * @throws TypeError for an option that does not exist
 * @throws the system's error when the port cannot be opened, e.g. with code `EADDRINUSE`
 */
export async function listen(
  handle: Serve,
  options: ListenOptions = {},
  { idleBodyMs = 20_000, slowMs = 60_000 }: Patience = {},
): Promise<Listening> {
  checkKnownNames('listen()', options, optionNames)
  const { port = 0, host = '127.0.0.1' } = options
  // On Node 22 and later an ES module's import of node:http loads all of undici with it, for 30 ms.
  const { createServer } = process.getBuiltinModule('node:http')
  const answer = (expects: boolean) => (incoming: IncomingMessage, outgoing: ServerResponse) => {
    serve(handle, incoming, outgoing, { expects, idleBodyMs, slowMs }).catch(() => outgoing.destroy())
  }
  const server = createServer(
    {
      maxHeaderSize: 64 * 1024,
      keepAliveTimeout: 60_000,
      // A large body may take its time as long as it keeps coming.
      requestTimeout: 0,
      // Unless it is said, there is none either.
      headersTimeout: slowMs,
      connectionsCheckingInterval: Math.min(slowMs, headsLookedAtMs),
    },
    answer(false),
  )
  server.on('checkContinue', answer(true))
  server.setTimeout(idleConnectionMs)
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

interface BodyOptions extends Required<Patience> {
  /** Whether the client waits for `100 Continue` before it sends the body. */
  readonly expects: boolean
}

async function serve(
  handle: Serve,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  options: BodyOptions,
): Promise<void> {
  // Asked for at once: of a connection that is gone it is not known any more, and then it is nobody's.
  const remoteAddress = incoming.socket.remoteAddress ?? 'unknown'
  const waiting = { forContinue: options.expects }
  const body =
    options.expects || !isShort(incoming)
      ? readOnDemand(incoming, options, () => {
          if (waiting.forContinue) outgoing.writeContinue()
          waiting.forContinue = false
        })
      : await readAhead(incoming, options)
  const response = await handle({
    method: incoming.method ?? 'GET',
    target: incoming.url ?? '/',
    rawHeaders: incoming.rawHeaders,
    body,
    remoteAddress,
    onGone: (gone) => void outgoing.once('close', gone),
  })
  if (response === undefined) {
    incoming.socket.destroy()
    return
  }
  const headers = response.headers.flat()
  // Nobody knows whether a client that was not told to continue sends its body all the same.
  if (waiting.forContinue && !incoming.complete) headers.push('Connection', 'close')
  else discardRest(incoming)
  if (needsLength(response)) headers.push('Content-Length', String(Buffer.byteLength(response.body)))
  outgoing.writeHead(response.status, headers)
  if (response.stream === undefined || incoming.method === 'HEAD') {
    outgoing.end(incoming.method === 'HEAD' ? undefined : response.body)
  } else await sendStream(outgoing, response.stream)
}

/** A stream that does not say how long it is goes on until it ends. */
function needsLength({ status, headers, stream }: RawResponse): boolean {
  return (
    stream === undefined &&
    status !== 204 &&
    status !== 304 &&
    !headers.some(([name]) => name.toLowerCase() === 'content-length')
  )
}

/** Whether a body is known to be short, or that there is none. */
function isShort({ headers }: IncomingMessage): boolean {
  if (headers['transfer-encoding'] !== undefined) return false
  return Number(headers['content-length'] ?? 0) <= mostReadAhead
}

/** The whole body; or, when it does not come in time, what throws so once somebody wants it. */
function readAhead(
  incoming: IncomingMessage,
  patience: Required<Patience>,
): Promise<IncomingRequest['body']> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const late = (): void => resolve(lateBody())
    let timer = setTimeout(late, longestWait(patience, 0))
    const began = performance.now()
    const finish = (): void => {
      clearTimeout(timer)
      const [only] = chunks
      resolve(only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks))
    }
    // Not `for await`: for a small request the iterator costs more than half of what node:http does.
    incoming
      .on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        clearTimeout(timer)
        timer = setTimeout(late, longestWait(patience, performance.now() - began))
      })
      .once('end', finish)
      .on('error', (error) => {
        clearTimeout(timer)
        reject(error)
      })
  })
}

/** A body of which no more is waited for. */
function lateBody(): AsyncIterable<Uint8Array> {
  return { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(requestTimeout()) }) }
}

/** For how long more bytes may be waited for, when 64 KiB have been waited for so long. */
function longestWait({ idleBodyMs, slowMs }: Required<Patience>, waitedMs: number): number {
  return Math.max(Math.min(idleBodyMs, slowMs - waitedMs), 0)
}

/** The stream's own iterator would close the connection when no more of the body is wanted. */
async function* readOnDemand(
  incoming: IncomingMessage,
  patience: Required<Patience>,
  begin: () => void,
): AsyncGenerator<Uint8Array, void> {
  begin()
  let length = 0
  let waitedMs = 0
  for (;;) {
    const bytes: Buffer | null = incoming.read()
    if (bytes !== null) {
      length += bytes.length
      if (length >= mostReadAhead) length = waitedMs = 0
      yield bytes
    } else if (incoming.readableEnded) return
    else if (incoming.destroyed) throw incoming.errored ?? new Error('the connection broke')
    else {
      const before = performance.now()
      await somethingNew(incoming, longestWait(patience, waitedMs))
      waitedMs += performance.now() - before
    }
  }
}

/** @throws AwsError `RequestTimeout` */
function somethingNew(incoming: IncomingMessage, mostMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const events = ['readable', 'end', 'close', 'error'] as const
    const settle = (): void => {
      clearTimeout(timer)
      for (const event of events) incoming.off(event, happened)
    }
    const happened = (): void => {
      settle()
      resolve()
    }
    const timer = setTimeout(() => {
      settle()
      reject(requestTimeout())
    }, mostMs)
    for (const event of events) incoming.on(event, happened)
  })
}

function requestTimeout(): AwsError {
  return new AwsError(
    'RequestTimeout',
    400,
    'Your socket connection to the server was not read from or written to within the timeout period. Idle connections will be closed.',
  )
}

/** Reads on what nobody wants, so that the client comes to the answer; but not for ever. */
function discardRest(incoming: IncomingMessage): void {
  if (incoming.complete) return
  incoming.on('error', () => {}).resume()
  const timer = setTimeout(() => incoming.socket.destroy(), lingerMs).unref()
  incoming.once('close', () => clearTimeout(timer))
}

/** No faster than the client takes it. */
async function sendStream(outgoing: ServerResponse, stream: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const bytes of stream) {
    if (outgoing.destroyed) return
    if (!outgoing.write(bytes)) await drained(outgoing)
  }
  outgoing.end()
}

function drained(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      outgoing.off('drain', settle).off('close', settle)
      resolve()
    }
    outgoing.on('drain', settle).on('close', settle)
    if (outgoing.destroyed) settle()
  })
}

function isAddress(address: string | AddressInfo | null): address is AddressInfo {
  return typeof address === 'object' && address !== null
}
