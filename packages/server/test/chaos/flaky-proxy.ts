import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/**
 * How the way to AWS is: `whole`; `refused`, connections are reset; `silent`, what is sent never arrives; `slow`, each
 * piece is late; `one-way`, what is sent arrives, and the answer is cut off.
 */
export type Weather = 'whole' | 'refused' | 'silent' | 'slow' | 'one-way'

export interface FlakyProxy {
  readonly port: number
  /** Changes the weather, also for connections that are open. */
  set(weather: Weather): void
  close(): Promise<void>
}

const lateMs = 700

/** A TCP proxy on loopback that loses what it is told to lose. */
export async function openFlakyProxy(targetPort: number): Promise<FlakyProxy> {
  let weather: Weather = 'whole'
  const open = new Set<Socket>()
  const server = createServer((client) => {
    if (weather === 'refused') {
      client.resetAndDestroy()
      return
    }
    const target = connect(targetPort, '127.0.0.1')
    for (const socket of [client, target]) {
      open.add(socket)
      socket.on('error', () => {})
      socket.once('close', () => {
        open.delete(socket)
        client.destroy()
        target.destroy()
      })
    }
    client.on('data', (part) => {
      if (weather === 'silent') return
      if (weather === 'slow') setTimeout(() => target.write(part), lateMs)
      else target.write(part)
    })
    target.on('data', (part) => {
      if (weather === 'silent') return
      if (weather === 'one-way') client.resetAndDestroy()
      else if (weather === 'slow') setTimeout(() => client.write(part), lateMs)
      else client.write(part)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const reset = (): void => {
    for (const socket of open) socket.resetAndDestroy()
  }
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    set: (next) => {
      // What was swallowed is not to be missing in the middle of a stream that goes on.
      if (next === 'refused' || weather === 'silent' || weather === 'slow') reset()
      weather = next
    },
    close: async () => {
      reset()
      server.close()
      await once(server, 'close')
    },
  }
}
