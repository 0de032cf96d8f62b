import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** A port on this machine that answers to nobody else. */
export interface Loopback {
  /** `127.0.0.1:PORT` */
  readonly host: string
  readonly port: number
  /** Lets the process end while it is open. */
  readonly unref: () => void
  /** Stops listening, and ends what is under way. */
  readonly close: () => void
}

/** What answers; `isOurs` is false for a request with another host's name, as from a page that rebinds its own. */
export type Respond = (
  request: IncomingMessage,
  response: ServerResponse,
  at: Loopback & { readonly isOurs: boolean },
) => Promise<void> | void

/** Opens any free port of 127.0.0.1. A `respond` that fails ends the connection, and is told to `onFault`. */
export async function openLoopback(
  respond: Respond,
  onFault: (error: unknown) => void = () => {},
): Promise<Loopback> {
  const server = createServer((request, response) => {
    const isOurs = request.headers.host === loopback.host
    void (async () => respond(request, response, { ...loopback, isOurs }))().catch((error: unknown) => {
      onFault(error)
      response.destroy()
    })
  })
  server.requestTimeout = 10_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  const port = address === null || typeof address === 'string' ? 0 : address.port
  const loopback: Loopback = {
    host: `127.0.0.1:${port}`,
    port,
    unref: () => server.unref(),
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
  return loopback
}
