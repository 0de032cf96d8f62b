import type { IncomingHttpHeaders } from 'node:http'
import type { Socket } from 'node:net'
import { serveHttp } from '../wire/loopback.ts'

/** What a service does with one request: answer, or treat the connection badly. */
export type Reply =
  | { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly body: string }
  | ((socket: Socket) => void)

/** A request as the service received it. */
export interface Received {
  readonly headers: IncomingHttpHeaders
  readonly form: Readonly<Record<string, string>>
}

/** A service that answers with these replies in turn, the last one for ever after. */
export async function serveReplies(
  ...replies: readonly Reply[]
): Promise<{ endpoint: URL; received: Received[] }> {
  const received: Received[] = []
  const endpoint = await serveHttp((incoming, response) => {
    let body = ''
    incoming.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
    incoming.on('end', () => {
      const reply = replies[Math.min(received.length, replies.length - 1)]
      received.push({ headers: incoming.headers, form: Object.fromEntries(new URLSearchParams(body)) })
      if (typeof reply === 'function') {
        reply(incoming.socket)
        return
      }
      response.writeHead(reply?.status ?? 200, { 'content-type': 'text/xml', ...reply?.headers })
      response.end(reply?.body)
    })
  })
  return { endpoint, received }
}
