import { setTimeout as wait } from 'node:timers/promises'
import type { DatabaseAddress } from '../store/index.ts'
import { openListener } from '../store/index.ts'
import { channel, type Notice } from './notifying.ts'

/** Hears what happened, on whatever replica. */
export interface Listening {
  close(): Promise<void>
}

export interface ListeningOptions {
  readonly address: DatabaseAddress
  readonly onNotices: (notices: readonly Notice[]) => void
  /** Told when notices may have been missed: the connection was lost, and is there again. */
  readonly onGap: () => void
}

const retryMs = 250

/** Listens on a connection of its own, and connects again for as long as it takes. */
export function listenForNotices({ address, onNotices, onGap }: ListeningOptions): Listening {
  const stop = new AbortController()
  const run = async (): Promise<void> => {
    for (let first = true; !stop.signal.aborted; first = false) {
      try {
        const listener = await openListener(address, channel, (payload) => onNotices(noticesIn(payload)))
        if (!first) onGap()
        const stopped = new Promise<void>((resolve) =>
          stop.signal.addEventListener('abort', () => resolve(), { once: true }),
        )
        await Promise.race([listener.lost, stopped])
        await listener.close()
      } catch {
        // PostgreSQL is not there: so nobody can be told anything either.
      }
      if (!stop.signal.aborted) await wait(retryMs, undefined, { signal: stop.signal }).catch(() => {})
    }
  }
  const running = run()
  return {
    close: async () => {
      stop.abort()
      await running
    },
  }
}

function noticesIn(payload: string): readonly Notice[] {
  const notices: readonly Notice[] = JSON.parse(payload)
  return notices
}
