import type { RecordedEntry } from '../audit/index.ts'
import { recordedEntries } from '../audit/index.ts'
import type { Database, DatabaseAddress } from '../store/index.ts'
import { openListener } from '../store/index.ts'
import { channel } from './channel.ts'

/** Whoever wants to hear what happens, on whatever replica. */
export type Hearer = (entries: readonly RecordedEntry[]) => void

export interface Hearing {
  /** Hears everything from now on, in order. Returns what ends it. */
  subscribe(hearer: Hearer): () => void
  close(): Promise<void>
}

export interface HearingOptions {
  readonly database: Database
  readonly address: DatabaseAddress
  /** Told when the connection breaks; another is made, and nothing that happened meanwhile is missed. */
  readonly onConnectionLost?: (error: Error) => void
  readonly sleep?: (ms: number) => Promise<void>
}

/** Listens on a connection of its own. The audit's numbers have no gaps: what was missed is read from it. */
export async function listenToAudit(options: HearingOptions): Promise<Hearing> {
  const { database, address, onConnectionLost, sleep } = options
  const hearers = new Set<Hearer>()
  let heard = await newest(database)
  let reading: Promise<void> = Promise.resolve()
  const catchUp = (): void => {
    reading = reading
      .then(async () => {
        for (;;) {
          const entries = await recordedEntries(database, heard, 1000)
          const last = entries.at(-1)
          if (last === undefined) return
          heard = last.seq
          for (const hearer of hearers) hearer(entries)
        }
      })
      .catch((error: unknown) =>
        onConnectionLost?.(error instanceof Error ? error : new Error(String(error))),
      )
  }
  const listener = await openListener({ address, channel, onNotice: catchUp, onConnectionLost, sleep })
  return {
    subscribe: (hearer) => {
      hearers.add(hearer)
      return () => hearers.delete(hearer)
    },
    close: async () => {
      await listener.close()
      await reading
    },
  }
}

async function newest(database: Database): Promise<number> {
  const row = await database
    .selectFrom('audit')
    .select('seq')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.seq ?? 0
}
