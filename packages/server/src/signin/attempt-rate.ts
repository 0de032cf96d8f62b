import { HallpassError } from 'hallpass'
import { sql } from 'kysely'
import type { Database } from '../store/index.ts'

/** How often somebody may try a link, a code or another way in. */
export interface AttemptRate {
  /**
   * Counts an attempt from an address, on whatever replica.
   *
   * @throws HallpassError `RateLimited`
   */
  readonly take: (address: string) => Promise<void>
  /**
   * Whether an address has an attempt left; counts none.
   *
   * @throws HallpassError `RateLimited`
   */
  readonly check: (address: string) => Promise<void>
}

export interface AttemptRateOptions {
  /** Default 2: a class shares one address. */
  readonly perSecond?: number
  /** How many at once, after a pause. Default 60. */
  readonly burst?: number
}

/** A token bucket for each address, in the database: more replicas give nobody more attempts. */
export function createAttemptRate(
  database: Database,
  { perSecond = 2, burst = 60 }: AttemptRateOptions = {},
): AttemptRate {
  // The database's clock: the replicas' need not agree.
  const elapsed = sql`greatest(0, extract(epoch from clock_timestamp() - signin_rate.updated_at))::float8`
  const permits = sql<number>`least(${burst}::float8, signin_rate.permits + ${perSecond}::float8 * ${elapsed})`
  const refuse = (refused: boolean): void => {
    if (!refused) return
    throw new HallpassError('RateLimited', 'too many attempts from your address', {
      hint: `at most ${perSecond} a second: wait a moment`,
    })
  }
  return {
    check: async (address) => {
      const row = await database
        .selectFrom('signin_rate')
        .select(permits.as('permits'))
        .where('address', '=', address)
        .executeTakeFirst()
      refuse((row?.permits ?? burst) < 1)
    },
    take: async (address) => {
      const { refused } = await database
        .insertInto('signin_rate')
        .values({
          address,
          permits: burst - 1,
          refused: false,
          updated_at: sql<Date>`clock_timestamp()`,
        })
        .onConflict((conflict) =>
          conflict.column('address').doUpdateSet({
            // Who is refused pays nothing: one who tries all the time does not keep out those beside.
            permits: sql<number>`case when ${permits} < 1 then ${permits} else ${permits} - 1 end`,
            refused: sql<boolean>`${permits} < 1`,
            updated_at: sql<Date>`clock_timestamp()`,
          }),
        )
        .returning('refused')
        .executeTakeFirstOrThrow()
      refuse(refused)
    },
  }
}
