import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { createAttemptRate } from '../../src/signin/index.ts'
import { openDatabase } from '../../src/store/index.ts'
import { useDesks } from '../desk.ts'

const desks = useDesks()
// So slow that nothing comes back while the test runs.
const slow = { perSecond: 1e-9, burst: 10 }

describe('attempts to sign in', () => {
  it('are counted by address, for all replicas together', async () => {
    const { services, open } = await desks.make()
    const other = openDatabase(open.address)
    try {
      const replicas = [createAttemptRate(services.database, slow), createAttemptRate(other.database, slow)]
      const tried = await Promise.allSettled(
        Array.from({ length: 30 }, async (_, index) => replicas[index % 2]?.take('192.0.2.1')),
      )
      const refused = tried.filter((one) => one.status === 'rejected')
      expect(refused).toHaveLength(20)
      for (const { reason } of refused) expect(reason).toMatchObject({ code: 'RateLimited' })
      await expect(replicas[1]?.check('192.0.2.1')).rejects.toMatchObject({ code: 'RateLimited' })
      await replicas[1]?.check('192.0.2.2')
      await replicas[0]?.take('192.0.2.2')
    } finally {
      await other.close()
    }
  })

  it('come back with time, and are not used up by being refused', async () => {
    const { services } = await desks.make()
    // A permit comes back in an hour: none while this runs.
    const rate = createAttemptRate(services.database, { perSecond: 1 / 3600, burst: 1 })
    const passes = (time: string): Promise<unknown> =>
      sql`update signin_rate set updated_at = updated_at - ${time}::interval`.execute(services.database)
    await rate.take('192.0.2.1')
    for (const minutes of ['20 minutes', '20 minutes', '15 minutes']) {
      await passes(minutes)
      await expect(rate.take('192.0.2.1')).rejects.toMatchObject({ code: 'RateLimited' })
    }
    await passes('10 minutes')
    await rate.take('192.0.2.1')
    await expect(rate.take('192.0.2.1')).rejects.toMatchObject({ code: 'RateLimited' })
  })
})
