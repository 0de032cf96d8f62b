import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Services } from '../change/index.ts'
import { dueWorkshops, settleWorkshop } from '../lifecycle/index.ts'

/** What has to happen because time passes: it is read from the database, so nothing is lost and any replica can do it. */
export interface Clock {
  /** Does what is due now. */
  tick(): Promise<void>
  /** Waits for what is under way. */
  close(): Promise<void>
}

export interface ClockOptions {
  readonly services: Services
  /** Told of what failed; it is tried again at the next tick. */
  readonly onFault: (error: unknown, where: string) => void
  /** Default 1,000. */
  readonly everyMs?: number
}

// A denial that AWS refused is tried again after 5 s, 10 s, 20 s … at most 5 minutes.
const firstRetrySeconds = 5
const longestRetrySeconds = 300
const leasesAtOnce = 500

/** Ticks until it is closed. */
export function startClock({ services, onFault, everyMs = 1000 }: ClockOptions): Clock {
  const stop = new AbortController()
  const attempt = async (where: string, work: () => Promise<unknown>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      onFault(error, where)
    }
  }
  const tick = async (): Promise<void> => {
    await attempt('due workshops', async () => {
      for (const id of await dueWorkshops(services)) await attempt(id, () => settleWorkshop(services, id))
    })
    await attempt('denials', async () => {
      const leases = await waitingDenials(services)
      if (leases.length > 0) await services.revoking.deny(leases)
    })
    await attempt('idempotency keys', () =>
      services.database.deleteFrom('idempotency_key').where('expires_at', '<=', services.now()).execute(),
    )
  }
  const run = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await tick()
      await wait(everyMs, undefined, { signal: stop.signal }).catch(() => {})
    }
  }
  const running = run()
  return {
    tick,
    close: async () => {
      stop.abort()
      await running
    },
  }
}

async function waitingDenials({ database, now }: Pick<Services, 'database' | 'now'>): Promise<string[]> {
  const { rows } = await sql<{ lease_id: string }>`
    select distinct lease_id from denial
    where state = 'wanted' and lease_id is not null
      and created_at + make_interval(secs => least(${firstRetrySeconds} * power(2, least(attempts, 10)), ${longestRetrySeconds})) <= ${now()}
    limit ${leasesAtOnce}`.execute(database)
  return rows.map(({ lease_id }) => lease_id)
}
