import { sql } from 'kysely'
import type { Services } from '../change/index.ts'

const monthMs = 30 * 86_400_000

/** Removes what has served its time: sessions, links, attempts, kept answers, deliveries of a month ago. */
export async function tidy({ database, now }: Pick<Services, 'database' | 'now'>): Promise<void> {
  const at = now()
  const monthAgo = new Date(at.getTime() - monthMs)
  await database.deleteFrom('web_session').where('expires_at', '<=', at).execute()
  await database.deleteFrom('signin_attempt').where('expires_at', '<=', at).execute()
  await sql`delete from signin_rate where updated_at < clock_timestamp() - interval '1 hour'`.execute(
    database,
  )
  await database.deleteFrom('one_time_link').where('expires_at', '<=', at).execute()
  await database.deleteFrom('idempotency_key').where('expires_at', '<=', at).execute()
  await database
    .deleteFrom('webhook_delivery')
    .where((where) => where.or([where('delivered_at', '<=', monthAgo), where('given_up_at', '<=', monthAgo)]))
    .execute()
}
