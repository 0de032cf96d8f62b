import { once } from 'node:events'
import { createServer } from 'node:http'

/** An event that a webhook was told, in the order of acceptance. */
export interface Told {
  readonly id: string
  readonly type: string
  readonly leaseId: string
}

/** A platform's end of a webhook. */
export interface Receiver {
  readonly url: string
  /** What was accepted, repetitions included. */
  readonly told: readonly Told[]
  close(): Promise<void>
}

/** Takes deliveries; `refuses` tells how many of an event's first attempts are answered 500. */
export async function openReceiver(refuses: (eventId: string) => boolean): Promise<Receiver> {
  const told: Told[] = []
  const refused = new Set<string>()
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.once('end', () => {
      const event: { id: string; type: string; data: { leaseId: string } } = JSON.parse(
        Buffer.concat(parts).toString(),
      )
      if (!refused.has(event.id) && refuses(event.id)) {
        refused.add(event.id)
        response.writeHead(500).end()
        return
      }
      told.push({ id: event.id, type: event.type, leaseId: event.data.leaseId })
      response.writeHead(204).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/hook`,
    told,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
