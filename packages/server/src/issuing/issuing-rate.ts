import { HallpassError } from 'hallpass'
import { sql } from 'kysely'
import type { Database } from '../store/index.ts'

/** Whose quota a call takes. */
export interface Quota {
  readonly accountId: string
  readonly region: string
}

export interface IssuingRateOptions {
  /** Calls a second to an account and region from all replicas together. Default 540: AWS's 600 less a tenth. */
  readonly perSecond?: number
  /** How many may go at once after a pause. Default 150. */
  readonly burst?: number
  /** How long somebody waits for a turn at most. Default 60. */
  readonly longestWaitSeconds?: number
  readonly sleep?: (ms: number) => Promise<void>
}

/** AWS lets an account call STS 600 times a second in a region: a tenth of that is left to others. */
export const issuingRateDefaults = { perSecond: 540, burst: 150 } as const

/** Turns at calling STS, shared by all replicas. */
export interface IssuingRate {
  /**
   * Waits for a turn; those of one replica are served in the order in which they came.
   *
   * @throws HallpassError `Throttled` when the line is too long to be worth standing in
   */
  take(quota: Quota): Promise<void>
  /** AWS said `Throttling`: somebody else calls too. Everybody goes slower, and then slowly faster again. */
  slowDown(quota: Quota): Promise<void>
}

const slowest = 10
// The rate comes back by so many calls a second in each second: from half to whole in half a minute.
const recovery = 10

/**
 * A token bucket in the database, which may be overdrawn: who overdraws it knows how long to wait. What arrives in
 * one turn of the event loop is booked in one statement, so that a class of 1,000 is not 1,000 updates of one row.
 */
export function createIssuingRate(database: Database, options: IssuingRateOptions = {}): IssuingRate {
  const { perSecond, burst, longestWaitSeconds = 60, sleep = pause } = { ...issuingRateDefaults, ...options }
  const waiting = new Map<string, { readonly quota: Quota; readonly turns: Turn[] }>()

  const book = async (quota: Quota, turns: readonly Turn[]): Promise<void> => {
    try {
      const { permits, rate } = await withdraw(database, quota, turns.length, { perSecond, burst })
      const late: Turn[] = []
      turns.forEach((turn, index) => {
        const waitSeconds = Math.max(0, -(permits + turns.length - 1 - index) / rate)
        if (waitSeconds > longestWaitSeconds) late.push(turn)
        else if (waitSeconds === 0) turn.go()
        else void sleep(waitSeconds * 1000).then(turn.go)
      })
      if (late.length > 0) await giveBack(database, quota, late.length)
      for (const turn of late) turn.refuse(tooMany())
    } catch (error) {
      for (const turn of turns) turn.refuse(error)
    }
  }

  return {
    take: (quota) =>
      new Promise((go, refuse) => {
        const key = `${quota.accountId} ${quota.region}`
        const line = waiting.get(key)
        if (line !== undefined) {
          line.turns.push({ go, refuse })
          return
        }
        const turns = [{ go, refuse }]
        waiting.set(key, { quota, turns })
        setImmediate(() => {
          waiting.delete(key)
          void book(quota, turns)
        })
      }),
    slowDown: async ({ accountId, region }) => {
      await database
        .updateTable('issuing_rate')
        .set({
          per_second: sql<number>`greatest(${slowest}::float8, per_second * 0.7)`,
          permits: sql<number>`least(permits, 0)`,
        })
        .where('account_id', '=', accountId)
        .where('region', '=', region)
        .execute()
    },
  }
}

interface Turn {
  readonly go: () => void
  readonly refuse: (error: unknown) => void
}

async function withdraw(
  database: Database,
  { accountId, region }: Quota,
  count: number,
  { perSecond, burst }: { readonly perSecond: number; readonly burst: number },
): Promise<{ permits: number; rate: number }> {
  // The database's clock: the replicas' need not agree.
  const elapsed = sql<number>`greatest(0, extract(epoch from clock_timestamp() - issuing_rate.updated_at))`
  const row = await database
    .insertInto('issuing_rate')
    .values({
      account_id: accountId,
      region,
      permits: burst - count,
      per_second: perSecond,
      updated_at: sql<Date>`clock_timestamp()`,
    })
    .onConflict((conflict) =>
      conflict.columns(['account_id', 'region']).doUpdateSet({
        permits: sql<number>`least(${burst}::float8, issuing_rate.permits + issuing_rate.per_second * ${elapsed}) - ${count}::float8`,
        per_second: sql<number>`least(${perSecond}::float8, issuing_rate.per_second + ${recovery}::float8 * ${elapsed})`,
        updated_at: sql<Date>`clock_timestamp()`,
      }),
    )
    .returning(['permits', 'per_second'])
    .executeTakeFirstOrThrow()
  return { permits: row.permits, rate: row.per_second }
}

async function giveBack(database: Database, { accountId, region }: Quota, count: number): Promise<void> {
  await database
    .updateTable('issuing_rate')
    .set({ permits: sql<number>`permits + ${count}::float8` })
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .execute()
}

function tooMany(): HallpassError {
  return new HallpassError('Throttled', 'too many sessions were asked for at once', {
    hint: 'wait a minute and try again',
  })
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}
