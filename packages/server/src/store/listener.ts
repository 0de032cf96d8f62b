import pg from 'pg'
import { connectionConfig, type DatabaseAddress } from './connection/index.ts'
import { asLoss } from './tell-loss.ts'

export interface ListenerOptions {
  readonly address: DatabaseAddress
  /** A name of ours; not from outside. */
  readonly channel: string
  /** Called for each notice, and after each new connection: something may have been missed. */
  readonly onNotice: () => void
  readonly onConnectionLost?: ((error: Error) => void) | undefined
  readonly sleep?: ((ms: number) => Promise<void>) | undefined
}

/** A connection of its own that hears PostgreSQL's NOTIFY, and is made anew whenever it breaks. */
export async function openListener(options: ListenerOptions): Promise<{ close(): Promise<void> }> {
  const { address, channel, onNotice, onConnectionLost, sleep = pause } = options
  const state = { closed: false }
  let current: pg.Client | undefined

  const connect = async (): Promise<void> => {
    const client = new pg.Client({ ...connectionConfig(address), keepAlive: true })
    // Without a listener an error would end the process.
    client.on('error', (error) => {
      if (!state.closed) onConnectionLost?.(error)
    })
    client.on('notification', onNotice)
    await client.connect()
    await client.query(`listen ${channel}`)
    current = client
    client.on('end', () => {
      if (!state.closed) void again()
    })
    onNotice()
  }

  const again = async (): Promise<void> => {
    for (let waitMs = 50; !state.closed; waitMs = Math.min(waitMs * 2, 2000)) {
      try {
        await connect()
        return
      } catch (error) {
        if (error instanceof Error) onConnectionLost?.(error)
        await sleep(waitMs)
      }
    }
  }

  await connect().catch((error: unknown) => {
    throw asLoss(error)
  })
  return {
    close: async () => {
      state.closed = true
      await current?.end()
    },
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}
